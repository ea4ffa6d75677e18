"""The outbox: written with the transaction, sent apart, tried again, never twice."""

import logging
import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from outbox.backend import EmailBackend
from outbox.models import BACKOFF, LEASE, OutgoingMail
from outbox.sending import send_due


@pytest.fixture(autouse=True)
def _sends_to_memory(settings):
    settings.OUTBOX_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


def put(subject="Ihr Code", to="nora@stadt.example"):
    message = EmailMultiAlternatives(subject, "Text", "a@b.example", [to], headers={"X-A": "b"})
    message.attach_alternative("<p>HTML</p>", "text/html")
    EmailBackend().send_messages([message])


class Refusing:
    """A mail server that is away."""

    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        raise ConnectionRefusedError("nora@stadt.example")

    def close(self):
        pass


@pytest.fixture
def away(settings, monkeypatch):
    monkeypatch.setattr("outbox.sending.get_connection", Refusing)


def test_a_mail_waits_and_goes_out_whole(db):
    put()
    assert mail.outbox == []

    assert send_due() == 1

    (message,) = mail.outbox
    assert (message.subject, message.body, message.to) == (
        "Ihr Code",
        "Text",
        ["nora@stadt.example"],
    )
    assert message.alternatives[0][0] == "<p>HTML</p>"
    assert message.extra_headers == {"X-A": "b"}
    assert OutgoingMail.objects.count() == 0


def test_a_transaction_that_fails_mails_nothing(db):
    def fail():
        with transaction.atomic():
            put()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert OutgoingMail.objects.count() == 0


def test_an_outage_loses_nothing(db, away, monkeypatch, clock):
    put()
    assert send_due() == 0
    assert OutgoingMail.objects.get().attempts == 1

    monkeypatch.undo()
    assert send_due() == 0  # not yet
    clock.shift(BACKOFF[0])
    assert send_due() == 1


def test_it_is_given_up_in_the_end_and_kept_for_a_look(db, away, clock):
    put()
    for wait in [*BACKOFF, timedelta(days=1)]:
        send_due()
        clock.shift(wait)
    send_due()

    row = OutgoingMail.objects.get()
    assert row.attempts == len(BACKOFF) + 1
    assert row.given_up_at is not None


def test_it_is_not_kept_for_ever(db, away, clock):
    put()
    OutgoingMail.objects.update(given_up_at=timezone.now())
    clock.shift(timedelta(days=8))

    send_due()

    assert OutgoingMail.objects.count() == 0


def test_one_bad_mail_does_not_stop_the_others(db):
    put("erste")
    OutgoingMail.objects.update(subject="zwei\nZeilen")
    put("zweite")

    assert send_due() == 1
    assert [message.subject for message in mail.outbox] == ["zweite"]


def test_a_worker_that_died_leaves_the_mail_to_the_next(db, clock):
    put()
    assert OutgoingMail.objects.claim_next() is not None  # and never came back

    assert send_due() == 0
    clock.shift(LEASE)
    assert send_due() == 1


def test_logs_name_nobody(db, away, caplog):
    with caplog.at_level(logging.DEBUG):
        put()
        send_due()

    assert "ConnectionRefusedError" in caplog.text
    assert "nora" not in caplog.text


def test_what_it_cannot_carry_is_refused_at_once(db):
    with pytest.raises(ValueError, match="no attachments, copies"):
        EmailBackend().send_messages(
            [EmailMessage("a", "b", "c@d.example", ["e@f.example"], bcc=["g@h.example"])]
        )
    with pytest.raises(ValueError, match="Header values can't contain newlines"):
        EmailBackend().send_messages(
            [EmailMessage("a\nBcc: x@y.example", "b", "c@d.example", ["e@f.example"])]
        )


def test_the_command_sends_once(db, capsys):
    put()

    call_command("send_mails", "--once")

    assert capsys.readouterr().out == "1 mails sent\n"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_mail():
    for number in range(30):
        put(f"Mail {number}")
    claimed = []

    def work():
        try:
            while (row := OutgoingMail.objects.claim_next()) is not None:
                claimed.append(row.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(claimed) == len(set(claimed)) == 30
