"""The index of search: written with the article, cheap to ask, checked and mended by a command."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import saving
from articles.models import Article, Body, Term
from articles.search import index, ranking
from articles.search.query import parse
from tests.articles.reading import search


class TestTheIndexIsNeverStale:
    def test_when_an_article_changes(self, client, log_in, martha, edda, write):
        article = write("Alte Schlagzeile", body="<p>Anfangs</p>")
        member = log_in(martha)
        with saving.changing(article.pk, by=edda) as row:
            saving.put(row, {"headline": "Nagelneu"})
        assert search(client, "Nagelneu") == search(member, "Nagelneu") == ["Nagelneu"]
        assert search(client, "Alte") == search(member, "Alte") == []

        with saving.changing(article.pk, by=edda) as row:
            saving.put(row, {"body": "<p>Zuletzt</p>"})
        assert search(member, "Zuletzt Nagelneu") == ["Nagelneu"]
        assert search(member, "Anfangs") == []

    def test_when_it_is_deleted(self, client, log_in, martha, edda, write):
        article = write("Vergangen", body="<p>Verschwunden</p>")
        write("Anderes")
        saving.delete(article, by=edda)

        assert search(log_in(martha), "Verschwunden") == search(client, "Vergangen") == []
        assert index.strays(article.pk) == []

    def test_a_body_of_a_million_characters(self, log_in, martha, write):
        body = " ".join(f"w{n:x}ort" for n in range(110_000))[:999_000]
        write("Sehr lang", body=f"<p>{body}</p>")

        assert search(log_in(martha), "w1ort") == ["Sehr lang"]


class TestCheck:
    @pytest.fixture
    def said(self, capsys):
        def said(**options):
            call_command("search_index", check=True, **options)
            return capsys.readouterr().out.strip().splitlines()

        return said

    def test_a_whole_index_is_left_as_it_is(self, write, said):
        write("Brücke")

        assert said() == ["0 entries mended, 0 without an article removed."]

    def test_what_differs_is_mended(self, client, log_in, martha, write, said):
        first, second, third = write("Brücke"), write("Damm"), write("Wehr")
        Article.objects.filter(pk=first.pk).update(headline="Schleuse")
        Body.objects.filter(pk=second.pk).update(html="<p>Deich</p>")
        Term.objects.filter(folded="wehr").delete()

        assert said() == [
            f"Article {first.pk}",
            f"Article {second.pk}",
            f"Article {third.pk}",
            "3 entries mended, 0 without an article removed.",
        ]
        assert search(client, "Schleuse") == ["Schleuse"]
        assert search(log_in(martha), "Deich") == ["Damm"]
        assert said() == ["0 entries mended, 0 without an article removed."]

    def test_a_dry_run_changes_nothing(self, client, write, said):
        article = write("Brücke")
        Article.objects.filter(pk=article.pk).update(headline="Schleuse")

        assert said(dry_run=True)[-1] == "1 entries differ, 0 without an article removed."
        assert search(client, "Schleuse") == []

    def test_it_goes_on_where_it_was_ended(self, write, said, monkeypatch):
        articles = [write(f"Brücke {number}") for number in range(6)]
        Article.objects.update(headline="Schleuse")
        monkeypatch.setattr("articles.management.commands.search_index.BATCH", 2)
        compare = index.differing

        def killed(found):
            if found[0].pk == articles[4].pk:
                raise KeyboardInterrupt
            return compare(found)

        monkeypatch.setattr(index, "differing", killed)
        with pytest.raises(KeyboardInterrupt):
            said()
        monkeypatch.setattr(index, "differing", compare)

        assert said()[-4:] == [
            f"Going on behind article {articles[3].pk}.",
            f"Article {articles[4].pk}",
            f"Article {articles[5].pk}",
            "6 entries mended, 0 without an article removed.",
        ]


def test_a_source_is_renamed_without_touching_its_articles(client, town, write):
    write("Brücke")
    town.name, town.slug = "Stadt Neuenrath", "stadt-neuenrath"
    town.save()

    assert search(client, "Neuenrath") == ["Brücke"]
    assert search(client, "Altenbrück") == []


def test_a_search_asks_the_database_little(client, library):
    with CaptureQueriesContext(connection) as asked:
        client.get("/suche/", {"q": "Viertel"})

    # synonyms, for hits and for marks; sources and topics of its name; longer words; the last article's
    # number; hits; how often the word stands in them; articles with sources; their topics; topics of the
    # hits; sources of the hits; for suggestions all topics, and sources; on PostgreSQL how to plan
    selects = [one["sql"] for one in asked if one["sql"].lstrip().startswith("SELECT")]
    assert len(selects) == 14 + (connection.vendor == "postgresql"), "\n".join(selects)


@pytest.mark.sqlite  # PostgreSQL plans for itself
def test_sqlite_asks_the_index_once_however_many_articles_there_are(write):
    """Not once for each article, which takes four thousand steps each."""
    for number in range(100):
        write(f"Stadt und Kreis {number}")
    question = parse("stadt kreis gemeinde haus rat amt werk wasser energie bau recht land")
    steps = []

    connection.connection.set_progress_handler(lambda: steps.append(1), 1)
    try:
        ranking.find(Article.objects.published(), question, full=False)
    finally:
        connection.connection.set_progress_handler(None, 0)

    assert len(steps) < 100 * Article.objects.count()
