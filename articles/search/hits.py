"""Which articles answer a question, in which order: bounded work, whatever is asked.

The newest articles are looked through first (`WINDOW`). Where they hold few hits, the index is asked
for all of them; where they hold some, so many more articles are looked through as promise enough.
Of a word that stands in very many articles the newest `RANKED` hits are ranked; ordered by date, one
can go on to the very first.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from articles.models import ArticleQuerySet
from articles.paging import PAGE_SIZE, after, parse, position_of
from articles.search import Asked, ask, by_index_alone
from articles.search.question import Question, Span

RANKED = 200
TELLING = 100
"""Of common words so many of the best hits say what topics and sources there are."""

WINDOW = 1_000
"""Newest articles that one search looks through at first."""

WIDEST = 25
"""Windows that are looked through at once, for half as many hits again as can be ranked."""


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

    @property
    def telling(self) -> list[Hit]:
        """Those that say what the search could be narrowed to: all, or else the best."""
        return self.ranked if self.is_all else self.ranked[:TELLING]

    def sources(self) -> Counter[int]:
        return Counter(hit.source_id for hit in self.telling)

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


def find(
    articles: ArticleQuerySet, question: Question, *, full: bool, most: int | None = None
) -> Hits:
    """The hits among published `articles`, at most `most` (`RANKED`). At most nine queries."""
    most = most or RANKED
    asked = ask(question, full=full)
    span = _window(articles)
    newest = _newest(asked, articles, span, most + 1)
    if span is None or len(newest) > most:
        return _ordered(newest, most, is_all=span is None)
    # So much wider that half as many again are to be expected as can be ranked.
    times = 1 + 3 * most // (2 * len(newest) or 1)
    if times > WIDEST:
        numbers = asked.among(articles).order_by().values_list("pk", flat=True)
        found = by_index_alone(lambda: list(numbers[: most + 1]))
        if found is not None and (len(found) <= most or not newest):
            rows = asked.ranked(asked.among(articles.filter(pk__in=found)))
            return _ordered(_rows(rows) if found else [], most, is_all=True)
    wider = _window(articles, WINDOW * min(times, WIDEST))
    newest = _newest(asked, articles, wider, most + 1)
    return _ordered(newest, most, is_all=wider is None)


def best(hits: Hits, number: int) -> Page:
    """Page `number` (from 1) of the best hits; no query."""
    start = (number - 1) * PAGE_SIZE
    shown = hits.ranked[start : start + PAGE_SIZE]
    has_more = len(hits.ranked) > start + PAGE_SIZE
    return Page([hit.pk for hit in shown], str(number + 1) if has_more else None)


def newest(
    articles: ArticleQuerySet, question: Question, hits: Hits, position: str, *, full: bool
) -> Page:
    """The newest hits after a position ("" for the first page). At most four queries.

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
    rows = _newest(ask(question, full=full), articles, span, PAGE_SIZE + 1)
    if len(rows) > PAGE_SIZE or span is None:
        return _page(rows)
    return Page([row.pk for row in rows], position_of(span[0], 0), is_complete=False)


def _page(rows: list[Hit]) -> Page:
    shown = rows[:PAGE_SIZE]
    has_more = len(rows) > PAGE_SIZE
    position = position_of(shown[-1].published_at, shown[-1].pk) if has_more else None
    return Page([row.pk for row in shown], position)


def _window(articles: ArticleQuerySet, size: int | None = None) -> Span | None:
    """When the newest `size` articles appeared; None where these are all. At most two queries."""
    moments: Any = articles.newest_first().values_list("published_at", flat=True)
    oldest = moments[size or WINDOW :].first()
    return (oldest, moments[0]) if oldest else None


def _newest(asked: Asked, articles: ArticleQuerySet, span: Span | None, most: int) -> list[Hit]:
    """The newest hits of a span, or of all; one query."""
    found = asked.among(articles, span)
    if span:
        found = found.since(span[0])
    return _rows(asked.ranked(found).newest_first()[:most])


def _rows(articles: ArticleQuerySet) -> list[Hit]:
    values: Any = articles.values_list(*Hit._fields)
    return [Hit(*row) for row in values]


def _ordered(rows: list[Hit], most: int, *, is_all: bool) -> Hits:
    best_first = sorted(rows, key=lambda hit: (hit.rank, *_place(hit)), reverse=True)
    return Hits(best_first[:most], is_all=is_all and len(rows) <= most)


def _place(hit: Hit) -> tuple[datetime, int]:
    return hit.published_at, hit.pk
