"""The second factor: how allauth.mfa behaves on this site, and whether this session has proven it."""

import base64
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import (
    get_authentication_records,
    record_authentication,
)
from allauth.account.stages import LoginStageController
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.base import views as base_views
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp import views as totp_views
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Field, Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts import devices, keys, mails
from accounts.forms import code_field
from accounts.models import User

logger = logging.getLogger(__name__)
View = Callable[..., HttpResponseBase]
WRONG = "Dieser Code stimmt nicht. Bitte warten Sie auf den nächsten, und geben Sie ihn gleich ein."
UNREADABLE = (
    "Ihr zweiter Schritt kann nicht geprüft werden. Bitte wenden Sie sich an die Administration. "
    "Sobald er dort entfernt ist, können Sie ihn neu einrichten."
)
XML_DECLARATION_END = "?>"
ENCRYPTED = ["secret", "seed", "migrated_codes"]
"""What allauth keeps encrypted in an authenticator's data."""
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
HOLDS_FOR = timedelta(hours=12)
"""A working day; after it the newsroom asks again (NIST SP 800-63B-4 allows AAL2 24 hours)."""


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG,
        "unverified_email": "Bitte bestätigen Sie zuerst Ihre E-Mail-Adresse.",
        "rate_limited": "Das waren viele Versuche. Bitte warten Sie ein wenig.",
        "too_many_login_attempts": "Das waren viele Versuche. Bitte warten Sie ein wenig.",
    }

    def encrypt(self, text: str) -> str:
        """Secrets do not stand in the database in the clear."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        return f"Passkey vom {timezone.localdate():%d.%m.%Y}"

    def build_totp_svg(self, url: str) -> str:
        """The picture alone, for use within a page: no XML declaration before it."""
        svg: str = super().build_totp_svg(url)
        return svg.partition(XML_DECLARATION_END)[2] if svg.startswith("<?xml") else svg


def _fernet() -> MultiFernet:
    """Encrypts under the newest key, decrypts under any."""
    secrets = (key.of(keys.Purpose.SECOND_FACTOR) for key in keys.every())
    return MultiFernet([Fernet(base64.urlsafe_b64encode(secret)) for secret in secrets])


def remove(user: User) -> None:
    """Remove all factors of an account, end its sessions, and tell its owner by mail.

    For whoever lost device and recovery codes, and is known by other means.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        devices.log_out_everywhere(User.objects.filter(pk=user.pk))
        mails.send("mfa/email/totp_deactivated", user.email, {})


def reencrypt(authenticator: Authenticator) -> bool:
    """Encrypt its secrets under the newest key; False where no key opens them.

    In the database at once, with the row locked: its recovery codes may be in use meanwhile.
    """
    with transaction.atomic():
        locked = Authenticator.objects.select_for_update().get(pk=authenticator.pk)
        try:
            locked.data = locked.data | {
                name: _rotated(locked.data[name]) for name in ENCRYPTED if name in locked.data
            }
        except InvalidToken:
            return False
        locked.save(update_fields=["data"])
    return True


def count_unreadable() -> int:
    """How many authenticators no entry of `KEYS` opens. One query; decrypts every secret."""
    stored = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
    return sum(not _is_readable(data) for data in stored.values_list("data", flat=True))


def _is_readable(data: dict[str, Any]) -> bool:
    try:
        for name in ENCRYPTED:
            if name in data:
                _rotated(data[name])
    except InvalidToken:
        return False
    return True


def _rotated(secret: str | list[str]) -> str | list[str]:
    if isinstance(secret, list):
        return [_fernet().rotate(each.encode()).decode() for each in secret]
    return _fernet().rotate(secret.encode()).decode()


def step_of(request: HttpRequest) -> str:
    """The name of the page where this account gives its second factor, or sets one up.

    One query for an app, two for a passkey alone.
    """
    if is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
        return "mfa_reauthenticate"
    if is_mfa_enabled(request.user, [Authenticator.Type.WEBAUTHN]):
        return "mfa_reauthenticate_webauthn"
    return "mfa_activate_totp"


def address_of_step(request: HttpRequest, next_url: str) -> str:
    """The address of that page, which leads on to `next_url`."""
    return _with_next(step_of(request), next_url)


def _with_next(name: str, next_url: str) -> str:
    return f"{reverse(name)}?{urlencode({REDIRECT_FIELD_NAME: next_url})}"


def is_proven(request: HttpRequest) -> bool:
    """Whether this very session has given the second factor within `HOLDS_FOR`; no queries.

    Setting a factor up counts as giving it, in that session alone: the account may have others,
    begun by whoever knows the password.
    """
    records = get_authentication_records(request, request.user)
    since = time.time() - HOLDS_FOR.total_seconds()
    return any(record.get("method") == "mfa" and record["at"] > since for record in records)


def factor_required(view: View) -> View:
    """Wrap a view: accounts with a second factor must have proven it in this session (`is_proven`).

    Accounts without a factor, and readers who are not logged in, reach the view as before. Costs one
    query for a session that has not proven a factor, none otherwise.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if (
            request.user.is_authenticated
            and not is_proven(request)
            and is_mfa_enabled(request.user, FACTORS)
        ):
            return HttpResponseRedirect(address_of_step(request, request.get_full_path()))
        return view(request, *args, **kwargs)

    return guarded


class UnreadableExplained:
    """Middleware. Answers 503 where a page needs a secret that no entry of `KEYS` opens."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, InvalidToken):
            return None
        logger.error("A second factor cannot be read: KEYS lacks an entry. See `renew_keys`.")
        return render(
            request,
            "mfa/unreadable.html",
            {"explanation": UNREADABLE},
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )


class SetsFactorUp:
    """For views that set a factor up: who does has just used it, so this session has proven it."""

    request: HttpRequest

    def form_valid(self, form: Form) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)  # type: ignore[misc]  # mixed in
        record_authentication(self.request, self.request.user, "mfa")
        return response


class ActivateTOTPView(SetsFactorUp, totp_views.ActivateTOTPView):
    pass


class AuthenticateView(base_views.AuthenticateView):
    """The second step of a login. Its form knows the way on, also when the login is over."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        next_url = get_adapter().next_of(request)
        is_begun = LoginStageController.enter(request, AuthenticateStage.key) is not None
        if next_url and not is_begun and not request.user.is_authenticated:
            return HttpResponseRedirect(_with_next("account_login", next_url))
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"next_url": self.stage.login.redirect_url}


def _is_first_use(user: User, code: str) -> bool:
    """Whether this account has not given this code before, as long as it would be right.

    allauth remembers it for one period, and only where it logged in.
    """
    seconds = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD
    return cache.add(f"second-factor.used:{user.pk}:{normalize_user_code(code)}", 1, seconds)


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field("Code aus der App")

    def clean_code(self) -> str:
        """A second click sets up the same app; at the login the code serves no more."""
        code: str = super().clean_code()
        _is_first_use(self.user, code)
        return code


class GivesCode:
    """For forms that take a code. A secret whose key is gone (`KEYS`) makes every code wrong."""

    fields: dict[str, Field]
    user: User

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code_field("Code aus der App oder Ersatzcode")

    def clean_code(self) -> str:
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # mixed in
        except InvalidToken:
            raise ValidationError(UNREADABLE, code="unreadable") from None
        if not _is_first_use(self.user, code):
            raise ValidationError(WRONG, code="incorrect_code")
        return code


class AuthenticateForm(GivesCode, base_forms.AuthenticateForm):
    pass


class ReauthenticateForm(GivesCode, base_forms.ReauthenticateForm):
    pass
