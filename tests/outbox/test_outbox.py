"""The outbox: written with the transaction, sent apart, tried again, never twice."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from django.utils import timezone

from outbox.backend import EmailBackend
from outbox.models import BACKOFF, LEASE, OutgoingMail
from outbox.sending import send_due


@pytest.fixture(autouse=True)
def _sends_to_memory(settings):
    settings.OUTBOX_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


def test_a_mail_waits_and_goes_out_whole(put):
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
    assert message.extra_headers["X-A"] == "b"
    assert OutgoingMail.objects.count() == 0


def test_a_transaction_that_fails_mails_nothing(put):
    def fail():
        with transaction.atomic():
            put()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert OutgoingMail.objects.count() == 0


def test_it_is_given_up_in_the_end_and_kept_for_a_look(mail_server, put, clock):
    mail_server.behaviour["RCPT"] = "451 Later"
    put()
    for wait in [*BACKOFF, timedelta(days=1)]:
        send_due()
        clock.shift(wait)
    send_due()

    row = OutgoingMail.objects.get()
    assert row.attempts == len(BACKOFF) + 1
    assert row.given_up_at is not None


def test_it_is_not_kept_for_ever(put, clock):
    put()
    OutgoingMail.objects.update(given_up_at=timezone.now())
    clock.shift(timedelta(days=8))

    send_due()

    assert OutgoingMail.objects.count() == 0


def test_one_bad_mail_does_not_stop_the_others(put):
    put("erste")
    OutgoingMail.objects.update(subject="zwei\nZeilen")
    put("zweite")

    assert send_due() == 1
    assert [message.subject for message in mail.outbox] == ["zweite"]


def test_a_worker_that_died_leaves_the_mail_to_the_next(put, clock):
    put()
    assert OutgoingMail.objects.claim_next() is not None  # and never came back

    assert send_due() == 0
    clock.shift(LEASE)
    assert send_due() == 1


def test_what_it_cannot_carry_is_refused_at_once(db):
    with pytest.raises(ValueError, match="no attachments, copies"):
        EmailBackend().send_messages(
            [EmailMessage("a", "b", "c@d.example", ["e@f.example"], bcc=["g@h.example"])]
        )
    with pytest.raises(ValueError, match="Header values can't contain newlines"):
        EmailBackend().send_messages(
            [EmailMessage("a\nBcc: x@y.example", "b", "c@d.example", ["e@f.example"])]
        )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_mail(put):
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
