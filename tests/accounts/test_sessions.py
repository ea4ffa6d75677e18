"""When a session ends, and whose it is."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from accounts.models import User
from tests.conftest import PASSWORD


@pytest.fixture
def member(log_in, martha):
    client = log_in(martha)
    assert is_logged_in(client)
    return client


def is_logged_in(client):
    return "Abmelden" in client.get("/").content.decode()


def test_a_login_whose_device_nobody_noted_holds_too(member):
    UserSession.objects.all().delete()

    assert is_logged_in(member)


def test_it_ends_when_it_is_over(member, clock):
    clock.shift(14 * 24 * 3600 + 1)

    assert not is_logged_in(member)


def test_it_ends_with_its_row(member):
    Session.objects.all().delete()

    assert not is_logged_in(member)


def test_it_ends_with_the_password(member, martha):
    martha.set_password("ein-anderer-bus-im-schnee")
    martha.save()

    assert not is_logged_in(member)


def test_it_ends_with_the_account(member, martha):
    User.objects.filter(pk=martha.pk).update(is_active=False)
    assert not is_logged_in(member)

    martha.delete()
    assert not is_logged_in(member)


def test_another_accounts_device_row_gives_nothing(member, enrol):
    """The session's own data say whose it is."""
    otto = enrol("otto@altenbrueck.example", is_staff=True)
    UserSession.objects.update(user=otto)

    page = member.get("/konto/").content.decode()

    assert "martha@altenbrueck.example" in page
    assert "otto@altenbrueck.example" not in page


def test_a_changed_password_keeps_this_session_and_ends_others(log_in, martha):
    here, elsewhere = log_in(martha), log_in(martha)
    new = "ein-anderer-bus-im-schnee"

    here.post(
        "/konto/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )

    assert is_logged_in(here)
    assert not is_logged_in(elsewhere)
