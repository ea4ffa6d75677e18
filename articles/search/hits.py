"""Which articles answer a question, in which order: bounded work, whatever is asked.

The newest articles are looked through first (`WINDOW`); where these do not give enough, the index
is asked for everything. Of a word that stands in very many articles the newest `RANKED` hits are
ranked; ordered by date, one can go on to the very first.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from articles.models import ArticleQuerySet
from articles.paging import PAGE_SIZE, after, parse, position_of
from articles.search import backend, by_index_alone
from articles.search.question import Question

RANKED = 500
WINDOW = 5_000
"""Newest articles that one search looks through."""


Span = tuple[datetime, datetime]
"""The moments of the oldest and of the newest article of a window."""


class Hit(NamedTuple):
    """What the order needs to know of an article."""

    pk: int
    published_at: datetime
    source_id: int
    rank: float


@dataclass(frozen=True)
class Hits:
    """The hits that are known, best first; `is_all` says whether there are no others."""

    ranked: list[Hit]
    is_all: bool

    def sources(self) -> Counter[int]:
        return Counter(hit.source_id for hit in self.ranked)

    def years(self) -> Counter[int]:
        """By the year in which they appeared."""
        return Counter(timezone.localdate(hit.published_at).year for hit in self.ranked)


@dataclass(frozen=True)
class Page:
    """Numbers of the articles on one page, and where the next begins (None: nowhere).

    `is_complete` is false where older articles wait that nobody has looked through yet.
    """

    pks: list[int]
    next_position: str | None
    is_complete: bool = True


def find(articles: ArticleQuerySet, question: Question, *, full: bool) -> Hits:
    """The hits among published `articles`. At most seven queries."""
    span = _window(articles)
    newest = _among(articles, question, span, RANKED + 1, full=full)
    if span is None or len(newest) > RANKED:
        return _ordered(newest, is_all=len(newest) <= RANKED)
    found = backend.matching(articles, question, full=full)
    everything = by_index_alone(lambda: _rows(found.order_by()[: RANKED + 1]))
    if everything is None:
        return _ordered(newest, is_all=False)
    if len(everything) <= RANKED:
        return _ordered(everything, is_all=True)
    return _ordered(newest or everything, is_all=False)


def best(hits: Hits, number: int) -> Page:
    """Page `number` (from 1) of the best hits; no query."""
    start = (number - 1) * PAGE_SIZE
    shown = hits.ranked[start : start + PAGE_SIZE]
    has_more = len(hits.ranked) > start + PAGE_SIZE
    return Page([hit.pk for hit in shown], str(number + 1) if has_more else None)


def newest(
    articles: ArticleQuerySet, question: Question, hits: Hits, position: str, *, full: bool
) -> Page:
    """The newest hits after a position ("" for the first page). At most three queries.

    Raises Http404 for a position that no page ever named.
    """
    if hits.is_all:
        rows = sorted(hits.ranked, key=_place, reverse=True)
        if position:
            start = parse(position)
            rows = [row for row in rows if _place(row) < start]
        return _page(rows)
    articles = after(articles, position)
    span = _window(articles)
    rows = _among(articles, question, span, PAGE_SIZE + 1, full=full)
    if len(rows) > PAGE_SIZE or span is None:
        return _page(rows)
    return Page([row.pk for row in rows], position_of(span[0], 0), is_complete=False)


def _page(rows: list[Hit]) -> Page:
    shown = rows[:PAGE_SIZE]
    has_more = len(rows) > PAGE_SIZE
    position = position_of(shown[-1].published_at, shown[-1].pk) if has_more else None
    return Page([row.pk for row in shown], position)


def _window(articles: ArticleQuerySet) -> Span | None:
    """When the newest `WINDOW` articles appeared; None where these are all. At most two queries."""
    moments: Any = articles.newest_first().values_list("published_at", flat=True)
    oldest = moments[WINDOW : WINDOW + 1].first()
    return (oldest, moments[0]) if oldest else None


def _among(
    articles: ArticleQuerySet, question: Question, span: Span | None, most: int, *, full: bool
) -> list[Hit]:
    """The newest hits of a window, or of all. The query, and on PostgreSQL one for the stems."""
    found = backend.matching(articles, question, full=full, span=span)
    if span is None:
        return _rows(found.newest_first()[:most])
    return _rows(found.since(span[0]).newest_first()[:most])


def _rows(articles: ArticleQuerySet) -> list[Hit]:
    values: Any = articles.values_list(*Hit._fields)
    return [Hit(*row) for row in values]


def _ordered(rows: list[Hit], *, is_all: bool) -> Hits:
    best_first = sorted(rows, key=lambda hit: (hit.rank, *_place(hit)), reverse=True)
    return Hits(best_first[:RANKED], is_all=is_all)


def _place(hit: Hit) -> tuple[datetime, int]:
    return hit.published_at, hit.pk
