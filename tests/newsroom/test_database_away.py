"""A connection that was lost between two pages costs nobody a page."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import RequestFactory

from newsroom import middleware
from newsroom.errors import Unavailable
from newsroom.middleware import DatabaseAway


@pytest.fixture
def failing(monkeypatch):
    """A site that fails so often before it answers, on a connection that is lost or holds."""

    def failing(times, *, is_lost):
        closed, asked = [], []
        stand_in = SimpleNamespace(
            connection=object(),
            in_atomic_block=False,
            is_usable=lambda: not is_lost,
            close=lambda: closed.append(True),
        )
        monkeypatch.setattr(middleware, "connection", stand_in)

        def answer(request):
            asked.append(request)
            return Unavailable() if len(asked) <= times else HttpResponse("page")

        return DatabaseAway(answer), asked, closed

    return failing


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_page_is_made_once_more(failing, method):
    site, asked, closed = failing(1, is_lost=True)

    assert site(getattr(RequestFactory(), method)("/")).status_code == 200
    assert (len(asked), len(closed)) == (2, 1)


def test_once_and_no_more(failing):
    site, asked, _ = failing(5, is_lost=True)

    response = site(RequestFactory().get("/"))

    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert len(asked) == 2


def test_not_where_the_connection_holds(failing):
    """The database refuses, for example for want of time: asking again would not help it."""
    site, asked, _ = failing(1, is_lost=False)

    assert site(RequestFactory().get("/")).status_code == 503
    assert len(asked) == 1


def test_no_form_is_handled_twice(failing):
    site, asked, _ = failing(1, is_lost=True)

    assert site(RequestFactory().post("/")).status_code == 503
    assert len(asked) == 1


@pytest.mark.usefixtures("django_db_setup")
def test_a_database_that_was_restarted(client, django_db_blocker):
    """On PostgreSQL, outside of any test's transaction; SQLite has no connection to lose."""

    def statuses():
        """In a thread of its own, as in gunicorn, with a connection of its own."""
        statuses = [client.get("/").status_code]
        if connection.vendor == "postgresql":
            other = connection.copy()
            with other.cursor() as cursor:
                backend = connection.connection.info.backend_pid
                cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
            other.close()
        statuses.append(client.get("/").status_code)
        connection.close()
        return statuses

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as thread:
        assert thread.submit(statuses).result() == [200, 200]


def test_errors_of_the_database_say_not_now(client, monkeypatch, db):
    def away(*args, **kwargs):
        raise OperationalError("away")

    monkeypatch.setattr("articles.views.editions._newest", away)

    assert client.get("/").status_code == 503
