"""Lists come out of an index in their order: no look at the whole table, no sorting of it."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleTopic, Source
from articles.paging import after, position_of
from tests.conftest import NOW


@pytest.fixture
def plan(write):
    """What the database would do; small tables must not tempt PostgreSQL to read them whole.

    It has statistics of these rows, not of what tests before left. Of few articles of one source
    it would rather filter all than use the index of sources.
    """
    for number in range(30):
        write(f"Artikel {number}", published_at=NOW - timedelta(hours=number))
    other = Source.objects.create(name="Stadt Neu", slug="stadt-neu")
    Article.objects.bulk_create(
        Article(
            headline="Anderswo",
            teaser="Anderswo",
            source=other,
            state=Article.State.PUBLISHED,
            published_at=NOW - timedelta(minutes=3 * number),
        )
        for number in range(600)
    )

    def plan(articles):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ANALYZE")
                for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
                    cursor.execute(f"SET LOCAL enable_{way} = off")
        return articles[:21].explain()

    return plan


POSITIONS = ["", position_of(NOW - timedelta(hours=20), 5)]
BEHIND = pytest.mark.parametrize("position", POSITIONS, ids=["first page", "later page"])


def is_ordered_by(plan, index):
    if connection.vendor == "postgresql":
        return index in plan and "Sort" not in plan and "Seq Scan" not in plan
    # Those of one moment may be sorted: "TEMP B-TREE FOR RIGHT PART OF ORDER BY".
    return index in plan and "TEMP B-TREE FOR ORDER BY" not in plan and "SCAN" not in plan


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
    articles = after(climate.published(), position).newest_first()

    assert is_ordered_by(plan(articles), "topic_newest")


class TestATopicsOwnDates:
    """They stand beside the topic; whatever changes an article's date changes them."""

    @pytest.fixture
    def pair(self, write):
        return write("Erster", published_at=NOW - timedelta(hours=2)), write("Zweiter")

    def newest(self, topic):
        return [article.headline for article in topic.published().newest_first()]

    def test_a_new_date(self, pair, climate):
        Article.objects.filter(pk=pair[0].pk).update(published_at=NOW)
        assert self.newest(climate) == ["Erster", "Zweiter"]

        pair[0].published_at = NOW - timedelta(hours=3)
        pair[0].save()
        assert self.newest(climate) == ["Zweiter", "Erster"]

    def test_new_dates_in_bulk(self, pair, climate):
        for article, hours in zip(pair, [1, 3], strict=True):
            article.published_at = NOW - timedelta(hours=hours)
        Article.objects.bulk_update(pair, ["published_at"])
        assert self.newest(climate) == ["Erster", "Zweiter"]

        Article.objects.update(published_at=F("published_at") - timedelta(days=1))
        assert self.newest(climate) == ["Erster", "Zweiter"]
        assert self.held() == [pair[0].published_at - timedelta(days=1),
                               pair[1].published_at - timedelta(days=1)]  # fmt: skip

    def test_articles_that_are_chosen_by_what_changes(self, pair, climate):
        Article.objects.update(state=Article.State.DRAFT, published_at=None)
        assert self.held() == [None, None]

        Article.objects.filter(published_at=None).update(
            state=Article.State.PUBLISHED, published_at=NOW
        )
        assert self.held() == [NOW, NOW]

    def test_withdrawn_and_published_again(self, pair, climate):
        pair[1].state = Article.State.WITHDRAWN
        pair[1].save()
        assert self.newest(climate) == ["Erster"]

        pair[1].state = Article.State.PUBLISHED
        pair[1].save()
        assert self.newest(climate) == ["Zweiter", "Erster"]

    def test_a_topic_that_is_chosen_later(self, pair, climate):
        pair[0].topics.clear()
        pair[0].topics.add(climate)
        assert self.newest(climate) == ["Zweiter", "Erster"]

        climate.articles.set([pair[0]])
        pair[1].topics.set([climate])
        assert self.newest(climate) == ["Zweiter", "Erster"]

    def held(self):
        return list(ArticleTopic.objects.order_by("article").values_list("published_at", flat=True))


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
