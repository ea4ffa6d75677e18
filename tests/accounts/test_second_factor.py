"""The second factor: required for the newsroom, open to everyone, asked on every way in."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.db import connection

from tests.accounts.conftest import REAUTHENTICATE, SET_UP, code_in, code_of
from tests.conftest import PASSWORD, CheckingClient

AUTHENTICATE = "/konto/zweiter-schritt/authenticate/"
DESK = "/redaktion/articles/article/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.STAFF_MFA_REQUIRED = True


def follow(client, place):
    """Where a visit to that place ends: every address on the way."""
    way = [place]
    while (response := client.get(way[-1])).status_code == 302:
        way.append(response.headers["Location"])
    return way, response


def test_the_first_visit_to_the_newsroom_leads_through_the_set_up(log_in_by_password, edda, set_up):
    client = log_in_by_password(edda)

    way, _ = follow(client, DESK)
    assert [step.split("?")[0] for step in way] == [
        DESK,
        "/redaktion/login/",
        SET_UP,
        "/konto/reauthenticate/",
    ]
    set_up(client)
    codes = client.get("/konto/zweiter-schritt/recovery-codes/").page
    assert "Noch 10 von 10 sind übrig." in codes.words
    assert "/redaktion/" in codes.links

    assert client.get(DESK).status_code == 200


def test_from_then_on_login_asks_for_the_code(log_in_by_password, edda, set_up):
    secret = set_up(log_in_by_password(edda))

    client = log_in_by_password(edda, next=DESK)
    assert client.response.headers["Location"].startswith(AUTHENTICATE)
    assert client.get(DESK).status_code == 302
    response = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert response.headers["Location"] == DESK
    assert client.get(DESK).status_code == 200


def test_a_session_from_before_the_set_up_stays_outside(log_in_by_password, edda, set_up):
    """Somebody who knew the password may have begun it."""
    stranger = log_in_by_password(edda)
    set_up(log_in_by_password(edda))

    way, _ = follow(stranger, DESK)

    assert way[-1].split("?")[0] == REAUTHENTICATE


@pytest.mark.parametrize("code", ["000000", "", "abc", "12345678", "\x00"])
def test_a_wrong_code_does_not_get_in(log_in_by_password, edda, set_up, code):
    set_up(log_in_by_password(edda))
    client = log_in_by_password(edda)

    response = client.post(AUTHENTICATE, {"code": code})

    assert response.status_code == 200
    assert response.page.title.strip().startswith("Fehler:")
    assert client.get("/konto/").status_code == 302


def test_a_code_serves_once(log_in_by_password, edda, set_up):
    secret = set_up(log_in_by_password(edda))
    code = code_of(secret)
    log_in_by_password(edda).post(AUTHENTICATE, {"code": code})

    again = log_in_by_password(edda).post(AUTHENTICATE, {"code": code})

    assert again.status_code == 200
    assert "Dieser Code stimmt nicht." in again.page.words


@pytest.mark.parametrize("seconds", [31, 61, 89])
def test_a_code_serves_once_as_long_as_it_is_right(
    log_in_by_password, edda, set_up, clock, seconds
):
    secret = set_up(log_in_by_password(edda))
    newest = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[2]))
    assert log_in_by_password(edda).post(AUTHENTICATE, {"code": newest}).status_code == 302
    clock.shift(seconds)

    again = log_in_by_password(edda).post(AUTHENTICATE, {"code": newest})

    assert again.status_code == 200
    assert "Dieser Code stimmt nicht." in again.page.words


def test_the_code_of_the_set_up_does_not_log_in(log_in_by_password, edda, set_up, clock):
    secret = set_up(log_in_by_password(edda))
    clock.shift(-90)  # which `set_up` waited

    again = log_in_by_password(edda).post(AUTHENTICATE, {"code": code_of(secret)})

    assert again.status_code == 200
    assert "Dieser Code stimmt nicht." in again.page.words


def test_a_recovery_code_serves_once(log_in_by_password, edda, set_up):
    client = log_in_by_password(edda)
    set_up(client)
    page = client.get("/konto/zweiter-schritt/recovery-codes/").content.decode()
    code = re.findall(r"<code>([\w-]+)</code>", page)[0]

    first = log_in_by_password(edda).post(AUTHENTICATE, {"code": code})
    second = log_in_by_password(edda).post(AUTHENTICATE, {"code": code})

    assert (first.status_code, second.status_code) == (302, 200)


def test_every_way_in_asks_for_it(log_in_by_password, browser, begin, martha, set_up, write):
    """Claim and reset prove the mailbox; the second factor is still asked."""
    set_up(log_in_by_password(martha))
    url = write().get_absolute_url()

    claimer = browser()
    begin(claimer, martha.email, "/konto/kommunalwirtschaft/", next_url=url)
    claimed = claimer.post("/konto/code/", {"code": code_in(mail.outbox[-1])})
    resetter = browser()
    begin(resetter, martha.email, "/konto/password/reset/")
    reset = resetter.post("/konto/code/", {"code": code_in(mail.outbox[-1])})

    for client, response in [(claimer, claimed), (resetter, reset)]:
        assert response.headers["Location"].startswith(AUTHENTICATE)
        assert '<div class="body"' not in client.get(url).content.decode()


def test_the_way_back_to_the_article_survives_it(log_in_by_password, martha, set_up, write):
    secret = set_up(log_in_by_password(martha))
    url = write().get_absolute_url()

    client = log_in_by_password(martha, next=url)
    response = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert response.headers["Location"] == url


def test_members_need_none(log_in_by_password, martha):
    client = log_in_by_password(martha)

    assert client.get("/konto/").status_code == 200
    assert "App einrichten" in client.get("/konto/zweiter-schritt/").page.words


def test_removing_it_closes_the_newsroom_again_and_is_told(
    log_in_by_password, edda, set_up, django_capture_on_commit_callbacks
):
    client = log_in_by_password(edda)
    secret = set_up(client)
    client.post(REAUTHENTICATE, {"code": code_of(secret), "next": DESK})
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/konto/zweiter-schritt/totp/deactivate/")

    assert Authenticator.objects.count() == 0
    assert mail.outbox[-1].subject == "Anmeldung in zwei Schritten wurde entfernt"
    other = log_in_by_password(edda)
    assert follow(other, DESK)[0][2].startswith(SET_UP)


def test_the_secret_is_not_stored_in_the_clear(log_in_by_password, edda, set_up):
    secret = set_up(log_in_by_password(edda))

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mfa_authenticator")
        assert secret not in str(cursor.fetchall())


def test_where_it_is_not_required_the_password_is_enough(settings, log_in, edda):
    settings.STAFF_MFA_REQUIRED = False

    assert log_in(edda).get(DESK).status_code == 200


def test_the_newsroom_asks_again_after_a_working_day(log_in_by_password, edda, set_up, clock):
    secret = set_up(log_in_by_password(edda))
    client = log_in_by_password(edda)
    client.post(AUTHENTICATE, {"code": code_of(secret)})

    clock.shift(12 * 3600 - 60)
    assert client.get(DESK).status_code == 200
    clock.shift(120)
    way, _ = follow(client, DESK)
    assert way[-1].split("?")[0] == REAUTHENTICATE

    client.post(way[-1], {"code": code_of(secret), "next": DESK})
    assert client.get(DESK).status_code == 200


def test_confirming_who_you_are_changes_the_session_key(log_in_by_password, martha):
    client = log_in_by_password(martha)
    before = client.cookies["sitzung"].value

    client.post("/konto/reauthenticate/", {"password": PASSWORD})

    assert client.cookies["sitzung"].value != before
    assert client.get("/konto/geraete/").page.words.count("dieses Gerät") == 1
    thief = CheckingClient()
    thief.cookies["sitzung"] = before
    assert thief.get("/konto/").status_code == 302
