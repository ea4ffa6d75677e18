"""Lists come out of an index in their order: no look at the whole table, no sorting of it."""

from datetime import timedelta

import pytest
from django.db import connection

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
