"""Rate limits behind proxies and without their cache."""

import pytest
from django.core.cache import cache
from django.db import OperationalError

from tests.conftest import PASSWORD

SIGN_UP = "/konto/signup/"
LIMIT = 60


def statuses(client, headers_of):
    return [
        client.post(SIGN_UP, {}, headers=headers_of(number)).status_code
        for number in range(LIMIT + 1)
    ]


def test_a_forged_header_buys_nothing(client, db):
    answers = statuses(client, lambda number: {"X-Forwarded-For": f"10.0.0.{number}"})

    assert answers[-1] == 429


def test_a_forged_header_buys_nothing_behind_a_proxy_either(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    answers = statuses(client, lambda number: {"X-Forwarded-For": f"10.0.0.{number}, 192.0.2.7"})

    assert answers[-1] == 429


def test_a_proxy_does_not_put_everyone_in_one_bucket(client, db, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    answers = statuses(client, lambda number: {"X-Forwarded-For": f"192.0.2.{number}"})

    assert set(answers) == {200}


@pytest.fixture
def cache_is_away(monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(type(cache._connections[cache._alias]), name, away)


@pytest.mark.parametrize(
    ("place", "data"),
    [
        ("/konto/login/", {"login": "martha@altenbrueck.example", "password": PASSWORD}),
        (SIGN_UP, {"email": "a@b.example", "password1": PASSWORD, "terms": "on"}),
        ("/konto/password/reset/", {"email": "a@b.example", "password1": PASSWORD}),
    ],
)
def test_without_the_cache_forms_fail_closed(client, martha, cache_is_away, place, data):
    response = client.post(place, data)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "Das geht gerade nicht" in response.page.words
    assert client.get("/konto/").status_code == 302


def test_without_the_cache_reading_goes_on(client, write, cache_is_away):
    assert client.get(write().get_absolute_url()).status_code == 200
