"""What search engines may fetch, in portions that cost the same however large the paper is.

A sitemap holds the articles (or sources) of a thousand consecutive numbers, so it never shifts; the
index names those that exist, with the last change in each.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from articles.models import SITEMAP_SIZE, Article, ArticleQuerySet, ArticleTopic, Source, Topic

MOST_PARTS = 50_000
"""Sitemaps that one index may name (sitemaps.org)."""

NEWS_DAYS = timedelta(days=2)
"""Google News reads no older articles."""

MOST_NEWS = 1_000
"""Google's limit for one news sitemap."""


@dataclass(frozen=True)
class Part:
    """One sitemap of articles: its number, and when something in it changed last."""

    number: int
    changed_at: datetime


def parts_of_articles() -> list[Part]:
    """Those that hold something, by number. One query; it asks the index once for each thousand."""
    table = Article._meta.db_table  # noqa: SLF001 - Django's documented name
    sql = f"""
        WITH RECURSIVE part(number) AS (
            SELECT 0 UNION ALL
            SELECT number + 1 FROM part
            WHERE number < (SELECT max(id) FROM {table}) / {SITEMAP_SIZE}
        )
        SELECT number AS id, (
            SELECT renewed_at FROM {table}
            WHERE id / {SITEMAP_SIZE} = number AND state = %s AND published_at <= %s
            ORDER BY renewed_at DESC LIMIT 1
        ) AS renewed_at
        FROM part ORDER BY number
    """  # noqa: S608 - constants
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    # Read as articles, so that Django converts the moment as each database needs.
    rows = Article.objects.raw(sql, [Article.State.PUBLISHED, now])
    return [Part(row.pk, row.renewed_at) for row in rows if row.renewed_at]


def articles_of(number: int) -> ArticleQuerySet:
    """The articles of one part."""
    return _within(Article.objects.published(), number)


def parts_of_sources() -> list[int]:
    """Numbers of the sitemaps of sources; one query."""
    numbers = Source.objects.order_by().annotate(part=F("pk") / SITEMAP_SIZE)
    return sorted(numbers.values_list("part", flat=True).distinct())


def sources_of(number: int) -> QuerySet[Source]:
    """The sources of one part that have something to show."""
    articles = Article.objects.published().filter(source=OuterRef("pk"))
    return _within(Source.objects.filter(Exists(articles)), number)


def topics() -> QuerySet[Topic]:
    """The topics that have articles."""
    through = ArticleTopic.objects.filter(topic=OuterRef("pk"))
    return Topic.objects.filter(Exists(through))


def news() -> ArticleQuerySet:
    """What Google News reads: the articles of two days, newest first."""
    recent = Article.objects.published().since(timezone.now() - NEWS_DAYS)
    return recent.newest_first()[:MOST_NEWS]


_Rows = TypeVar("_Rows", bound=QuerySet[Any])


def _within(rows: _Rows, number: int) -> _Rows:
    start = number * SITEMAP_SIZE
    return rows.filter(pk__gte=start, pk__lt=start + SITEMAP_SIZE).order_by("pk")
