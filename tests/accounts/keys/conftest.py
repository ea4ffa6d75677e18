"""One entry of KEYS, another in front of it, and what was made under the first."""

import io

import pytest
from django.core import mail
from django.core.management import call_command

from accounts import address_codes, signups
from tests.accounts.conftest import code_in
from tests.conftest import PASSWORD

OLD = "old-entry-0123456789-0123456789-0123456789"
NEW = "new-entry-0123456789-0123456789-0123456789"
EMAIL = "nora@stadt.example"


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.KEYS = [OLD]


@pytest.fixture
def rotate(settings):
    """A new entry in front; `drop` removes the old one."""

    def rotate(*, drop=False):
        settings.KEYS = [NEW] if drop else [NEW, OLD]

    return rotate


@pytest.fixture
def change_secret_key(settings):
    def change_secret_key():
        settings.SECRET_KEY = "another-secret-key-0123456789-0123456789-0123456789"

    return change_secret_key


def renew_keys():
    out = io.StringIO()
    call_command("renew_keys", stdout=out)
    return out.getvalue()


def begin():
    """A sign-up that waits, and its code."""
    pending = signups.begin(email=EMAIL, password=PASSWORD, form="registrierung", next_url="")
    return pending, code_in(mail.outbox[-1])


def keep(user):
    address_codes.keep(user, EMAIL, "123456", session_key="s", is_mailed=True)
