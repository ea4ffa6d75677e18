"""Where an account has a second factor, pages about it ask for the factor, not for the password.

So do the pages that change the address or the password, end sessions or delete the account.
"""

from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.urls import reverse

from accounts.models import User
from tests.accounts.conftest import REAUTHENTICATE, SET_UP, code_of
from tests.accounts.test_passkeys import ADD, CLIENT_DATA, attestation, credential
from tests.conftest import PASSWORD
from tests.routes import routes

PASSKEY = "/konto/zweiter-schritt/webauthn/reauthenticate/"
CODES = "/konto/zweiter-schritt/recovery-codes/"
KEY = 4711
HOURS = 3600

# name: what a member without a factor gets, and one who has just proven the app and a passkey
PAGES = {
    "mfa_index": (200, 200),
    "mfa_activate_totp": (200, "/konto/zweiter-schritt/totp/deactivate/"),
    "mfa_deactivate_totp": (404, 200),
    "mfa_view_recovery_codes": (404, 200),
    "mfa_generate_recovery_codes": (200, 200),
    "mfa_download_recovery_codes": (404, 200),
    "mfa_list_webauthn": (200, 200),
    "mfa_add_webauthn": (200, 200),
    "mfa_edit_webauthn": (404, 200),
    "mfa_remove_webauthn": (404, 200),
    "account_email": (200, 200),
    "account_email_verification_sent": ("/konto/email/", "/konto/email/"),
    "account_change_password": (200, 200),
    "account_set_password": ("/konto/password/change/", "/konto/password/change/"),
    "account_delete": (200, 200),
    "usersessions_list": (200, 200),
}
# Where the factor is given.
DOORS = {
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}
every_page = pytest.mark.parametrize("name", PAGES)


def address(name):
    return reverse(name, args=[KEY] if name in {"mfa_edit_webauthn", "mfa_remove_webauthn"} else [])


def confirm_password(client):
    client.post("/konto/reauthenticate/", {"password": PASSWORD})


def store_passkey(user):
    answer = credential(clientDataJSON=CLIENT_DATA, attestationObject=attestation())
    extensions = {"clientExtensionResults": {"credProps": {"rk": True}}}
    return Authenticator.objects.create(
        pk=KEY,
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Dienstrechner", "credential": answer | extensions},
    )


@pytest.fixture
def protected(martha, log_in_by_password, set_up):
    """Martha with passkey, app and recovery codes; the secret of the app."""
    secret = set_up(log_in_by_password(martha))
    store_passkey(martha)
    return secret


@pytest.fixture
def password_only(martha, log_in_by_password, set_up):
    """A session begun before the factors were set up; the password has just been confirmed in it."""
    client = log_in_by_password(martha)
    confirm_password(client)
    set_up(log_in_by_password(martha))
    store_passkey(martha)
    return client


@pytest.fixture
def stale(protected, martha, log_in_by_password, clock):
    """The factor was given 13 hours ago, the password just now."""
    client = log_in_by_password(martha)
    client.post("/konto/zweiter-schritt/authenticate/", {"code": code_of(protected)})
    assert client.get("/konto/").status_code == 200
    clock.shift(13 * HOURS)
    confirm_password(client)
    return client


def expect(response, wanted):
    if isinstance(wanted, str):
        assert (response.status_code, response.headers["Location"]) == (302, wanted)
    else:
        assert response.status_code == wanted


def asks_for_the_factor(response, place):
    assert response.status_code == 302
    assert unquote(response.headers["Location"]) == f"{REAUTHENTICATE}?next={place}"


def state(user):
    """All that one of these pages could change."""
    user = User.objects.get(pk=user.pk)
    return user.email, user.password, list(user.authenticator_set.order_by("pk").values())


def test_the_table_is_complete():
    names = {route.name for route in routes() if route.name.startswith("mfa_")}

    assert names - DOORS == {name for name in PAGES if name.startswith("mfa_")}


@every_page
def test_without_a_factor_the_password_is_enough(log_in_by_password, martha, name):
    client = log_in_by_password(martha)
    confirm_password(client)

    expect(client.get(address(name)), PAGES[name][0])


@every_page
def test_a_factor_that_was_just_given_opens(protected, log_in_by_password, martha, clock, name):
    client = log_in_by_password(martha)
    client.post("/konto/zweiter-schritt/authenticate/", {"code": code_of(protected)})
    clock.shift(90)
    client.post(REAUTHENTICATE, {"code": code_of(protected), "next": "/konto/"})

    expect(client.get(address(name)), PAGES[name][1])


@every_page
@pytest.mark.parametrize("session", ["password_only", "stale"])
def test_a_password_opens_none_of_them(request, martha, session, name):
    client = request.getfixturevalue(session)
    place, before = address(name), state(martha)
    form = {"code": "123456", "name": "x", "email": "neu@stadt.example", "action_add": "",
            "oldpassword": PASSWORD, "password1": "ein-anderer-gelber-bus"}  # fmt: skip

    asks_for_the_factor(client.get(place), place)
    asks_for_the_factor(client.post(place, form), place)

    assert state(martha) == before


@pytest.mark.parametrize("session", ["password_only", "stale"])
def test_confirming_means_the_factor_and_the_password_is_not_offered(request, session):
    client = request.getfixturevalue(session)

    response = client.post("/konto/reauthenticate/", {"password": PASSWORD, "next": CODES})

    assert response.status_code == 302
    assert response.headers["Location"].startswith(REAUTHENTICATE)
    asks_for_the_factor(client.get(CODES), CODES)
    links = client.get(f"{REAUTHENTICATE}?next={CODES}").page.links
    assert not [link for link in links if link.startswith("/konto/reauthenticate/")]
    assert [link for link in links if link.startswith(PASSKEY)]


def test_the_factor_leads_on_to_the_page(stale, protected):
    place = stale.get(CODES).headers["Location"]

    response = stale.post(place, {"code": code_of(protected), "next": CODES})

    assert response.headers["Location"] == CODES
    assert "Noch 10 von 10 sind übrig." in stale.get(CODES).page.words


def test_a_password_adds_no_second_app_beside_a_passkey(log_in_by_password, martha):
    client = log_in_by_password(martha)
    confirm_password(client)
    assert client.get(SET_UP).status_code == 200
    store_passkey(martha)

    for response in (client.get(SET_UP), client.post(SET_UP, {"code": "123456"})):
        assert response.status_code == 302
        assert unquote(response.headers["Location"]) == f"{PASSKEY}?next={SET_UP}"
    for response in (client.get(ADD), client.post(ADD, {"credential": "{}"})):
        assert unquote(response.headers["Location"]) == f"{PASSKEY}?next={ADD}"
    assert martha.authenticator_set.count() == 1


def test_whoever_has_no_app_is_asked_for_the_passkey_first(log_in_by_password, martha, clock):
    store_passkey(martha)
    code = RecoveryCodes.activate(martha).get_unused_codes()[0]
    client = log_in_by_password(martha)
    client.post("/konto/zweiter-schritt/authenticate/", {"code": code})
    clock.shift(600)

    response = client.post("/konto/loeschen/")

    assert unquote(response.headers["Location"]) == f"{PASSKEY}?next=/konto/loeschen/"


def test_setting_the_app_up_is_giving_it(log_in_by_password, martha, set_up):
    """The codes are read right afterwards; the app has just shown what it can."""
    client = log_in_by_password(martha)
    set_up(client)

    assert "Noch 10 von 10 sind übrig." in client.get(CODES).page.words
