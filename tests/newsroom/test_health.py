"""`/healthz` and `/readyz`: by any name, without a redirect, and red where nothing can be served."""

import os

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from newsroom import health
from newsroom.postgres.patience import CONNECT_SECONDS, patience

OK = (200, "ok\n")


@pytest.fixture
def ask(client):
    def ask(path, **headers):
        response = client.get(path, headers=headers)
        assert response.headers["Cache-Control"] == "private, no-store"
        assert not response.cookies
        return response.status_code, response.content.decode()

    return ask


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]", "10.20.30.40", "anderer.example", ""])
def test_checks_by_any_name(ask, db, settings, host):
    settings.ALLOWED_HOSTS = ["www.zeitung.example"]

    assert ask("/healthz", host=host) == OK
    assert ask("/readyz", host=host) == OK


def test_other_pages_answer_to_their_name_alone(client, db, settings):
    settings.ALLOWED_HOSTS = ["www.zeitung.example"]

    for path in ["/", "/konto/login/", "/healthz/"]:
        assert client.get(path, headers={"host": "10.20.30.40"}).status_code == 400


def test_no_redirect_to_https(ask, db, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert ask("/healthz") == OK
    assert ask("/readyz") == OK


def test_ready_is_red_while_a_migration_is_missing(ask, db):
    MigrationRecorder(connection).record_unapplied("web", "0001_initial")

    assert ask("/readyz") == (503, "database lacks 1 migrations: run manage.py migrate\n")
    assert ask("/healthz") == OK


def test_ready_is_red_on_a_read_only_database(ask, db, monkeypatch):
    """On PostgreSQL as a standby says it; on SQLite as the file system does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET transaction_read_only = on")
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)

    assert ask("/readyz") == (503, "database is read-only\n")
    assert ask("/healthz") == OK


def test_ready_is_red_while_the_database_is_away(ask, db, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("away")

    with monkeypatch.context() as patch:
        patch.setattr(connection, "cursor", away)
        assert ask("/readyz") == (503, "database is away\n")
        assert ask("/healthz") == OK


@pytest.mark.postgresql
def test_ready_waits_for_no_connection_longer_than_for_an_answer(ask, db, monkeypatch):
    waits = []

    def note():
        waits.append(connection.get_connection_params()["connect_timeout"])

    monkeypatch.setattr(patience, "is_bounded", True)
    monkeypatch.setattr(health, "_fault", note)

    assert ask("/readyz") == OK
    assert waits == [2]
    note()
    assert waits == [2, CONNECT_SECONDS]
