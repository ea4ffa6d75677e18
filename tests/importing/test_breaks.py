"""On SQLite an import leaves the lock to all who wait for it, again and again."""

import json

import pytest
from django.core.management import call_command
from django.db import connection

from articles import archive
from articles.importing import batches
from importing import turns
from tests.articles.test_import_articles import LINE


@pytest.fixture
def breaks(monkeypatch):
    """Their lengths."""
    taken = []
    monkeypatch.setattr(turns, "sleep", taken.append)
    return taken


@pytest.mark.sqlite
def test_a_break_is_due_after_three_tenths_of_a_second(clock, breaks):
    storing = turns.Breaks()

    for _ in range(4):
        clock.shift(0.2)
        storing.let_others_in()

    assert breaks == [turns.BREAK] * 2


@pytest.mark.sqlite
def test_a_break_is_long_enough_for_all_who_wait():
    """SQLite looks again after 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, and then each 100 ms."""
    assert turns.BREAK > 0.1


@pytest.mark.postgresql
def test_postgresql_needs_none(clock, breaks):
    storing = turns.Breaks()

    clock.shift(10)
    storing.let_others_in()

    assert breaks == []


def test_articles_are_imported_with_breaks(db, clock, breaks, monkeypatch, tmp_path):
    """Each is a batch here, and takes a second."""
    store = archive.Archive.store

    def slowly(*arguments):
        clock.shift(1)
        return store(*arguments)

    monkeypatch.setattr(archive.Archive, "store", slowly)
    monkeypatch.setattr(batches, "BATCH", 1)
    lines = [LINE | {"id": f"ext-{n}", "original_url": f"https://a.example/{n}"} for n in (1, 2)]
    file = tmp_path / "articles.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)))

    call_command("import_articles", file)

    assert breaks == ([turns.BREAK] * 2 if connection.vendor == "sqlite" else [])
