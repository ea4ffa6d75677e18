"""Lists come out of an index in their order: no look at the whole table, no sorting of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.paging import after, position_of
from tests.conftest import NOW


@pytest.fixture
def plan(write):
    """What the database would do; small tables must not tempt PostgreSQL to read them whole."""
    for number in range(30):
        write(f"Artikel {number}", published_at=NOW - timedelta(hours=number))

    def plan(articles):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                    cursor.execute(f"SET LOCAL enable_{way} = off")
        return articles[:21].explain()

    return plan


POSITIONS = ["", position_of(NOW - timedelta(hours=20), 5)]
BEHIND = pytest.mark.parametrize("position", POSITIONS, ids=["first page", "later page"])


def is_ordered_by(plan, index):
    if connection.vendor == "postgresql":
        return index in plan and "Sort" not in plan and "Seq Scan" not in plan
    return index in plan and "TEMP B-TREE" not in plan and "SCAN articles_article\n" not in plan


@BEHIND
def test_all(plan, position):
    articles = after(Article.objects.published(), position).newest_first()

    assert is_ordered_by(plan(articles), "article_published")


@BEHIND
def test_a_source(plan, town, position):
    articles = after(town.published(), position).newest_first()

    assert is_ordered_by(plan(articles), "article_source_published")


@BEHIND
def test_a_topic(plan, climate, position):
    """SQLite, for smaller papers, sorts a topic's articles."""
    found = plan(after(climate.published(), position).newest_first())

    if connection.vendor == "postgresql":
        assert is_ordered_by(found, "topic_newest")
    else:
        assert "SCAN articles_article\n" not in found


class TestATopicsOwnMoments:
    """PostgreSQL keeps them beside the topic; whatever changes an article changes them."""

    @pytest.fixture
    def pair(self, write):
        return write("Erster", published_at=NOW - timedelta(hours=2)), write("Zweiter")

    def test_a_new_moment(self, pair, climate):
        Article.objects.filter(pk=pair[0].pk).update(published_at=NOW)

        assert [a.headline for a in climate.published().newest_first()] == ["Erster", "Zweiter"]

    def test_withdrawn_and_published_again(self, pair, climate):
        pair[1].state = Article.State.WITHDRAWN
        pair[1].save()
        assert [a.headline for a in climate.published().newest_first()] == ["Erster"]

        pair[1].state = Article.State.PUBLISHED
        pair[1].save()
        assert [a.headline for a in climate.published().newest_first()] == ["Zweiter", "Erster"]

    def test_a_topic_that_is_chosen_later(self, pair, climate):
        pair[0].topics.clear()
        pair[0].topics.add(climate)

        assert [a.headline for a in climate.published().newest_first()] == ["Zweiter", "Erster"]


PAGES = [
    "/", "/archiv/", "/archiv/2026/11/", "/archiv/2026/11/21/", "/thema/klimaschutz/",
    "/quelle/stadt-altenbrueck/", "/feed/", "/thema/klimaschutz/feed/",
    "/quelle/stadt-altenbrueck/feed/", "/sitemap.xml", "/sitemap-artikel-0.xml",
    "/sitemap-quellen-0.xml", "/sitemap-themen.xml", "/sitemap-news.xml", "/suche/?q=Artikel",
    "/suche/?q=Erdgescho%C3%9F", "/suche/?q=gibtesnicht", "/suche/?q=Artikel&sortierung=datum",
    "/suche/?q=Artikel&thema=klimaschutz", "/suche/vorschlaege/?q=Art",
    "/artikel/1/artikel-im-index/",
]  # fmt: skip
READS_ALL = {
    "postgresql": r"Seq Scan on articles_(?:article|body)\b",
    "sqlite": r"SCAN articles_(?:article|body)(?! USING)",
}


@pytest.mark.parametrize("reader", ["anonymous", "member"], indirect=True)
@pytest.mark.parametrize("place", PAGES)
def test_no_page_reads_all_articles(reader, write, place):
    """Whatever a page asks, an index answers it: seen in the plan of each of its queries."""
    article = write("Artikel im Index", pk=1, published_at=NOW - timedelta(days=1))
    # Numbers of sources go on from test to test.
    place = place.replace("quellen-0", f"quellen-{article.source_id // 1000}")
    with CaptureQueriesContext(connection) as asked:
        assert reader.get(place).status_code == 200
    selects = [query["sql"] for query in asked if re.match(r"\s*(?:SELECT|WITH)", query["sql"])]
    assert any("articles_" in sql for sql in selects)

    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Where there is any other way, it is taken: small tables must not tempt.
            cursor.execute("SET LOCAL enable_seqscan = off")
        for sql in selects:
            cursor.execute(f"{explain} {sql.replace('%', '%%')}", [])
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            assert re.findall(READS_ALL[connection.vendor], plan) == [], f"{sql}\n{plan}"
