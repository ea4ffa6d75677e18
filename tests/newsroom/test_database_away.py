"""A connection that was lost between two pages costs nobody a page."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, close_old_connections, connection

from tests import servers


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


def test_a_form_that_met_a_deadlock_is_told_so(client, monkeypatch, db, caplog):
    """The database is there. The log names the kind of error, and no values of rows."""

    def deadlocked(*args, **kwargs):
        error = psycopg.errors.DeadlockDetected("Process 1 waits for anna@stadt.example")
        monkeypatch.setattr(type(error), "diag", SimpleNamespace(sqlstate="40P01"))
        raise OperationalError(str(error)) from error

    monkeypatch.setattr("articles.views.editions._newest", deadlocked)

    response = client.get("/")

    assert response.status_code == 503
    assert "Ihre Änderung konnte nicht gespeichert werden." in response.content.decode()
    assert "The database took a form back: DeadlockDetected" in caplog.messages


def run(url, *command):
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [["migrate"], ["remove_second_factor", "a@zeitung.example"]])
def test_a_command_says_that_the_database_does_not_answer(command):
    port = servers.free_port()

    done = run(f"postgres://user:geheim@127.0.0.1:{port}/name", *command)

    assert done.returncode == 1
    assert done.stderr == (
        "The database does not answer: connection failed: "
        f'connection to server at "127.0.0.1", port {port} failed: Connection refused\n'
    )
