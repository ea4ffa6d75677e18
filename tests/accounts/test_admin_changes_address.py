"""An administrator changes a member's address: the old one is free, the new one unproven.

Nobody but its owner proves an address, so at the next login its owner confirms it by a code.
"""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command

from accounts.models import User
from tests.accounts.conftest import RESET, SIGN_UP, code_in
from tests.conftest import PASSWORD

OLD = "martha@altenbrueck.example"
NEW = "martha.neu@altenbrueck.example"
CONFIRM = "/konto/confirm-email/"


@pytest.fixture
def desk(log_in, adam):
    return log_in(adam)


@pytest.fixture
def change(desk):
    """Send the change form with another address."""

    def change(user, email):
        inline = {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}
        rights = {"is_active": "on"}
        if user.is_superuser:
            rights |= {"is_staff": "on", "is_superuser": "on"}
        page = f"/redaktion/accounts/user/{user.pk}/change/"
        return desk.post(page, inline | rights | {"email": email})

    return change


def log_in_with(client, email):
    return client.post("/konto/login/", {"login": email, "password": PASSWORD})


def test_the_old_address_does_not_log_in(martha, change, browser):
    assert change(martha, NEW).status_code == 302

    response = log_in_with(browser(), OLD)

    assert response.status_code == 200
    assert "E-Mail-Adresse und Passwort passen nicht zusammen." in response.page.words


def test_the_old_address_keeps_no_account_and_its_owner_can_register(
    martha, change, browser, begin, enter
):
    change(martha, NEW)
    client = browser()
    begin(client, OLD, SIGN_UP, password="ein-ganz-neuer-satz")

    assert enter(client).status_code == 302

    assert client.get("/konto/").status_code == 200
    assert set(User.objects.filter(is_staff=False).values_list("email", flat=True)) == {OLD, NEW}
    assert EmailAddress.objects.get(email=OLD).user == User.objects.get(email=OLD)


def test_a_reset_that_was_begun_with_the_old_address_opens_nothing(
    martha, change, browser, begin, enter
):
    client = browser()
    begin(client, OLD, RESET, password="ein-ganz-neuer-satz")
    code = code_in(mail.outbox[-1])
    change(martha, NEW)

    assert enter(client, code).headers["Location"] == "/konto/login/"
    martha.refresh_from_db()
    assert martha.check_password(PASSWORD)


def test_the_new_address_is_confirmed_at_the_next_login(
    martha, change, browser, log_in, write, can_read
):
    phone, article = log_in(martha), write()
    change(martha, NEW)
    assert not can_read(phone, article)

    client = browser()
    assert log_in_with(client, NEW).headers["Location"] == CONFIRM
    assert not can_read(client, article)
    assert mail.outbox[-1].to == [NEW]
    client.post(CONFIRM, {"code": code_in(mail.outbox[-1])})

    assert can_read(client, article)
    assert list(EmailAddress.objects.filter(user=martha).values_list("email", "verified")) == [
        (NEW, True)
    ]


def test_an_account_whose_new_address_waits_is_kept(martha, change, browser, clock):
    log_in_with(browser(), OLD)
    change(martha, NEW)
    clock.shift(30 * 24 * 3600)

    call_command("remove_unverified_accounts")

    assert User.objects.filter(pk=martha.pk).exists()


def test_the_old_address_is_told(martha, change):
    change(martha, NEW)

    (notice,) = mail.outbox
    assert (notice.to, notice.subject) == ([OLD], "Ihre E-Mail-Adresse wurde geändert")


def test_an_address_that_was_never_proven_is_told_nothing(enrol, change):
    change(enrol("ulf@altenbrueck.example", verified=False), NEW)

    assert mail.outbox == []


def test_another_spelling_is_no_change(martha, change):
    change(martha, '"Martha"@ALTENBRUECK.example')

    assert EmailAddress.objects.get(user=martha).verified


def test_another_members_address_is_explained(martha, enrol, change):
    other = enrol("nora@altenbrueck.example")

    response = change(other, OLD)

    assert response.status_code == 200
    assert "Ein Konto mit dieser Adresse gibt es schon." in response.content.decode()
    assert EmailAddress.objects.get(user=other).email == "nora@altenbrueck.example"


def test_administrators_who_change_their_own_stay_logged_in(adam, change, desk):
    change(adam, "adam.neu@zeitung.example")

    assert desk.get("/redaktion/").status_code == 200


def test_whoever_proves_an_address_has_it(martha, enrol, browser, begin, enter):
    """Also where an older row of another account still calls it verified."""
    other = enrol("nora@altenbrueck.example")
    User.objects.filter(pk=other.pk).update(email=NEW)
    client = browser()
    begin(client, "nora@altenbrueck.example", password="ein-ganz-neuer-satz")

    assert enter(client).status_code == 302

    assert EmailAddress.objects.get(email="nora@altenbrueck.example").user != other
