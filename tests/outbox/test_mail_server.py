"""Before a real mail server: whatever it does, no mail is lost, and none is blamed for it."""

import logging
from datetime import timedelta

import pytest
from django.conf import settings as site_settings
from django.core.management import call_command

from outbox.models import BACKOFF, FREE_INTERRUPTIONS, LEASE, OutgoingMail
from outbox.sending import send_due
from tests.outbox.conftest import DROP, HANG

BROKEN = [
    ("EHLO", "421 4.3.2 Closing"), ("EHLO", "554 No"), ("EHLO", DROP), ("EHLO", HANG),
    ("MAIL", "421 4.3.2 Closing"), ("MAIL", DROP), ("MAIL", HANG),
    ("RCPT", "421 4.3.2 Closing"), ("RCPT", DROP), ("RCPT", HANG),
    ("TEXT", "421 4.3.2 Closing"), ("TEXT", DROP), ("TEXT", HANG),
    ("MAIL", "hello"), ("RCPT", "hello"), ("TEXT", "hello"),
    ("MAIL", "250 " + "y" * 9_000), ("RCPT", "250 " + "y" * 9_000), ("TEXT", "550 " + "y" * 9_000),
]  # fmt: skip
three_mails = ["erste", "zweite", "dritte"]


@pytest.fixture
def three(put):
    for subject in three_mails:
        put(subject)


def attempts():
    return list(OutgoingMail.objects.order_by("pk").values_list("attempts", flat=True))


class TestConnection:
    def test_an_unreachable_server_costs_no_attempts(self, mail_server, three):
        mail_server.stop()

        assert send_due() == 0
        assert attempts() == [0, 0, 0]

    @pytest.mark.parametrize("host", ["post..stadt.example", "a" * 64 + ".example"])
    def test_a_host_that_is_no_name_costs_no_attempts(self, mail_server, three, settings, host):
        settings.EMAIL_HOST = host

        assert send_due() == 0
        assert attempts() == [0, 0, 0]

    @pytest.mark.parametrize(("command", "answer"), BROKEN)
    def test_a_broken_connection_ends_the_round_and_costs_no_attempts(
        self, mail_server, three, command, answer
    ):
        mail_server.behaviour[command] = answer

        assert send_due() == 0
        assert attempts() == [0, 0, 0]
        assert len(mail_server.greetings) == 1

    @pytest.mark.parametrize(("command", "answer"), BROKEN)
    def test_once_it_works_everything_goes_out_at_once(self, mail_server, three, command, answer):
        mail_server.behaviour[command] = answer
        send_due()
        mail_server.behaviour.clear()
        mail_server.received.clear()

        assert send_due() == 3
        assert sorted(mail_server.subjects) == sorted(three_mails)

    def test_a_mail_that_breaks_every_connection_lets_the_others_pass(self, mail_server, put):
        put("böse", to="boese@stadt.example")
        mail_server.after_text = lambda: mail_server.behaviour.update(
            TEXT=DROP if mail_server.subjects[-1] == "böse" else None
        )
        send_due()
        put("gute")

        for _ in range(FREE_INTERRUPTIONS + 1):
            send_due()

        assert mail_server.subjects.count("gute") == 1
        assert attempts() == [1]  # from now on it waits longer each time, and ends
        assert send_due() == 0
        assert mail_server.subjects.count("böse") == FREE_INTERRUPTIONS + 1

    def test_a_mail_takes_less_time_than_its_lease(self):
        steps = len(["MAIL", "RCPT", "DATA", "text", "answer", "RSET"])
        assert timedelta(seconds=steps * site_settings.EMAIL_TIMEOUT) < LEASE


class TestRefusals:
    @pytest.mark.parametrize("code", ["500", "550", "599"])
    @pytest.mark.parametrize("command", ["RCPT", "TEXT"])
    def test_a_refusal_for_good_gives_the_mail_up_and_keeps_it(
        self, mail_server, put, command, code
    ):
        put()
        mail_server.behaviour[command] = f"{code} 5.1.1 nora@stadt.example unknown"

        assert send_due() == 0
        assert OutgoingMail.objects.get().given_up_at is not None
        mail_server.behaviour.clear()
        assert send_due() == 0

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "TEXT"])
    def test_a_refusal_for_now_is_tried_later(self, mail_server, put, clock, command):
        put()
        mail_server.behaviour[command] = "451 4.7.1 Greylisted"

        assert send_due() == 0
        mail_server.behaviour.clear()
        assert send_due() == 0
        clock.shift(BACKOFF[0])
        assert send_due() == 1

    def test_a_refused_sender_loses_no_mail(self, mail_server, put, clock):
        """This would hit every mail until the operator mends it."""
        put()
        mail_server.behaviour["MAIL"] = "553 5.7.1 Sender not allowed"
        send_due()
        mail_server.behaviour.clear()

        clock.shift(BACKOFF[0])
        assert send_due() == 1

    @pytest.mark.parametrize("answer", ["550 No such user", "451 Later"])
    def test_one_refused_mail_does_not_stop_the_others(self, mail_server, put, answer):
        put("erste", to="weg@stadt.example")
        put("zweite")
        mail_server.behaviour["weg@stadt.example"] = answer

        assert send_due() == 1
        assert mail_server.subjects == ["zweite"]
        assert len(mail_server.greetings) == 1


class TestLog:
    @pytest.mark.parametrize(
        ("command", "answer", "logged"),
        [
            ("RCPT", "550 5.1.1 <nora@stadt.example> unknown", "SMTPRecipientsRefused 550 5.1.1"),
            ("TEXT", "451 nora@stadt.example: later", "SMTPDataError 451"),
            ("MAIL", "421 4.3.2 nora@stadt.example", "SMTPSenderRefused 421 4.3.2"),
            ("EHLO", "554 nora@stadt.example", "SMTPHeloError 554"),
            ("TEXT", DROP, "SMTPServerDisconnected"),
        ],
    )
    def test_codes_are_logged_and_addresses_are_not(
        self, mail_server, put, caplog, command, answer, logged
    ):
        put()
        mail_server.behaviour[command] = answer

        with caplog.at_level(logging.DEBUG, "outbox"):
            send_due()

        assert logged in caplog.text
        assert "nora" not in caplog.text


class TestNames:
    def test_it_says_the_sites_name(self, mail_server, put, settings):
        for url, name in [
            ("https://www.zeitung.example", "www.zeitung.example"),
            ("https://bürger.example:8443/", "xn--brger-kva.example"),
            ("http://127.0.0.1:8000", "[127.0.0.1]"),
            ("http://[::1]:8000", "[IPv6:::1]"),
        ]:
            settings.BASE_URL = url
            put()
            send_due()
            assert mail_server.greetings.pop() == name

    def test_message_id_and_date_are_those_of_the_writing(self, mail_server, put, clock):
        put()
        clock.shift(timedelta(hours=2))
        send_due()

        (message,) = mail_server.received
        assert message["Date"] == "Sun, 22 Nov 2026 12:00:00 +0100"
        assert message["Message-ID"].endswith("@zeitung.example>")
        assert message["X-A"] == "b"

    def test_each_mail_has_a_message_id_of_its_own(self, mail_server, three):
        send_due()
        assert len({message["Message-ID"] for message in mail_server.received}) == 3

    def test_killed_between_receipt_and_deletion_it_comes_again_as_the_same(
        self, mail_server, put, clock, monkeypatch
    ):
        put()
        monkeypatch.setattr(OutgoingMail, "delete", _be_killed)
        with pytest.raises(SystemExit):
            send_due()
        monkeypatch.undo()

        assert send_due() == 0  # the lease of the one that died
        clock.shift(LEASE)
        assert send_due() == 1
        first, second = mail_server.received
        assert first["Message-ID"] == second["Message-ID"]
        assert first["Date"] == second["Date"]


def _be_killed(*_):
    raise SystemExit


def test_a_worker_that_was_too_slow_leaves_the_mail_to_its_new_owner(db, put, clock):
    put()
    slow = OutgoingMail.objects.claim_next()
    clock.shift(LEASE)
    new = OutgoingMail.objects.claim_next()

    for end in (slow.postpone, slow.give_up, slow.release):
        end()

    row = OutgoingMail.objects.get()
    assert (row.not_before, row.attempts, row.given_up_at) == (new.not_before, 2, None)


def test_the_command_says_how_many_went_out(mail_server, three, capsys):
    call_command("send_mails", "--once")
    assert capsys.readouterr().out == "3 mails sent\n"
