"""The account forms. Fields say what browsers and password managers need to know."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError

from accounts import address_codes
from accounts.addresses import AddressFormField
from accounts.models import User

CODE_LENGTH = 6
PASSWORD_MAX_LENGTH = 1024


class PasswordFormField(forms.CharField):
    """A password, as typed: never stripped, never shown again."""

    def __init__(self, *, autocomplete: str, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Passwort")
        kwargs.setdefault("error_messages", {"required": "Bitte geben Sie ein Passwort ein."})
        widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
        # longer is no safer, and hashing a novel costs the server
        super().__init__(strip=False, max_length=PASSWORD_MAX_LENGTH, widget=widget, **kwargs)


def new_password(label: str = "Passwort") -> PasswordFormField:
    return PasswordFormField(
        label=label,
        autocomplete="new-password",
        help_text="Mindestens 10 Zeichen. Ein ganzer Satz ist leicht zu merken und sicher.",
    )


def code_field(label: str) -> forms.CharField:
    """For six digits, on whatever keyboard, filled in by the telephone where it can."""
    attributes = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
    return forms.CharField(
        label=label,
        max_length=20,
        widget=forms.TextInput(attrs=attributes),
        error_messages={"required": "Bitte geben Sie den Code ein."},
    )


class SignUpForm(forms.Form):
    """E-mail address, password and the terms: nothing else is asked."""

    email = AddressFormField()
    password1 = new_password()
    terms = forms.BooleanField(
        error_messages={"required": "Bitte stimmen Sie den Nutzungsbedingungen zu."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        password = cleaned.get("password1")
        if password:
            try:
                get_adapter().clean_password(password, user=User(email=cleaned.get("email", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return cleaned


class ClaimForm(SignUpForm):
    """The same for legacy subscribers, in their words."""

    email = AddressFormField(
        label="E-Mail-Adresse Ihres kommunalwirtschaft.eu-Abonnements",
    )
    password1 = new_password("Ihr neues Passwort")


class ResetForm(SignUpForm):
    """A new password for an account whose password is forgotten."""

    password1 = new_password("Ihr neues Passwort")
    terms = None  # type: ignore[assignment]  # how Django leaves an inherited field out


class CodeForm(forms.Form):
    """The six digits from the mail, however they are spaced."""

    code = code_field("Code")

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].replace("-", " ").split())
        if len(code) != CODE_LENGTH or not (code.isascii() and code.isdigit()):
            raise ValidationError("Der Code besteht aus sechs Ziffern.")
        return code


class DetailsForm(forms.ModelForm):
    """What the account says of its owner; nothing of it is required."""

    class Meta:
        model = User
        fields = ["name", "organisation"]
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
        }

    def clean(self) -> dict[str, Any]:
        """On one line each."""
        cleaned = super().clean() or self.cleaned_data
        return {name: " ".join(value.split()) for name, value in cleaned.items()}


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = AddressFormField()
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"] = PasswordFormField(autocomplete="current-password")
        self.fields.pop("remember", None)


class AddEmailForm(allauth_forms.AddEmailForm):
    email = AddressFormField(label="Neue E-Mail-Adresse")


class ConfirmAddressCodeForm(allauth_forms.ConfirmEmailVerificationCodeForm):
    """Parallel guesses share three attempts, and of parallel right ones the first counts."""

    code = code_field("Code")

    def clean_code(self) -> str:
        if not address_codes.claim_guess(self.email, self.expected_code):
            raise get_adapter().validation_error("incorrect_code")
        code: str = super().clean_code()
        if not address_codes.spend(self.email, self.expected_code):
            raise get_adapter().validation_error("incorrect_code")
        return code


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """One field for the new one: a reader who mistypes it can show it, or ask for another."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.fields["oldpassword"] = PasswordFormField(
            label="Jetziges Passwort", autocomplete="current-password"
        )
        self.fields["password1"] = _checked(new_password("Neues Passwort"), self.user)


def _checked(field: PasswordFormField, user: User) -> PasswordFormField:
    def check(password: str) -> None:
        if len(password) > PASSWORD_MAX_LENGTH:
            return  # refused already: Django asks all validators, whatever the first says
        get_adapter().clean_password(password, user=user)

    field.validators.append(check)
    return field
