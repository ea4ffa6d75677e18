"""`erase_article`: nothing of the article is left, and no import brings it back."""

import io
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from articles import archive, erasing
from articles.editing import saving, versions
from articles.importing import batches
from articles.models import Article, Body, Erased, Picture, Saved, Term, Topic, Version
from articles.search import analysis
from tests import locks
from tests.articles.desk import change_url, filled
from tests.articles.test_import_articles import LINE, run  # noqa: F401 - a fixture
from tests.articles.test_pictures import WORDS, drawn, folder, urls_in  # noqa: F401 - a fixture
from web import content_version

NAME = "Ypsilandzki"
"""A surname that stands in one article alone."""


@pytest.fixture
def article(write, log_in, edda, martha, django_capture_on_commit_callbacks):
    """Saved twice, with a picture, kept by a member, commented on by the log."""
    article = write(f"Vorwurf gegen {NAME}", body=f"<p>{NAME}s Haus und der Bürgermeister.</p>")
    desk = log_in(edda)
    values = filled(article, picture=drawn(), **WORDS)
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(change_url(article), values).status_code == 302
    article.refresh_from_db()
    values = filled(article, teaser="Jetzt ohne Namen.", headline="Ein Vorwurf", **WORDS)
    assert desk.post(change_url(article), values).status_code == 302
    Saved.objects.create(member=martha, article=article)
    article.refresh_from_db()
    return article


@pytest.fixture
def other(write):
    return write(
        "Ein Haus", body="<p>Ein Bürgermeister.</p>", original_url="https://altenbrueck.example/2"
    )


def erase(pk, **options):
    out = io.StringIO()
    call_command("erase_article", pk, stdout=out, **options)
    return out.getvalue().strip()


def whole_database():
    """Every row of every table, as text; the search index of SQLite in the words it holds."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        texts = []
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our tables
            texts.append(f"{table}: {cursor.fetchall()}")
    return "\n".join(texts)


def test_its_words_stand_nowhere(article, other, django_capture_on_commit_callbacks):
    needles = [NAME.lower(), analysis.stem(NAME.lower()), "ohne namen"]
    before = whole_database().lower()
    assert [needle in before for needle in needles] == [True, True, True]

    with django_capture_on_commit_callbacks(execute=True):
        erase(article.pk)

    after = whole_database().lower()
    assert [needle for needle in needles if needle in after] == []


def test_all_of_it_goes_and_is_counted(article, other, folder, django_capture_on_commit_callbacks):  # noqa: F811 - the fixture
    assert sum(path.is_file() for path in folder.rglob("*")) == 7

    with django_capture_on_commit_callbacks(execute=True):
        said = erase(article.pk)

    assert said == (
        f"erased: article {article.pk} “Ein Vorwurf”: 1 article, 1 body, 3 versions, "
        "1 picture, 1 saved entries, 2 log entries; 1 identifiers that imports leave out"
    )
    assert list(Article.objects.all()) == [other]
    assert Body.objects.count() == 1
    assert not Picture.objects.exists()
    assert not Saved.objects.exists()
    assert not Version.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    entries = LogEntry.objects.filter(object_id=str(article.pk))
    assert set(entries.values_list("object_repr", "change_message")) == {("entfernt", "")}


def test_its_page_picture_and_finds_are_gone(client, article, django_capture_on_commit_callbacks):
    picture = urls_in(client.get(article.get_absolute_url()).content.decode())[0]
    before = content_version.read().number

    with django_capture_on_commit_callbacks(execute=True):
        erase(article.pk)

    assert client.get(article.get_absolute_url()).status_code == 404
    assert client.get(picture).status_code == 404
    assert "Ein Vorwurf" not in client.get("/suche/?q=Vorwurf").content.decode()
    assert content_version.read().number > before


def test_a_dry_run_says_the_same_and_changes_nothing(article):
    before = whole_database()

    said = erase(article.pk, dry_run=True)

    assert whole_database() == before
    assert said.startswith("dry run, nothing erased: ")
    assert said.removeprefix("dry run, nothing ") == erase(article.pk)


def test_words_of_other_articles_are_still_found(log_in, martha, article, other):
    member = log_in(martha)
    erase(article.pk)

    for query in ["Bürgermeister", "Bürger", "Meister"]:
        assert other.get_absolute_url() in member.get("/suche/", {"q": query}).content.decode()


def test_forms_of_a_word_that_others_have_go_too(write, client):
    one = write(f"Prozess gegen {NAME}s Häuser")
    write("Ein Haus")
    write("Viele Häuser")

    erase(one.pk)

    known = set(Term.objects.values_list("folded", flat=True))
    assert {"haus", "hauser"} <= known
    assert not {"ypsilandzkis", "prozess"} & known


def test_what_the_newsroom_has_deleted_is_erased_too(article, edda):
    saving.delete(article, by=edda)

    said = erase(article.pk)

    assert said.startswith(f"erased: article {article.pk} “Ein Vorwurf”: 0 article, 0 body, 4 ver")
    assert not versions.deleted().exists()
    assert NAME not in whole_database()


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_unknown_number_is_said(db, dry_run):
    with pytest.raises(CommandError, match="There is no article 7, and no version of one"):
        erase(7, dry_run=dry_run)


@pytest.mark.parametrize(
    "again",
    [
        LINE,
        LINE | {"headline": "Neu gefasst"},
        LINE | {"id": "another"},
        {name: value for name, value in LINE.items() if name != "id"},
        LINE | {"original_url": "https://www.altenbrueck.example/verschoben"},
    ],
)
def test_no_import_brings_it_back(run, again):  # noqa: F811 - the fixture
    run(LINE)
    erase(Article.objects.get().pk)

    for dry_run in (True, False):
        assert run(again, dry_run=dry_run)[0].endswith("1 erased for good, left out")
    assert not Article.objects.exists()
    assert json.dumps(list(Erased.objects.values("name_hash"))).count("ext-1") == 0


def test_an_earlier_link_does_not_bring_it_back_either(run, log_in, edda):  # noqa: F811 - the fixture
    run(LINE)
    article = Article.objects.get()
    moved = filled(article, original_url="https://www.altenbrueck.example/neu")
    assert log_in(edda).post(change_url(article), moved).status_code == 302
    erase(article.pk)

    assert run(LINE | {"id": "another"})[0] == "1 erased for good, left out"


def test_an_import_that_runs_does_not_bring_it_back(run, monkeypatch):  # noqa: F811 - the fixture
    """Between two of its batches."""
    run(LINE)
    other = LINE | {"id": "2", "original_url": "https://www.altenbrueck.example/2"}
    monkeypatch.setattr(batches, "BATCH", 1)
    stored = archive.Archive.store

    def store(self, records):
        verdicts = stored(self, records)
        for article in Article.objects.filter(external_id="ext-1"):
            erasing.erase(article.pk)
        return verdicts

    monkeypatch.setattr(archive.Archive, "store", store)

    assert run(other, LINE)[0] == "1 new, 1 erased for good, left out"


def test_other_articles_of_a_front_page_go_on(run):  # noqa: F811 - the fixture
    """A link to a front page names no article."""
    front = "https://www.altenbrueck.example/"
    run(LINE | {"original_url": front})
    erase(Article.objects.get().pk)

    assert run(LINE | {"id": "2", "original_url": front})[0] == "1 new"


@pytest.mark.parametrize("number", ["1_0", "٣", "-1", "1.0", "x"])
def test_what_is_no_number_is_refused(db, number):
    with pytest.raises(CommandError, match=f"argument id: {number} is no number|required: id"):
        erase(number)


def test_other_articles_with_its_link_are_named(article, write):
    twin = write()

    assert erase(article.pk).endswith(f"The same link is in other articles, which stay: {twin.pk}")
    assert Article.objects.filter(pk=twin.pk).exists()


def test_sources_and_topics_stay(article):
    topics = set(Topic.objects.values_list("pk", flat=True))

    erase(article.pk)

    assert set(Topic.objects.values_list("pk", flat=True)) == topics


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_who_saves_it_meanwhile_and_the_erasure_do_not_wait_for_each_other(write):
    article = write()

    with locks.beside() as begin:
        with saving.changing(article.pk, by=None) as current:
            erased = begin(lambda: erase(article.pk))
            current.teaser = "Noch gesichert."
        said = erased.result()
    assert said.startswith(
        f"erased: article {article.pk} “{article.headline}”: 1 article, 1 body, 2"
    )

    assert not Article.objects.exists()


def test_while_the_database_is_busy_nothing_is_erased(article, monkeypatch):
    def refuse():
        raise OperationalError

    monkeypatch.setattr(saving.forgetting, "lock", refuse)

    with pytest.raises(OperationalError):
        erase(article.pk)

    assert Article.objects.exists()
