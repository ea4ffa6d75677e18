"""Account pages address everybody formally, and in German."""

import re

import pytest

from tests.accounts.conftest import CODE
from tests.accounts.test_login_and_reset import LOGIN, NEW, RESET

ACCOUNT_PAGES = [LOGIN, RESET, "/konto/signup/", "/konto/kommunalwirtschaft/", "/konto/inactive/",
                 ]  # fmt: skip


MEMBER_PAGES = ["/konto/", "/konto/angaben/",
    "/konto/zweiter-schritt/",
    "/konto/zweiter-schritt/totp/activate/",
    "/konto/geraete/",
    "/konto/loeschen/", "/konto/email/", "/konto/password/change/", "/konto/logout/",
                "/konto/reauthenticate/"]  # fmt: skip


FAMILIAR = re.compile(r"\b([Dd]u|[Dd]ein\w*|[Dd]ir|[Dd]ich|[Dd]einem)\b")
ENGLISH = re.compile(r"\b(the|your|you|password|please|email|sign|account|verify)\b", re.IGNORECASE)


@pytest.mark.parametrize("place", ACCOUNT_PAGES)
def test_strangers_are_addressed_formally_and_in_german(client, db, place):
    assert FAMILIAR.findall(client.get(place).page.words) == []
    assert ENGLISH.findall(client.get(place).page.words) == []


def test_the_pages_in_between_are_formal_and_german_too(browser, log_in, martha):
    member, forgetful = log_in(martha), browser()
    member.post("/konto/email/", {"email": "neu@stadt.example", "action_add": "1"})
    pages = [member.get("/konto/confirm-email/").page]
    forgetful.post(RESET, {"email": martha.email, "password1": NEW})
    pages.append(forgetful.get(CODE).page)

    for page in pages:
        assert FAMILIAR.findall(page.words) == []
        assert ENGLISH.findall(page.words.replace("neu@stadt.example", "")) == []


@pytest.mark.parametrize("place", MEMBER_PAGES)
def test_members_are_addressed_formally_and_in_german(log_in, martha, place):
    words = log_in(martha).get(place).page.words.replace(martha.email, "")

    assert FAMILIAR.findall(words) == []
    assert ENGLISH.findall(words) == []
