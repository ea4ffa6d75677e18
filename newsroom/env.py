"""Typed readers of the environment.

A missing or malformed variable is collected, not raised: `complain()` then names all of them at
once, each with the line that would mend it. Variables in the environment win over the file
named by `ENV_FILE` (default: `.env` beside `manage.py`; empty: no file).
"""

import contextlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent.parent
TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}
ENGINES = {"django.db.backends.postgresql", "django.db.backends.sqlite3"}
MOST_DIGITS = 100
"""Python refuses to read numbers of some thousands."""

MAIL_ALIASES = {"smtp+tls": "submission", "smtp+ssl": "smtps"}

DEMO_ENV = """\
# Written by `make run` for the demo. A real site sets these itself: see README, "Operators".
DEMO=on
SECRET_KEY={secret_key}
KEYS={key}
ALLOWED_HOSTS=127.0.0.1,localhost
BASE_URL=http://127.0.0.1:8000
EMAIL_URL=file://{mail_folder}
DEFAULT_FROM_EMAIL=Tagesanzeiger <post@tagesanzeiger.example>
"""


class Incomplete(ImproperlyConfigured):
    """Variables are missing or wrong; its text is written for the operator."""


class Environment:
    """Reads variables, and remembers what was wrong with them."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def text(self, name: str, *, example: str, default: str | None = None) -> str:
        """The variable as it stands; without a default it is required."""
        value = os.environ.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.complaints.append(f"{name} is not set. For example: {name}={example}")
            return ""
        return default

    def flag(self, name: str, *, default: bool) -> bool:
        value = os.environ.get(name, "").strip().lower()
        if name not in os.environ:
            return default
        if value in TRUE | FALSE:
            return value in TRUE
        self.complaints.append(f"{name}={value!r} is neither on nor off. Set {name}=on or off")
        return default

    def number(self, name: str, *, default: int) -> int:
        """A whole number, zero or more."""
        value = os.environ.get(name, "").strip()
        if not value:
            return default
        if len(value) > MOST_DIGITS:
            wrong = f"{name} is longer than {MOST_DIGITS} digits"
        elif value.isascii() and value.isdigit():
            return int(value)
        else:
            wrong = f"{name}={value!r} is not a whole number"
        self.complaints.append(f"{wrong}. Set {name}={default}")
        return default

    def listing(self, name: str, *, example: str, default: str | None = None) -> list[str]:
        """Comma-separated, at least one."""
        value = self.text(name, example=example, default=default)
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if value and not parts:
            self.complaints.append(f"{name} holds only commas. For example: {name}={example}")
        return parts

    def address(self, name: str, *, example: str) -> str:
        """Where readers find the site: http:// or https:// and a host; no slash at its end."""
        value = self.text(name, example=example)
        with contextlib.suppress(ValueError):
            parts = urlsplit(value)
            _ = parts.port  # raises ValueError where it is no number
            if parts.scheme in {"http", "https"} and parts.hostname:
                return value.rstrip("/")
        if value:
            self.complaints.append(f"{name} is no web address. For example: {name}={example}")
        return ""

    def database(self, name: str, *, default: str) -> dict[str, Any]:
        """A Django database setting from a URL such as postgres://user:password@host/name."""
        value = self.text(name, example=default, default=default)
        with contextlib.suppress(ValueError, dj_database_url.UnknownSchemeError):
            given = dict(dj_database_url.parse(value))
            if given["NAME"] and given["ENGINE"] in ENGINES:
                return given
        self.complaints.append(f"{name} is no database URL. For example: {name}={default}")
        return {}

    def storage(self, name: str, *, default_folder: Path) -> dict[str, Any]:
        """A Django storage as JSON: its class as BACKEND, its OPTIONS; default: a local folder."""
        value = os.environ.get(name, "").strip()
        if not value:
            local = "django.core.files.storage.FileSystemStorage"
            return {"BACKEND": local, "OPTIONS": {"location": default_folder}}
        with contextlib.suppress(ValueError):
            parsed = json.loads(value)
            if isinstance(parsed, dict) and isinstance(parsed.get("BACKEND"), str):
                return parsed
        example = '{"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": "…"}}'
        self.complaints.append(f"{name} is no storage in JSON. For example: {name}='{example}'")
        return {}

    def mail(self, name: str, *, example: str) -> dict[str, Any]:
        """Django's EMAIL_… settings from a URL such as smtp+tls://user:password@host:587."""
        value = self.text(name, example=example)
        for alias, scheme in MAIL_ALIASES.items():
            value = (
                value.replace(f"{alias}:", f"{scheme}:", 1) if value.startswith(alias) else value
            )
        known = tuple(f"{scheme}:" for scheme in dj_email_url.SCHEMES)
        with contextlib.suppress(ValueError):  # of a slash in the password, for example
            if value.startswith(known):
                if _is_smtp(value) and not urlsplit(value).hostname:  # the library: localhost
                    self.complaints.append(
                        f"{name} names no mail server. For example: {name}={example}"
                    )
                    return {}
                given = dict(dj_email_url.parse(value))
                (given.get("EMAIL_HOST") or "").encode("idna")
                return given
        if value:
            self.complaints.append(
                f"{name} is no mail URL. For example: {name}={example}"
                " (in user and password, write / as %2F, @ as %40, : as %3A, # as %23)"
            )
        return {}

    def complain(self) -> None:
        """Refuse to start where something is missing, and say what and how to mend it."""
        if self.complaints:
            raise Incomplete(
                "The environment is not complete:\n  "
                + "\n  ".join(self.complaints)
                + "\nSet these variables, or run `make run` for a demo that needs none."
            )


def _is_smtp(url: str) -> bool:
    return url.startswith(("smtp:", "smtps:", "submission:"))


def load_file() -> None:
    """Read the env file, if there is one; the environment wins over it."""
    name = os.environ.get("ENV_FILE", ".env")
    if name:
        try:
            load_dotenv(ROOT / name, override=False)
        except ValueError:  # also of NUL, which UTF-16 without a mark is full of
            raise Incomplete(f"{name} is not in UTF-8. Save it in that encoding.") from None
        except OSError as error:
            raise Incomplete(f"{name} cannot be read: {error.strerror}.") from None


def write_demo_file(path: Path) -> bool:
    """Write the demo's `.env` unless one is there. Returns whether it was written."""
    if path.exists():
        return False
    mail_folder = ROOT / "var" / "mail"
    mail_folder.mkdir(parents=True, exist_ok=True)
    path.write_text(
        DEMO_ENV.format(
            secret_key=secrets.token_urlsafe(48),
            key=secrets.token_urlsafe(48),
            mail_folder=mail_folder,
        ),
        encoding="utf-8",
    )
    path.chmod(0o600)
    return True


if __name__ == "__main__":
    target = ROOT / ".env"
    if write_demo_file(target):
        sys.stdout.write(f"Wrote {target}\n")
