"""The index of search: never stale, spelled as the question is, cheap to ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Body
from articles.search import words
from articles.search.hits import find
from articles.search.question import parse
from tests.articles.reading import search


class TestTheIndexIsNeverStale:
    def test_when_an_article_changes(self, client, log_in, martha, write):
        article = write("Alte Schlagzeile", body="<p>Anfangs</p>")
        member = log_in(martha)
        Article.objects.filter(pk=article.pk).update(headline="Nagelneu")
        assert search(client, "Nagelneu") == search(member, "Nagelneu") == ["Nagelneu"]
        assert search(client, "Alte") == search(member, "Alte") == []

        Body.objects.filter(pk=article.pk).update(html="<p>Zuletzt</p>")
        assert search(member, "Zuletzt Nagelneu") == ["Nagelneu"]
        assert search(member, "Anfangs") == []

    def test_when_it_is_deleted(self, client, log_in, martha, write):
        write("Vergangen", body="<p>Verschwunden</p>").delete()
        write("Anderes")

        assert search(log_in(martha), "Verschwunden") == search(client, "Vergangen") == []

    def test_a_body_of_a_million_characters(self, log_in, martha, write):
        body = " ".join(f"w{n:x}ort" for n in range(110_000))[:999_000]
        write("Sehr lang", body=f"<p>{body}</p>")

        assert search(log_in(martha), "w1ort") == ["Sehr lang"]


SPELLINGS = [
    "Häuser, Straßen & Bürger", "Haeuser Strassen Buerger", "Steuer Bauer Quelle neue aktuell",
    "Café Über ÄÖÜ ẞ", "Müesli Poesie Israel", "1.500 m² B27 §3", "İstanbul Łódź Ðorđe", "ﬁn ½",
]  # fmt: skip


@pytest.mark.parametrize("text", SPELLINGS)
def test_the_database_spells_as_the_question_does(db, text):
    if connection.vendor == "postgresql":
        asked, expected = "SELECT search_fold(%s)", words.words(text)
    else:
        asked, expected = "SELECT search_stems(%s)", words.stems(text).split()
    with connection.cursor() as cursor:
        cursor.execute(asked, [text])
        assert cursor.fetchone()[0].split() == expected


def test_a_dump_can_be_restored(write):
    """`pg_restore` empties the search path before it computes the generated column."""
    write("Häuser")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('search_path', '', true)")
            cursor.execute("UPDATE public.articles_article SET headline = 'Brücken'")
            cursor.execute("SELECT public_words::text FROM public.articles_article")
            assert "bruck" in cursor.fetchone()[0]
            cursor.execute("SELECT all_words::text FROM public.articles_body")
            assert "bruck" in cursor.fetchone()[0]


def test_a_search_asks_the_database_little(client, library):
    with CaptureQueriesContext(connection) as asked:
        client.get("/suche/", {"q": "Viertel"})

    # the window; its hits; articles with sources; their topics; topics of the hits; sources of the
    # hits; for suggestions all topics, and sources; PostgreSQL: the stems
    assert len(asked) == (9 if connection.vendor == "postgresql" else 8)


@pytest.mark.sqlite  # PostgreSQL plans for itself
def test_sqlite_asks_the_index_once_however_many_articles_there_are(write):
    """Not once for each article, which takes four thousand steps each."""
    for number in range(100):
        write(f"Stadt und Kreis {number}")
    question = parse("stadt kreis gemeinde haus rat amt werk wasser energie bau recht land")
    steps = []

    connection.connection.set_progress_handler(lambda: steps.append(1), 1)
    try:
        find(Article.objects.published(), question, full=False)
    finally:
        connection.connection.set_progress_handler(None, 0)

    assert len(steps) < 100 * Article.objects.count()
