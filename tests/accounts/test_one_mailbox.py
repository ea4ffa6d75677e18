"""One mailbox is one person, however the address is written: quota, account, suppression."""

import pytest
from django.core import mail

from accounts.models import LegacySubscriber, User
from tests.accounts.conftest import CLAIM, RESET, SIGN_UP
from tests.conftest import PASSWORD

SPELLINGS = [
    "opfer@stadt.example",
    '"opfer"@stadt.example',
    r'"\op\fer"@stadt.example',
    r'"o\p\f\er"@Stadt.example',
    "＂opfer＂@stadt.example.",
]


def test_all_spellings_share_three_mails(browser, begin, db):
    for spelling in SPELLINGS:
        for door in (SIGN_UP, CLAIM, RESET):
            begin(browser(), spelling, door)

    assert len(mail.outbox) == 3
    assert {tuple(message.to) for message in mail.outbox} == {("opfer@stadt.example",)}


def test_all_spellings_are_one_account(browser, begin, enter, db, clock):
    for spelling in SPELLINGS:
        client = browser()
        begin(client, spelling)
        assert enter(client).status_code == 302
        clock.shift(3601)

    assert [user.email for user in User.objects.all()] == ["opfer@stadt.example"]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_all_spellings_log_in(browser, enrol, spelling):
    enrol("opfer@stadt.example")
    client = browser()

    response = client.post("/konto/login/", {"login": spelling, "password": PASSWORD})

    assert response.status_code == 302
    assert client.get("/konto/").status_code == 200


def test_all_spellings_are_one_row_of_a_list(read_list, db):
    summary = read_list(*SPELLINGS)

    assert LegacySubscriber.objects.count() == 1
    assert summary == "4 duplicate in the file, 1 new"
