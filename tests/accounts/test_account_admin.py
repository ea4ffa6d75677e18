"""Accounts in admin: an administrator makes an editor, locks an account, corrects a subscriber."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from accounts.models import LegacySubscriber, User
from tests.accounts.conftest import code_in
from tests.conftest import PASSWORD

ADD = "/redaktion/accounts/user/add/"


@pytest.fixture
def desk(log_in, enrol):
    return log_in(enrol("adam@zeitung.example", is_staff=True, is_superuser=True))


def change(user, **fields):
    """The change form as the browser would send it."""
    values = {"email": user.email, "name": user.name, "organisation": user.organisation}
    inline = {
        f"{prefix}-{name}": value
        for prefix in ["consents"]
        for name, value in [("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0)]
    }
    return values | inline | {"is_active": "on"} | fields


def test_a_new_editor_confirms_the_address_and_writes(desk, browser):
    new = {"email": "Edda@Zeitung.example", "usable_password": "true"}
    response = desk.post(ADD, new | {"password1": PASSWORD, "password2": PASSWORD})
    user = User.objects.get(email="edda@zeitung.example")
    assert response.headers["Location"] == f"/redaktion/accounts/user/{user.pk}/change/"

    group = Group.objects.get(name="Redaktion")
    response = desk.post(
        response.headers["Location"], change(user, is_staff="on", groups=[group.pk])
    )
    assert response.status_code == 302

    client = browser()
    login = {"login": user.email, "password": PASSWORD}
    response = client.post("/konto/login/", login)
    client.post(response.headers["Location"], {"code": code_in(mail.outbox[-1])})
    assert client.get("/redaktion/articles/article/add/").status_code == 200
    assert client.get("/redaktion/accounts/user/").status_code == 403


@pytest.mark.parametrize("email", ["ADAM@zeitung.example", "keine-adresse"])
def test_twins_and_nonsense_are_explained(desk, email):
    new = {"email": email, "usable_password": "true"}

    response = desk.post(ADD, new | {"password1": PASSWORD, "password2": PASSWORD})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors["email"]
    assert User.objects.count() == 1


def test_locking_an_account_ends_its_reading(desk, martha, log_in):
    reader = log_in(martha)
    assert reader.get("/konto/").status_code == 200

    desk.post(f"/redaktion/accounts/user/{martha.pk}/change/", change(martha) | {"is_active": ""})

    assert reader.get("/konto/").status_code == 302


def test_the_change_page_shows_no_password(desk, martha):
    content = desk.get(f"/redaktion/accounts/user/{martha.pk}/change/").content.decode()

    assert martha.password not in content


def test_a_subscriber_is_corrected(desk, ludwig):
    url = f"/redaktion/accounts/legacysubscriber/{ludwig.pk}/change/"
    fields = {"email": "Ludwig@Neu.example", "first_name": "Ludwig", "last_name": "Lang"}

    response = desk.post(url, fields)

    assert response.status_code == 302
    assert LegacySubscriber.objects.get().email == "ludwig@neu.example"


def test_a_subscribers_twin_is_explained(desk, ludwig):
    response = desk.post(
        "/redaktion/accounts/legacysubscriber/add/", {"email": ludwig.email.upper()}
    )

    assert response.status_code == 200
    assert "Diese Adresse ist schon in der Liste." in response.content.decode()
