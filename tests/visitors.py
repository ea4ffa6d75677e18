"""Readers in every state in which the site shows them other pages, and something for each address."""

import time

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from accounts.models import LegacySubscriber, User
from articles.models import SavedSearch
from tests.accounts.test_passkeys import CLIENT_DATA, attestation, credential
from tests.conftest import NOW, PASSWORD
from tests.routes import Arguments

ROLES = ["anonymous", "member", "author", "administrator"]
ON_THE_WAY = [
    "registering",
    "at the second factor",
    "changing the address",
    "with a second factor",
    "long logged in",
]
"""Readers in the middle of something: for them account pages show other forms."""


def arguments_for(article, *, martha, ludwig) -> Arguments:
    """`article`, Ludwig's subscription, and what Martha has: subscription, passkey, search."""
    claimed = LegacySubscriber.objects.create(email=martha.email, user=martha, claimed_at=NOW)
    made = credential(clientDataJSON=CLIENT_DATA, attestationObject=attestation())
    key = Authenticator.objects.create(
        user=martha,
        type=Authenticator.Type.WEBAUTHN,
        data={
            "name": "Telefon",
            "credential": made | {"clientExtensionResults": {"credProps": {"rk": True}}},
        },
    )
    saved = SavedSearch.objects.create(
        member=martha, name="Rathaus", question="rathaus", topic="gibt-es-nicht", order="datum"
    )
    things = {"user": martha, "legacysubscriber": ludwig, "abonnement": claimed, "keys": key}
    return Arguments(article, **things, **{"meine-suchen": saved})


def visit(name, *, browser, log_in, enrol, martha, arne, adam) -> Client:
    """The browser of the reader of that name."""
    client: Client = browser()
    match name:
        case "anonymous":
            pass
        case "member":
            client = log_in(martha)
        case "author":
            client = log_in(arne)
        case "administrator":
            client = log_in(adam)
        case "registering":
            form = {"email": "nora@geheim.example", "password1": PASSWORD, "terms": "on"}
            assert client.post("/konto/signup/", form).status_code == 302
        case "at the second factor":
            form = {"login": _with_second_factor(enrol).email, "password": PASSWORD}
            target = client.post("/konto/login/", form).headers["Location"]
            assert target.startswith("/konto/zweiter-schritt/authenticate/")
        case "changing the address":
            client = log_in(martha)
            form = {"email": "nora@geheim.example", "action_add": ""}
            assert client.post("/konto/email/", form).status_code == 302
        case "with a second factor":
            client = log_in(_with_second_factor(enrol))
            _note(client, time.time(), "password", "mfa")
        case "long logged in":
            client = log_in(_with_second_factor(enrol))
            _note(client, time.time() - 24 * 3600, "password")
        case _:
            raise AssertionError(name)
    return client


def _with_second_factor(enrol) -> User:
    user: User = enrol("theo@altenbrueck.example")
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def _note(client, moment, *methods) -> None:
    """When, and by what, this session was logged in."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": moment} for method in methods
    ]
    session.save()
