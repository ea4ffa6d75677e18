"""A reader's hands: fill the form, read the mail, enter the code."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts import claims, subscriber_runs
from accounts.models import LegacySubscriber
from tests.conftest import NOW, PASSWORD

SIGN_UP = "/konto/signup/"
CLAIM = "/konto/kommunalwirtschaft/"
RESET = "/konto/password/reset/"
CODE = "/konto/code/"
LOGIN = "/konto/login/"
SET_UP = "/konto/zweiter-schritt/totp/activate/"
REAUTHENTICATE = "/konto/zweiter-schritt/reauthenticate/"


def code_in(message):
    (code,) = re.findall(r"^\d{6}$", message.body, flags=re.MULTILINE)
    return code


@pytest.fixture
def begin():
    """Send the first form, as a browser would: with the address's own `next`."""

    def begin(client, email, door=SIGN_UP, *, next_url="", password=PASSWORD):
        return client.post(
            door, {"email": email, "password1": password, "terms": "on", "next": next_url}
        )

    return begin


@pytest.fixture
def enter():
    """Enter a code, by default the one of the newest mail."""

    def enter(client, code=None):
        return client.post(CODE, {"code": code or code_in(mail.outbox[-1])})

    return enter


@pytest.fixture
def can_read():
    """Whether this browser is a member's."""

    def can_read(client, article):
        return '<div class="body"' in client.get(article.get_absolute_url()).content.decode()

    return can_read


@pytest.fixture
def read_list(tmp_path, settings, db):
    """Import a list of addresses and return the summary; `columns` name further cells of each."""
    settings.VAR_DIR = tmp_path

    def read_list(*emails, **columns):
        file = tmp_path / "list.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            rows = csv.writer(target)
            rows.writerow(["email", *columns])
            rows.writerows([email, *columns.values()] for email in emails)
        out = io.StringIO()
        call_command("import_subscribers", file, stdout=out)
        return out.getvalue().strip().splitlines()[-1]

    return read_list


@pytest.fixture
def claimed(martha):
    """Martha's subscription."""
    subscriber = LegacySubscriber.objects.create(
        email=martha.email, subscribed_at=NOW - timedelta(days=900)
    )
    claims.link(martha, martha.email)
    subscriber.refresh_from_db()
    return subscriber


# --- The subscribers' list in admin ----------------------------------------------------------


@pytest.fixture
def desk(log_in, adam, settings, tmp_path):
    """An administrator's browser; uploads and reports go to a folder of their own."""
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    return log_in(adam)


@pytest.fixture
def spawned(monkeypatch):
    """The runs for which a process would have been started."""
    runs = []
    monkeypatch.setattr(subscriber_runs, "_spawn", runs.append)
    return runs


@pytest.fixture
def upload(desk, spawned, django_capture_on_commit_callbacks):
    """Upload a list; returns the response."""

    def upload(content, name="liste.csv", **fields):
        content = content if isinstance(content, bytes) else content.encode()
        file = SimpleUploadedFile(name, content)
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post("/redaktion/accounts/subscriberimport/add/", {"upload": file} | fields)

    return upload


# --- The second factor --------------------------------------------------------------------------


def code_of(secret):
    """What the app shows now."""
    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, now))


@pytest.fixture
def log_in_by_password(browser):
    def log_in_by_password(user, **fields):
        client = browser()
        client.response = client.post(LOGIN, {"login": user.email, "password": PASSWORD} | fields)
        return client

    return log_in_by_password


@pytest.fixture
def set_up(clock, django_capture_on_commit_callbacks):
    """Set the app up in that browser; returns the secret. The clock moves on: codes serve once."""

    def set_up(client):
        client.post("/konto/reauthenticate/", {"password": PASSWORD})
        content = client.get(SET_UP).content.decode()
        (secret,) = re.findall(r"<code[^>]*>([A-Z2-7]+)</code>", content)
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(SET_UP, {"code": code_of(secret)})
        assert response.headers["Location"] == "/konto/zweiter-schritt/recovery-codes/"
        clock.shift(90)
        return secret

    return set_up


@pytest.fixture
def take(tmp_path, db, settings):
    """Import a list; returns the verdicts, and what was said of refused lines."""
    settings.VAR_DIR = tmp_path

    def take(content, name="liste.csv", **options):
        if isinstance(content, Path):
            file = content
        else:
            file = tmp_path / name
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out, err = io.StringIO(), io.StringIO()
        call_command("import_subscribers", file, stdout=out, stderr=err, **options)
        return out.getvalue().strip().splitlines()[-1], err.getvalue().strip()

    return take
