"""Imports at the same time take turns: while one stores a batch, another one stores nothing."""

import io
import json
from contextlib import contextmanager

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from accounts import claims, privacy, suppressions
from accounts.adapter import AccountAdapter
from accounts.models import LegacySubscriber, User
from articles.models import Article
from importing.turns import LOCK
from tests.articles.test_import_articles import LINE


@contextmanager
def another_import():
    """Another connection that stores a batch; whoever waits for it here gives up at once."""
    other = connection.copy()
    is_postgres = connection.vendor == "postgresql"
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 1" if is_postgres else "PRAGMA busy_timeout = 1")
        with other.cursor() as cursor:
            cursor.execute("BEGIN" if is_postgres else "BEGIN IMMEDIATE")
            if is_postgres:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            yield
            cursor.execute("ROLLBACK")
    finally:
        other.close()
        connection.close()  # with its settings


def import_articles(folder):
    file = folder / "articles.jsonl"
    file.write_text(json.dumps(LINE))
    call_command("import_articles", file, stdout=io.StringIO())


def import_subscribers(folder):
    file = folder / "list.csv"
    file.write_text("email\nanna@stadt.example\n")
    call_command("import_subscribers", file, stdout=io.StringIO())


def leave(folder):
    with transaction.atomic():
        suppressions.record(["anna@stadt.example"])


def unsubscribe(folder):
    claims.set_subscribed(User(pk=1), 1, subscribed=False, wording="x")


def give_up_an_address(folder):
    claims.leave_address(User(pk=1, email="anna@kreis.example"), "anna@stadt.example")


def delete_rows(folder):
    privacy.remove_subscriptions(LegacySubscriber.objects.all(), is_leaving=True)


def delete_an_account(folder):
    privacy.delete(User(pk=1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "work",
    [
        import_articles,
        import_subscribers,
        leave,
        unsubscribe,
        give_up_an_address,
        delete_rows,
        delete_an_account,
    ],
)
def test_while_another_import_stores_a_batch_this_one_waits(work, tmp_path, settings):
    """It does not even look: what it saw would be old when its turn comes."""
    settings.VAR_DIR = tmp_path
    settings.DEPARTURES_FILE = tmp_path / "departures.txt"
    asked = []

    def watch(execute, sql, *arguments):
        asked.append(sql)
        return execute(sql, *arguments)

    with another_import(), connection.execute_wrapper(watch), pytest.raises(OperationalError):
        work(tmp_path)

    tables = ["accounts_legacysubscriber", "accounts_user", "articles_article"]
    assert [sql for sql in asked if any(table in sql for table in tables)] == []
    assert (Article.objects.count(), LegacySubscriber.objects.count()) == (0, 0)
    assert not settings.DEPARTURES_FILE.exists()
    work(tmp_path)
    counts = Article.objects.count(), LegacySubscriber.objects.count()
    assert counts == (work is import_articles, work is import_subscribers)


@pytest.mark.django_db(transaction=True)
def test_a_changed_address_is_confirmed_in_turn(rf):
    """It gives the former one up, which imports and deletions of accounts look at too."""
    asked = []

    def watch(execute, sql, *arguments):
        asked.append(sql)
        return execute(sql, *arguments)

    address = EmailAddress(pk=1, user_id=1, email="anna@stadt.example")
    with another_import(), connection.execute_wrapper(watch), pytest.raises(OperationalError):
        AccountAdapter().confirm_email(rf.get("/"), address)

    assert [sql for sql in asked if "account" in sql] == []
