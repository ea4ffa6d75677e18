"""One canonical form of an e-mail address, for users and legacy subscribers alike.

Two spellings that a person would call the same address are the same row: the database's unique
indexes stand on this form. The domain follows IDNA 2008 with the UTS 46 mapping, the rest Unicode
NFKC and lower case. A quoted local part loses its quotes (RFC 5321, 4.1.2: `"anna"@` and `anna@`
are one mailbox). RFC 5321 would let a server tell `Anna@` from `anna@`; none in use does.
"""

import re
import unicodedata
from typing import Any

import idna
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import models

MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets
NO_ADDRESS = "Bitte geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@stadt.de."


# What most addresses look like: the full rule would neither change nor refuse them.
_PLAIN = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,24}")
_PLAIN_MAX_LENGTH = 64  # no part of it can be too long then


_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')


def canonical(address: str) -> str:
    """The form in which an address is stored and compared.

    Raises ValidationError for what is no address, and for more than MAX_LENGTH characters before
    or after normalisation: NFKC costs quadratic time on combining marks.

    >>> canonical(" Anna@Bücher.Example ")
    'anna@xn--bcher-kva.example'
    >>> canonical('"anna"@stadt.example')
    'anna@stadt.example'
    """
    text = address.strip()
    if len(text) > MAX_LENGTH:
        raise ValidationError(NO_ADDRESS, code="invalid")
    text = text.lower()
    if len(text) <= _PLAIN_MAX_LENGTH and _PLAIN.fullmatch(text):
        return text
    return _by_the_full_rule(text)


def _by_the_full_rule(address: str) -> str:
    text = unicodedata.normalize("NFKC", address).strip().lower()
    local, at, domain = text.rpartition("@")
    local = _unquoted(local)
    if not at or not local or len(text) > MAX_LENGTH:
        raise ValidationError(NO_ADDRESS, code="invalid")
    try:
        domain = idna.encode(domain.rstrip("."), uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise ValidationError(NO_ADDRESS, code="invalid") from error
    text = f"{local}@{domain}"
    try:
        validate_email(text)
    except ValidationError as error:
        raise ValidationError(NO_ADDRESS, code="invalid") from error
    if len(text) > MAX_LENGTH:
        raise ValidationError(NO_ADDRESS, code="invalid")
    return text


def _unquoted(local: str) -> str:
    """A local part without needless quotes; empty where it cannot be written without them."""
    if quoted := _QUOTED.fullmatch(local):
        local = re.sub(r"\\(.)", r"\1", quoted[1])
    return "" if '"' in local or "\\" in local else local


class AddressField(models.EmailField):
    """A model field whose every value, stored or looked up, is canonical."""

    description = "E-Mail-Adresse in ihrer einen Form"

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": AddressFormField} | kwargs)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _canonical_or_as_is(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:  # noqa: FBT001 - Django's signature
        """Keeps the instance in memory equal to its row."""
        value = super().pre_save(model_instance, add)
        if isinstance(value, str) and value:
            value = canonical(value)
            setattr(model_instance, self.attname, value)
        return value


def _canonical_or_as_is(value: str) -> str:
    """For look-ups: what is no address matches no row, and is no error."""
    try:
        return canonical(value)
    except ValidationError:
        return value


class AddressFormField(forms.EmailField):
    """A form field that accepts any spelling, also `bücher.example`, and returns the canonical."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "E-Mail-Adresse")
        kwargs.setdefault(
            "widget",
            # type="email" would refuse umlauts in some browsers before we could help
            forms.TextInput(
                attrs={
                    "autocomplete": "email",
                    "inputmode": "email",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )
        kwargs.setdefault(
            "error_messages", {"required": "Bitte geben Sie Ihre E-Mail-Adresse ein."}
        )
        super().__init__(**kwargs | {"max_length": MAX_LENGTH})

    def clean(self, value: Any) -> str:
        """One message for whatever is wrong, length too; raises ValidationError."""
        text = self.to_python(value)
        self.validate(text)
        return canonical(text) if text else ""
