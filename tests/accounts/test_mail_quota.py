"""At most three mails an hour and ten a day to one address, over all forms together."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts import quota
from accounts.models import MailQuota
from tests.accounts.conftest import CLAIM, CODE, RESET, SIGN_UP, code_in
from tests.conftest import PASSWORD

KINDS = ["unknown", "legacy", "member", "deactivated"]


@pytest.fixture
def address(request, martha, ludwig, enrol):
    match request.param:
        case "unknown":
            return "niemand@stadt.example"
        case "legacy":
            return ludwig.email
        case "member":
            return martha.email
        case "deactivated":
            return enrol("dora@stadt.example", is_active=False).email


@pytest.mark.parametrize("address", KINDS, indirect=True)
def test_all_forms_count_together(browser, begin, address):
    for _ in range(2):
        begin(browser(), address, SIGN_UP)
        begin(browser(), address.upper(), CLAIM)
        begin(browser(), address, RESET)

    assert len(mail.outbox) == 3


def test_an_hour_later_there_are_three_more_and_after_ten_a_day_passes(browser, begin, clock, db):
    for expected in (3, 6, 9, 10, 10):
        for _ in range(4):
            begin(browser(), "nora@stadt.example")
        assert len(mail.outbox) == expected
        clock.shift(timedelta(hours=1, seconds=1))
    clock.shift(timedelta(hours=20))
    begin(browser(), "nora@stadt.example")

    assert len(mail.outbox) == 11


def test_one_address_does_not_count_for_another(browser, begin, db):
    for n in range(5):
        begin(browser(), f"nora{n}@stadt.example")

    assert len(mail.outbox) == 5


def test_a_verification_at_login_counts_too(browser, enrol):
    enrol("ulf@stadt.example", verified=False)
    login = {"login": "ulf@stadt.example", "password": PASSWORD}
    for _ in range(3):
        browser().post("/konto/login/", login)

    response = browser().post("/konto/login/", login)

    assert (response.headers["Location"], len(mail.outbox)) == ("/konto/confirm-email/", 3)


def test_a_new_address_cannot_be_flooded_by_a_member(log_in, martha):
    for _ in range(5):
        log_in(martha).post("/konto/email/", {"email": "opfer@stadt.example", "action_add": "1"})

    assert len(mail.outbox) == 3


def test_notices_are_not_counted(log_in, martha, browser, begin):
    for _ in range(3):
        begin(browser(), martha.email, RESET)

    changed = {"oldpassword": PASSWORD, "password1": "ein-ganz-neuer-satz"}
    log_in(martha).post("/konto/password/change/", changed)

    assert mail.outbox[-1].subject == "Ihr Passwort wurde geändert"


def test_the_quota_stops_mails_not_the_code(client, begin, enter, db):
    begin(client, "nora@stadt.example")
    for _ in range(4):
        client.post(CODE, {"renew": "1"})

    assert enter(client, code_in(mail.outbox[0])).status_code == 302


def test_no_address_is_stored(begin, client, db):
    begin(client, "nora@stadt.example")

    assert "nora" not in str(list(MailQuota.objects.values()))


def test_old_counts_go(begin, browser, clock, db):
    begin(browser(), "nora@stadt.example")
    clock.shift(timedelta(days=2))
    begin(browser(), "otto@stadt.example")

    assert MailQuota.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_parallel_forms_do_not_pass_together():
    answers = []

    def work():
        try:
            answers.append(quota.take("nora@stadt.example"))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(True) == 3
    assert len(answers) == 20
