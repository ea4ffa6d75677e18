"""The save path decides under the lock of the row; forms only validate."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import archive
from articles.desk.forms import GONE, ArticleForm
from articles.models import Article, Version
from tests.articles.desk import change_url, errors_of, filled
from tests.articles.test_import_articles import LINE, line, run  # noqa: F401 - a fixture
from tests.articles.test_pictures import WORDS, drawn, folder  # noqa: F401 - a fixture
from tests.conftest import NOW
from web import content_version

OTHER_WRITES = re.compile(r"INSERT|UPDATE|DELETE")  # "FOR UPDATE" is one of them


@pytest.mark.parametrize("begun_with", [0, 7])
def test_a_form_locks_and_writes_nothing(write, folder, begun_with):  # noqa: F811 - the fixture
    article = write()
    values = filled(article, begun_with=begun_with, published_at="22.11.2026 11:00", **WORDS)
    form = ArticleForm(values, {"picture": drawn()}, instance=article)

    with CaptureQueriesContext(connection) as asked:
        assert form.is_valid()

    assert [query["sql"] for query in asked if OTHER_WRITES.search(query["sql"])] == []
    assert list(folder.iterdir()) == []
    assert not Version.objects.exists()


def test_a_refused_save_leaves_nothing_but_its_form(desk, write, folder):  # noqa: F811 - the fixture
    article = write()
    stale = filled(article, begun_with=7, teaser="Getippt.", picture=drawn(), **WORDS)

    response = desk.post(change_url(article), stale)

    assert errors_of(response)["__all__"][0].startswith("Nicht gesichert: Ein Import hat")
    assert "Getippt.</textarea>" in response.content.decode()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert not Version.objects.exists()


def test_who_saves_what_was_deleted_meanwhile_keeps_the_text(desk, write, monkeypatch):
    article = write()
    check = ArticleForm.clean

    def check_while_it_is_deleted(form):
        cleaned = check(form)
        Article.objects.all().delete()
        return cleaned

    monkeypatch.setattr(ArticleForm, "clean", check_while_it_is_deleted)

    response = desk.post(change_url(article), filled(article, teaser="Getippt."))

    assert (response.status_code, errors_of(response)["__all__"]) == (200, [GONE])
    assert "Getippt.</textarea>" in response.content.decode()


@pytest.fixture
def meanwhile(monkeypatch):
    """Something that happens once, between an import's look at the articles and its writing."""
    look, waiting = archive.Archive._known, []

    def look_and_wait(self, records):
        found = list(look(self, records))
        while waiting:
            waiting.pop()()
        return found

    monkeypatch.setattr(archive.Archive, "_known", look_and_wait)
    return waiting.append


def test_what_is_planned_while_an_import_runs_stays_planned(run, meanwhile):  # noqa: F811 - the fixture
    run(LINE)
    planned = NOW + timedelta(days=3)
    meanwhile(lambda: Article.objects.update(published_at=planned))

    assert run(line(headline="Neu"))[0] == "1 changed"

    article = Article.objects.get()
    assert (article.headline, article.published_at) == ("Neu", planned)


def test_an_import_that_changes_nothing_keeps_the_pages(run):  # noqa: F811 - the fixture
    run(LINE)
    before = content_version.read().number

    assert run(LINE)[0] == "1 unchanged"
    assert content_version.read().number == before

    assert run(line(headline="Neu"))[0] == "1 changed"
    assert content_version.read().number > before


def test_an_import_raises_the_content_version_last(run):  # noqa: F811 - the fixture
    """Whoever saves anything else waits for that row until the batch is stored."""
    run(LINE)
    with CaptureQueriesContext(connection) as queries:
        run(line(headline="Neu", source={"name": "Stadt Neu"}, topics=["Ganz neu"]))

    written = [
        match[1]
        for query in queries
        if (match := re.match(r'(?:INSERT INTO|UPDATE) "(\w+)"', query["sql"]))
    ]
    assert {"articles_source", "articles_topic", "articles_article"} <= set(written)
    assert written.count("web_contentversion") == 1
    assert written[-1] == "web_contentversion"


@pytest.mark.parametrize("changed", [{"teaser": "Anders."}, {"body": "<p>Anders.</p>"}])
def test_a_save_makes_kept_pages_stale_once(desk, write, changed):
    article = write()
    before = content_version.read().number

    assert desk.post(change_url(article), filled(article, **changed)).status_code == 302

    assert content_version.read().number == before + 1
