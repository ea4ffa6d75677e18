"""Passkeys (WebAuthn): allauth's forms, proof against whatever is posted, and their words."""

import re
import struct
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as webauthn_forms
from allauth.mfa.webauthn import views as webauthn_views
from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from accounts.second_factor import SetsFactorUp

NAME_MAX_LENGTH = 80
CREDENTIAL_MAX_LENGTH = 50_000
SECOND_STEP_ONLY = (
    "Dieser Passkey dient nur als zweiter Schritt. Bitte melden Sie sich mit Ihrem Passwort an."
)
REFUSED = "Dieser Passkey wurde nicht erkannt. Bitte versuchen Sie es noch einmal."
# What allauth and fido2 raise on answers that no browser gives, besides their own ValueErrors.
BROKEN = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,  # values nested too deep in the signed parts, which are JSON and CBOR
    TypeError,
    ValueError,
    struct.error,
)

# All of it is base64url (WebAuthn level 3, 5.1.8 and 5.1.9).
_ENCODED = re.compile(r"[A-Za-z0-9_-]*=*")
_IDS = ("id", "rawId")
_SIGNED = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


def _known_part(answer: object) -> dict[str, Any]:
    """What is used of a browser's answer, and nothing else: it is stored. Raises ValidationError."""
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise ValidationError(REFUSED)
    ids = {name: answer.get(name) for name in _IDS}
    signed = {
        name: value for name in _SIGNED if (value := answer["response"].get(name)) is not None
    }
    texts = [*ids.values(), *signed.values()]
    if not all(isinstance(text, str) and _ENCODED.fullmatch(text) for text in texts):
        raise ValidationError(REFUSED)
    return {
        "type": "public-key",
        **ids,
        "response": signed,
    }


class CredentialField(forms.JSONField):
    """What the browser signed, as JSON: parsed with care, never shown again."""

    def __init__(self) -> None:
        super().__init__(
            widget=forms.HiddenInput, error_messages={"invalid": REFUSED, "required": REFUSED}
        )

    def to_python(self, value: Any) -> Any:
        try:
            parsed = super().to_python(value if len(value or "") <= CREDENTIAL_MAX_LENGTH else "?")
        except (RecursionError, ValueError) as error:  # too deep; a number of too many digits
            raise ValidationError(REFUSED) from error
        return None if parsed is None else _known_part(parsed)

    def bound_data(self, data: Any, initial: Any) -> None:
        return None

    def prepare_value(self, value: Any) -> str:
        return ""


def name_field() -> forms.CharField:
    return forms.CharField(
        label="Name",
        max_length=NAME_MAX_LENGTH,
        required=False,
        help_text="Woran Sie diesen Passkey später erkennen, etwa „Dienstrechner“.",
    )


class AddForm(webauthn_forms.AddWebAuthnForm):
    """A new passkey; unless the member says otherwise, it can log in without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        self.fields["credential"] = CredentialField()
        self.fields["passwordless"] = forms.BooleanField(
            label="Auch ohne Passwort damit anmelden: Der Passkey fragt dann nach PIN, "
            "Fingerabdruck oder Gesicht.",
            required=False,
            initial=True,
        )

    def clean(self) -> dict[str, Any]:
        try:
            cleaned: dict[str, Any] = super().clean()
        except BROKEN as error:
            raise ValidationError(REFUSED) from error
        credential = cleaned.get("credential")
        if credential and _is_stored(credential.get("id")):
            raise ValidationError("Dieser Passkey ist schon eingerichtet.")
        if credential:
            # What its owner said, not the browser: allauth's `is_passwordless`.
            wish = cleaned["passwordless"]
            credential["clientExtensionResults"] = {"credProps": {"rk": wish}}
        return cleaned


def _is_stored(credential_id: object) -> bool:
    passkeys = Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN)
    return bool(passkeys.filter(data__credential__id=credential_id).exists())


class EditForm(webauthn_forms.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = name_field()
        self.fields["name"].required = True
        self.fields["name"].error_messages["required"] = "Bitte geben Sie einen Namen ein."


class _Answer:
    """What the browser signed, read without trusting its shape."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()  # type: ignore[attr-defined]  # mixed in

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]  # mixed into allauth's forms
        except BROKEN as error:
            raise ValidationError(REFUSED) from error


class LoginForm(_Answer, webauthn_forms.LoginWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        authenticator = super().clean_credential()
        if not authenticator.wrap().is_passwordless:
            raise ValidationError(SECOND_STEP_ONLY)
        return authenticator


class AuthenticateForm(_Answer, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class ReauthenticateForm(_Answer, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddView(SetsFactorUp, webauthn_views.AddWebAuthnView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One after the other: of two clicks the second finds what the first stored."""
        with transaction.atomic():
            User.objects.select_for_update().get(pk=cast("User", request.user).pk)
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response


class LoginView(webauthn_views.LoginWebAuthnView):
    """Login by passkey alone; a failed try keeps the way back."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        super().form_invalid(form)  # notes the message
        next_url = get_adapter().next_of(self.request)
        query = f"?{urlencode({'next': next_url})}" if next_url else ""
        return redirect(reverse("account_login") + query)
