"""Every address, what it answers to a stranger, and whether it may be kept. A new one must join."""

import pytest

from tests.routes import PRIVATE, PUBLIC, ROUTES, Arguments, routes

UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.fixture
def address(write):
    arguments = Arguments(write())
    known = {route.name: route for route in routes()}
    return lambda name: arguments.path(known[name])


def test_the_table_is_complete():
    names = {route.name for route in routes() if not route.name.startswith("admin:")}

    assert names == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_what_a_stranger_gets(client, address, name):
    _, status, target, cache_control = ROUTES[name]

    response = client.get(address(name))

    assert response.status_code == status
    if target:
        assert response.headers["Location"].startswith(target)
    assert response.headers["Cache-Control"] == cache_control
    if cache_control == PUBLIC:
        assert not response.cookies


@pytest.mark.parametrize("name", [name for name, row in ROUTES.items() if row[3] == PUBLIC])
@pytest.mark.parametrize("method", UNSAFE)
def test_public_pages_only_answer_reading(client, address, name, method):
    response = client.generic(method, address(name))

    assert response.status_code == 405
    assert response.headers["Cache-Control"] == PRIVATE


@pytest.mark.parametrize(
    "name", ["account_signup", "account_claim", "account_login", "account_reset_password"]
)
def test_forms_want_their_token(browser, address, name):
    strict = browser(enforce_csrf_checks=True)

    response = strict.post(address(name), {"email": "a@b.example", "csrfmiddlewaretoken": "x" * 64})

    assert response.status_code == 403
    assert "Das Formular ist abgelaufen" in response.content.decode()


def test_the_admin_is_out_of_reach_for_everyone_else(browser, log_in, martha, ludwig, write):
    arguments = Arguments(write(), user=martha, legacysubscriber=ludwig)
    doors = {"admin:login", "admin:logout", "admin:jsi18n"}
    addresses = [
        arguments.path(route)
        for route in routes()
        if route.name.startswith("admin:") and route.name not in doors
    ]
    assert len(addresses) > 30

    for reader in [browser(), log_in(martha)]:
        for place in addresses:
            response = reader.get(place)
            assert response.status_code == 302, place
            assert response.headers["Location"].startswith("/redaktion/login/"), place
