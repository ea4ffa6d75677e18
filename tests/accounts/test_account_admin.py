"""Accounts in admin: an administrator makes an editor, locks an account, corrects a subscriber."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core import mail

from accounts.models import LegacySubscriber, User
from tests.accounts.conftest import RESET
from tests.conftest import PASSWORD

ADD = "/redaktion/accounts/user/add/"


@pytest.fixture
def desk(log_in, adam):
    return log_in(adam)


def change(user, **fields):
    """The change form as the browser would send it."""
    values = {"email": user.email, "name": user.name, "organisation": user.organisation}
    inline = {
        f"{prefix}-{name}": value
        for prefix in ["consents"]
        for name, value in [("TOTAL_FORMS", 0), ("INITIAL_FORMS", 0)]
    }
    return values | inline | {"is_active": "on"} | fields


def test_a_new_editor_chooses_the_password_and_writes(desk, browser, begin, enter):
    response = desk.post(ADD, {"email": "Edda@Zeitung.example"})
    user = User.objects.get(email="edda@zeitung.example")
    assert response.headers["Location"] == f"/redaktion/accounts/user/{user.pk}/change/"
    assert not user.has_usable_password()

    group = Group.objects.get(name="Redaktion")
    response = desk.post(
        response.headers["Location"], change(user, is_staff="on", groups=[group.pk])
    )
    assert response.status_code == 302

    client = browser()
    begin(client, user.email, RESET)
    enter(client)
    assert [message.subject for message in mail.outbox[1:]] == []  # no password was changed
    assert client.get("/redaktion/articles/article/add/").status_code == 200
    assert client.get("/redaktion/accounts/user/").status_code == 403


def test_nobody_chooses_somebody_elses_password(desk, martha):
    assert desk.get(f"/redaktion/accounts/user/{martha.pk}/password/").status_code == 302
    page = desk.get(f"/redaktion/accounts/user/{martha.pk}/change/").content.decode()
    assert 'name="password' not in page
    assert "md5" not in page

    desk.post(f"/redaktion/accounts/user/{martha.pk}/change/", change(martha, password="x" * 20))
    martha.refresh_from_db()
    assert martha.check_password(PASSWORD)


def test_ones_own_password_is_changed_where_the_owner_is_told(desk):
    response = desk.get("/redaktion/password_change/")

    assert (response.status_code, response.headers["Location"]) == (302, "/konto/password/change/")


def test_sessions_are_ended(desk, browser, martha):
    phone = browser()
    phone.post("/konto/login/", {"login": martha.email, "password": PASSWORD})
    assert phone.get("/konto/").status_code == 200

    data = {"action": "end_sessions", "_selected_action": [martha.pk]}
    response = desk.post("/redaktion/accounts/user/", data)

    assert response.status_code == 302
    assert phone.get("/konto/").status_code == 302
    assert desk.get("/redaktion/").status_code == 200


def test_a_lost_second_factor_is_removed_and_told(desk, browser, edda, log_in):
    found_by_a_thief = log_in(edda, factor=True)
    assert found_by_a_thief.get("/konto/").status_code == 200
    secret = {"secret": "x", "type": "totp"}
    Authenticator.objects.create(user=edda, type=Authenticator.Type.TOTP, data=secret)
    Authenticator.objects.create(user=edda, type=Authenticator.Type.RECOVERY_CODES, data={})

    data = {"action": "remove_second_factor", "_selected_action": [edda.pk]}
    desk.post("/redaktion/accounts/user/", data)

    assert not Authenticator.objects.exists()
    assert found_by_a_thief.get("/konto/").status_code == 302
    (message,) = mail.outbox
    assert (message.to, message.subject) == (
        [edda.email],
        "Anmeldung in zwei Schritten wurde entfernt",
    )
    login = {"login": edda.email, "password": PASSWORD}
    assert browser().post("/konto/login/", login).headers["Location"] == "/"


@pytest.mark.parametrize("email", ["ADAM@zeitung.example", "keine-adresse"])
def test_twins_and_nonsense_are_explained(desk, email):
    response = desk.post(ADD, {"email": email})

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


def test_an_unlocked_account_gets_no_session_back(desk, martha, log_in, browser):
    """Neither one whose device is known, nor another."""
    phone, unknown = log_in(martha), log_in(martha)
    UserSession.objects.filter(session_key=unknown.session.session_key).delete()
    place = f"/redaktion/accounts/user/{martha.pk}/change/"
    assert desk.post(place, change(martha) | {"is_active": ""}).status_code == 302

    assert desk.post(place, change(martha)).status_code == 302

    assert [phone.get("/konto/").status_code, unknown.get("/konto/").status_code] == [302, 302]
    assert not UserSession.objects.filter(user=martha).exists()
    again = browser()
    again.post("/konto/login/", {"login": martha.email, "password": PASSWORD})
    assert again.get("/konto/").status_code == 200


def test_a_login_that_was_begun_before_the_locking_gives_no_session_afterwards(
    desk, martha, browser, monkeypatch
):
    place = f"/redaktion/accounts/user/{martha.pk}/change/"
    create = UserSession.objects.create_from_request

    def while_it_is_locked(request):
        assert desk.post(place, change(martha) | {"is_active": ""}).status_code == 302
        create(request)

    monkeypatch.setattr(UserSession.objects, "create_from_request", while_it_is_locked)
    phone = browser()
    phone.post("/konto/login/", {"login": martha.email, "password": PASSWORD})
    monkeypatch.undo()

    desk.post(place, change(martha))

    assert phone.get("/konto/").status_code == 302
