"""A connection that was lost between two pages costs nobody a page."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, close_old_connections, connection


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
        close_old_connections()  # as at the beginning of every request
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
