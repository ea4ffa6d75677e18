"""An anonymous request never touches the bodies' table: seen in the SQL itself."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Body


@pytest.fixture
def article(write):
    return write("Abwärme heizt ein Viertel")


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(
    "place",
    [
        "/", "/archiv/", "/archiv/2026/11/", "/archiv/2026/11/22/", "/thema/klimaschutz/",
        "/quelle/stadt-altenbrueck/", "/feed/", "/thema/klimaschutz/feed/",
        "/quelle/stadt-altenbrueck/feed/", "/sitemap.xml", "/sitemap-artikel-0.xml",
        "/sitemap-quellen-0.xml", "/sitemap-themen.xml", "/sitemap-news.xml",
    ],
)  # fmt: skip
def test_lists(client, article, place):
    queries = queries_of(client, place)

    assert queries
    assert [sql for sql in queries if Body._meta.db_table in sql] == []


def test_article_page(client, article):
    queries = queries_of(client, article.get_absolute_url())

    # what decides about access; article with source; topics; related articles of the first topic,
    # and of the source
    assert len(queries) == 5
    assert [sql for sql in queries if Body._meta.db_table in sql] == []


def test_front_page(client, article):
    # newest day; its articles with sources; their topics; the day before
    assert len(queries_of(client, "/")) == 4


def test_member_reads_an_article(log_in, martha, article):
    queries = queries_of(log_in(martha), article.get_absolute_url())

    # session; user; what decides about access; saved?; article with source; topics; body; related
    # articles twice
    assert len(queries) == 9
    assert len([sql for sql in queries if Body._meta.db_table in sql]) == 1


def test_an_article_has_no_way_to_its_body(article):
    """A template or a serializer cannot follow a name that does not exist."""
    assert [name for name in dir(Article) if "body" in name.lower()] == []
