"""Passkeys: the pages, their words, and answers that no browser gives. Real ones: tests/browser."""

import hashlib
import json
from types import SimpleNamespace

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from django.core import mail
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData

from tests.accounts.passkey_answers import ANSWERS, CLIENT_DATA, attestation, credential
from tests.accounts.test_formal_german import ENGLISH, FAMILIAR

PLACE = "/konto/zweiter-schritt/webauthn/"
LOGIN = f"{PLACE}login/"
ADD = f"{PLACE}add/"
REAUTHENTICATE = f"{PLACE}reauthenticate/"
REFUSED = "Dieser Passkey wurde nicht erkannt."

every_answer = pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)


@pytest.fixture
def passkey(martha):
    """Martha's passkey, as it is stored."""
    return Authenticator.objects.create(
        user=martha,
        type=Authenticator.Type.WEBAUTHN,
        data={
            "name": "Dienstrechner",
            "credential": credential(clientDataJSON=CLIENT_DATA, attestationObject=attestation())
            | {"clientExtensionResults": {"credProps": {"rk": True}}},
        },
    )


@every_answer
def test_a_broken_answer_logs_nobody_in(client, passkey, answer):
    client.get(LOGIN, headers={"Accept": "application/json"})

    response = client.post(LOGIN, {"credential": answer, "next": "/thema/klimaschutz/"})

    assert response.status_code == 302
    assert response.headers["Location"] == "/konto/login/?next=%2Fthema%2Fklimaschutz%2F"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("wish", "place", "says"),
    [
        ({"passwordless": "on"}, "/", ""),
        ({}, "/konto/login/", "Dieser Passkey dient nur als zweiter Schritt."),
    ],
    ids=["ticked", "not ticked"],
)
def test_a_passkey_logs_in_by_itself_only_where_its_owner_ticked_that(
    browser, log_in, martha, monkeypatch, wish, place, says
):
    """Whatever the browser says of it: many make every passkey one that could."""
    verified = SimpleNamespace(is_user_verified=lambda: True)
    monkeypatch.setattr(auth, "complete_registration", lambda answer: verified)
    monkeypatch.setattr(
        auth, "complete_authentication", lambda user, answer: Authenticator.objects.get(user=user)
    )
    signed = {"clientDataJSON": CLIENT_DATA, "attestationObject": attestation()}
    said = {"clientExtensionResults": {"credProps": {"rk": not wish}}}
    answer = {"credential": json.dumps(credential(**signed) | said), "name": "x"}
    assert log_in(martha).post(ADD, answer | wish).status_code == 302
    Authenticator.objects.exclude(type="webauthn").delete()
    data = AuthenticatorData.create(hashlib.sha256(b"localhost").digest(), 5, 1)
    signed = {"clientDataJSON": CLIENT_DATA, "authenticatorData": websafe_encode(data)}
    signed["signature"] = "AA"
    handle = websafe_encode(user_pk_to_url_str(martha).encode())
    client = browser()

    response = client.post(
        LOGIN, {"credential": json.dumps(credential(**signed, userHandle=handle))}
    )

    assert response.headers["Location"] == place
    assert ("_auth_user_id" in client.session) == bool(wish)
    assert says in client.get(place).page.words


@pytest.mark.parametrize("place", [LOGIN, REAUTHENTICATE, ADD])
def test_a_form_without_an_answer_is_refused(browser, log_in, martha, place):
    client = browser() if place == LOGIN else log_in(martha, factor=True)

    response = client.post(place, {})

    assert response.status_code == (200 if place == ADD else 302)
    assert not Authenticator.objects.exists()


@every_answer
def test_a_broken_answer_adds_nothing(log_in, martha, answer):
    client = log_in(martha)
    client.get(ADD)

    response = client.post(ADD, {"credential": answer, "name": "x"})

    assert response.status_code == 200
    assert response.page.title.strip().startswith("Fehler:")
    assert not Authenticator.objects.exists()


def test_a_passkey_that_is_set_up_already_is_refused(log_in, martha, passkey, monkeypatch):
    """Of two clicks both hold the same right answer."""
    verified = SimpleNamespace(is_user_verified=lambda: True)
    monkeypatch.setattr(auth, "complete_registration", lambda answer: verified)
    answer = passkey.data["credential"]

    client = log_in(martha, factor=True)
    response = client.post(ADD, {"credential": json.dumps(answer), "name": "x"})

    assert response.status_code == 200
    assert "Dieser Passkey ist schon eingerichtet." in response.page.words
    assert Authenticator.objects.get() == passkey


@pytest.mark.parametrize(
    "extra",
    [
        {"x": "a\0b"}, {"x": "\ud800"}, {"x": float("nan")},
        {"clientExtensionResults": None}, {"clientExtensionResults": {"credProps": None}},
        {"clientExtensionResults": {"credProps": "rk", "y": "\0"}},
    ],
    ids=["NUL", "surrogate", "no number", "no results", "no properties", "text"],
)  # fmt: skip
def test_only_what_is_used_of_an_answer_is_stored(log_in, martha, monkeypatch, extra):
    verified = SimpleNamespace(is_user_verified=lambda: True)
    monkeypatch.setattr(auth, "complete_registration", lambda answer: verified)
    signed = {"clientDataJSON": CLIENT_DATA, "attestationObject": attestation()}
    client = log_in(martha)

    client.post(ADD, {"credential": json.dumps(credential(**signed) | extra), "name": "x"})

    assert Authenticator.objects.get(type="webauthn").data["credential"] == {
        "type": "public-key", "id": "AAAA", "rawId": "AAAA", "response": signed,
        "clientExtensionResults": {"credProps": {"rk": False}},
    }  # fmt: skip
    assert log_in(martha, factor=True).get("/konto/zweiter-schritt/webauthn/").status_code == 200


@every_answer
def test_a_broken_answer_confirms_nothing(log_in, martha, passkey, answer):
    client = log_in(martha)
    client.get(REAUTHENTICATE)

    response = client.post(REAUTHENTICATE, {"credential": answer})

    assert response.status_code == 302
    assert response.headers["Location"] == "/konto/login/"


@every_answer
def test_a_broken_answer_is_no_second_step(browser, martha, passkey, answer):
    client = browser()
    login = {"login": martha.email, "password": "gelber-postbus-im-regen"}
    step = client.post("/konto/login/", login).headers["Location"]

    response = client.post(step, {"credential": answer})

    assert response.status_code == 200
    assert client.get("/konto/").status_code == 302


def test_asking_for_a_login_tells_nothing_about_accounts(browser, passkey):
    options = browser().get(LOGIN, headers={"Accept": "application/json"}).json()

    assert options["request_options"]["publicKey"].get("allowCredentials", []) == []
    assert options["request_options"]["publicKey"]["userVerification"] == "required"


def test_the_second_step_offers_the_passkey_and_the_code(browser, martha, passkey):
    client = browser()
    login = {"login": martha.email, "password": "gelber-postbus-im-regen"}
    page = client.get(client.post("/konto/login/", login).headers["Location"]).page

    assert "Mit Passkey einloggen" in page.words
    assert "Ersatzcode" in page.words


def test_it_is_renamed_and_removed(log_in, martha, passkey, django_capture_on_commit_callbacks):
    client = log_in(martha, factor=True)
    client.post(f"{PLACE}keys/{passkey.pk}/edit/", {"name": "Telefon"})
    assert "Telefon" in client.get(PLACE).page.words

    response = client.post(f"{PLACE}keys/{passkey.pk}/edit/", {"name": ""})
    assert "Bitte geben Sie einen Namen ein." in response.page.words

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{PLACE}keys/{passkey.pk}/remove/")
    assert not Authenticator.objects.exists()
    assert mail.outbox[-1].subject == "Ein Passkey wurde entfernt"


def test_somebody_elses_is_out_of_reach(log_in, enrol, passkey):
    client = log_in(enrol("karl@stadt.example"))

    for action in ("edit", "remove"):
        assert client.get(f"{PLACE}keys/{passkey.pk}/{action}/").status_code == 404
        assert client.post(f"{PLACE}keys/{passkey.pk}/{action}/", {"name": "x"}).status_code == 404


@pytest.mark.parametrize(
    "place", ["", "add/", "reauthenticate/", "keys/{pk}/edit/", "keys/{pk}/remove/"]
)
def test_the_pages_are_formal_and_german(log_in, martha, passkey, place):
    words = log_in(martha, factor=True).get(PLACE + place.format(pk=passkey.pk)).page.words

    assert FAMILIAR.findall(words) == []
    assert ENGLISH.findall(words.replace(martha.email, "")) == []


def test_all_own_data_names_them(log_in, martha, passkey):
    client = log_in(martha)

    data = json.loads(client.get("/konto/daten/").content)

    assert data["zweiter_schritt"] == [
        {"art": "webauthn", "name": "Dienstrechner", "eingerichtet_am": "2026-11-22T12:00:00+01:00",
         "zuletzt_verwendet_am": None}
    ]  # fmt: skip
