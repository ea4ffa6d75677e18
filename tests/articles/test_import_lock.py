"""An import of long texts lets others write: on SQLite its transactions are bounded by bytes."""

import lzma
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from articles import archive
from articles.importing.formats import format_of
from articles.models import Article
from articles.search import document, index
from importing.apart import apart

PAPERS = Path(__file__).parents[1] / "data/council_papers.jsonl.xz"
NUMBER = 60
SQLITE_BOUND = 256 * 1024


@pytest.fixture
def papers(tmp_path):
    with lzma.open(PAPERS) as lines:
        chosen = [next(lines) for _ in range(NUMBER)]
    file = tmp_path / "papers.jsonl"
    file.write_bytes(b"".join(chosen))
    return file, chosen


def test_a_transaction_holds_so_many_bytes_or_one_paper(papers, db):
    file, lines = papers
    transactions = []

    def watch(execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT"):
            transactions.append([])
        if sql.startswith("INSERT") and "articles_body" in sql:
            transactions[-1] += [len(value) for value in params if isinstance(value, str)]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        call_command("import_articles", file)

    stored = [sizes for sizes in transactions if sizes]
    assert Article.objects.count() == NUMBER
    if connection.vendor == "sqlite":
        assert sum(map(len, stored)) == NUMBER
        assert len(stored) >= sum(map(len, lines)) / SQLITE_BOUND
        assert [sizes for sizes in stored if len(sizes) > 1 and sum(sizes) > SQLITE_BOUND] == []


def test_texts_of_a_long_file_are_analysed_in_another_process(papers, db, monkeypatch):
    """No transaction waits for that; what is indexed is the same."""
    monkeypatch.setattr(archive, "SHORT", 0)

    with monkeypatch.context() as storing:
        storing.setattr(document, "texts_of", None)  # cannot be called here
        call_command("import_articles", papers[0])

    documents = index.documents(list(Article.objects.values_list("pk", flat=True)))
    assert len(documents) == NUMBER
    assert index.differing(documents) == []


@pytest.mark.django_db(transaction=True)
def test_what_stands_there_unchanged_is_not_analysed_again(papers):
    file, lines = papers
    file.write_bytes(b"".join(lines[1:]))
    call_command("import_articles", file)
    file.write_bytes(b"".join(lines))

    found = apart(archive._analysed_batches, file, format_of(file))

    texts = [record.texts for batch in found for record in batch.records]
    assert [one is None for one in texts] == [False] + [True] * (NUMBER - 1)


def test_a_long_file_is_refused_line_by_line(papers, db, monkeypatch, capsys):
    monkeypatch.setattr(archive, "SHORT", 0)
    file, lines = papers
    file.write_bytes(b"{}\n" + b"".join(lines) + b"{\n")

    call_command("import_articles", file)

    said = capsys.readouterr()
    assert Article.objects.count() == NUMBER
    assert [line.partition(":")[0] for line in said.err.splitlines()] == ["line 1", "line 62"]
    assert f"{NUMBER} new" in said.out
    assert "2 refused" in said.out


def test_a_dry_run_of_a_long_file_writes_nothing(papers, db, monkeypatch, capsys):
    monkeypatch.setattr(archive, "SHORT", 0)

    call_command("import_articles", papers[0], dry_run=True)

    assert Article.objects.count() == 0
    assert capsys.readouterr().out == f"dry run, nothing written: {NUMBER} new\n"
