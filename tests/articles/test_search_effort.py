"""On SQLite a search that takes too long is broken off, whoever asks for it."""

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.search import effort
from tests.articles.desk import LIST
from tests.articles.reading import search

pytestmark = pytest.mark.sqlite  # PostgreSQL bounds each search itself
ADVICE = "Bitte suchen Sie mit weniger oder genaueren Wörtern."


@pytest.fixture
def no_time(write, monkeypatch):
    """The first step of a search is one too many."""
    write("Stadt und Kreis")
    monkeypatch.setattr(effort, "SECONDS", -1)
    monkeypatch.setattr(effort, "STEPS", 1)


@pytest.mark.parametrize("order", ["relevanz", "datum"])
def test_a_reader_is_asked_for_fewer_words(client, no_time, order):
    page = client.get("/suche/", {"q": "stadt kreis", "sortierung": order})

    assert page.status_code == 200
    assert ADVICE in page.page.words
    assert "Treffer" not in page.page.words


def test_a_member_too(log_in, martha, no_time):
    assert ADVICE in log_in(martha).get("/suche/", {"q": "stadt kreis"}).page.words


def test_suggestions_are_topics_and_sources_alone(client, climate, no_time):
    answer = client.get("/suche/vorschlaege/", {"q": "klima"})

    assert [one["kind"] for one in answer.json()["suggestions"]] == ["Thema"]
    assert client.get("/suche/vorschlaege/", {"q": "kreis"}).json() == {"suggestions": []}


def test_the_newsroom_is_told_so(log_in, edda, no_time):
    page = log_in(edda).get(LIST, {"q": "stadt kreis"})

    assert page.status_code == 200
    assert ADVICE in page.content.decode()


def test_the_next_search_has_its_own_time(client, no_time, monkeypatch):
    client.get("/suche/", {"q": "stadt kreis"})
    monkeypatch.undo()

    assert search(client, "stadt kreis") == ["Stadt und Kreis"]


def test_a_search_waits_for_nobody_who_writes(client, write):
    """Every transaction of ours locks the whole file; reading needs none."""
    for number in range(4):
        write(f"Brücke {number}")

    with CaptureQueriesContext(connection) as queries:
        assert len(search(client, "brücke")) == 4

    assert [one["sql"] for one in queries if one["sql"].startswith(("BEGIN", "SAVEPOINT"))] == []


@pytest.mark.django_db
def test_what_failed_for_another_reason_says_so():
    with pytest.raises(OperationalError, match="no such table"), effort.bounded():
        Article.objects.extra(tables=["gone"]).count()
