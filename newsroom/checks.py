"""System checks for what Django cannot know; each says how to mend what it finds."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's names
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

from accounts import keys, second_factor, suppressions
from importing import departures
from newsroom.demo import people


@register(Tags.security)
def base_url_is_allowed(**kwargs: Any) -> list[CheckMessage]:
    """Links in mails are built from BASE_URL: its host must be one that we answer to."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    allowed = settings.ALLOWED_HOSTS
    if host in allowed or any(host.endswith(name) for name in allowed if name.startswith(".")):
        return []
    return [
        Error(
            f"BASE_URL names the host {host!r}, which is not in ALLOWED_HOSTS.",
            hint=f"Add {host} to ALLOWED_HOSTS, or correct BASE_URL.",
            id="newsroom.E001",
        )
    ]


@register(Tags.security)
def no_wildcard_host(**kwargs: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS contains '*': anybody could put another host into our links.",
            hint="Name the hosts: ALLOWED_HOSTS=www.tagesanzeiger.example",
            id="newsroom.E002",
        )
    ]


@register(Tags.security, deploy=True)
def no_demo_in_production(**kwargs: Any) -> list[CheckMessage]:
    if not settings.DEMO:
        return []
    return [
        Error(
            "DEMO is on: anybody can read all mails and log in with the printed passwords.",
            hint="Unset DEMO, or remove it from .env.",
            id="newsroom.E003",
        )
    ]


@register(Tags.security, deploy=True)
def no_demo_accounts(**kwargs: Any) -> list[CheckMessage]:
    """Accounts of the demo that still have their published password; up to four hashes."""
    try:
        found = people.with_published_passwords()
    except DatabaseError:  # not migrated yet, or away: then there is nothing to find
        return []
    if not found:
        return []
    return [
        Error(
            f"Demo accounts with published passwords can log in: {', '.join(found)}",
            hint="Delete them in the newsroom, or begin with an empty database.",
            id="newsroom.E004",
        )
    ]


@register(Tags.security, deploy=True)
def proxy_before_https(**kwargs: Any) -> list[CheckMessage]:
    """gunicorn speaks no TLS here: HTTPS means that a proxy stands before it."""
    if not settings.HTTPS or settings.TRUSTED_PROXY_COUNT:
        return []
    return [
        Warning(
            "BASE_URL is https, but TRUSTED_PROXY_COUNT is 0: every request would be redirected.",
            hint="Set TRUSTED_PROXY_COUNT to the number of proxies before gunicorn, usually 1.",
            id="newsroom.W001",
        )
    ]


@register(Tags.security, deploy=True)
def keys_are_strong(**kwargs: Any) -> list[CheckMessage]:
    """Names entries by their number, never by what stands in them."""
    found = []
    for number, secret in enumerate(settings.KEYS, start=1):
        if len(secret) < keys.MIN_LENGTH:
            found.append((f"Entry {number} of KEYS is short.", "E006"))
        if secret in settings.KEYS[: number - 1]:
            found.append((f"Entry {number} of KEYS stands there twice.", "E007"))
        if secret == settings.SECRET_KEY:
            found.append((f"Entry {number} of KEYS is SECRET_KEY.", "E008"))
    hint = "Each entry of KEYS is a secret of its own: openssl rand -base64 48"
    return [Error(text, hint=hint, id=f"newsroom.{number}") for text, number in found]


@register(Tags.security, deploy=True)
def no_key_is_missing(**kwargs: Any) -> list[CheckMessage]:
    """Two queries: suppressions that no entry of KEYS finds, second factors that none opens."""
    try:
        found = [
            f"KEYS lacks the entry {key_id}: people who left under it would be subscribed again."
            for key_id in suppressions.missing_keys()
        ]
        if unreadable := second_factor.count_unreadable():
            found.append(f"KEYS lacks an entry: {unreadable:,} second factors cannot be checked.")
    except DatabaseError:  # as above
        return []
    hint = "Put the former entry back at the end of KEYS. `renew_keys` says what is needed."
    return [Error(text, hint=hint, id="newsroom.E009") for text in found]


@register(Tags.security, deploy=True)
def departures_can_be_written(**kwargs: Any) -> list[CheckMessage]:
    """Without the file nobody can unsubscribe or delete an account."""
    if not (fault := departures.fault()):
        return []
    return [
        Error(
            f"DEPARTURES_FILE ({settings.DEPARTURES_FILE}): {fault}.",
            hint="Mount its disk, or make its folder; both must belong to the site's own user.",
            id="newsroom.E010",
        )
    ]


@register(Tags.security, deploy=True)
def mails_have_a_sender(**kwargs: Any) -> list[CheckMessage]:
    """Mail servers refuse mails from what is no address; the outbox would keep them for days."""
    _, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    try:
        validate_email(address)
    except ValidationError:
        return [
            Error(
                "DEFAULT_FROM_EMAIL is no e-mail address: mail servers take no mail from it.",
                hint="For example: DEFAULT_FROM_EMAIL=Tagesanzeiger <post@tagesanzeiger.example>",
                id="newsroom.E011",
            )
        ]
    return []
