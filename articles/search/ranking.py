"""Which articles answer a query, in which order: bounded work, the same however busy the machine is.

Hits in public words come before hits in bodies alone; where they do not fill a page, a body that is
all about the words may come before a teaser that names them. Of up to `CANDIDATES` hits all are ranked.
Where a sample says that there are many more (`COMMON`), the newest of them are, and those of the sample,
which come from all years. Everything is chosen by stored values, nothing by time.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Max
from django.utils import timezone

from articles.models import Article, ArticleQuerySet
from articles.paging import PAGE_SIZE, after, parse, position_of
from articles.search.document import SAMPLES, sample_tag, times
from articles.search.matching import Asked, ask, ask_both
from articles.search.order import Hit, by_public_words, ordered, place, with_bodies
from articles.search.query import Query

RANKED = 200
"""Hits that can be paged through, best first."""

TELLING = 100
"""Of common words so many of the best hits say what topics and sources there are."""

CANDIDATES = 1_000
"""Hits that are ranked by public words; also, how far hits are counted."""

BODY_CANDIDATES = 150
"""Hits in bodies alone that are ranked."""

SMALL = 20_000
"""Articles up to which the index is asked for all hits, whatever the words."""

COMMON = 5_000
"""Estimated hits from which on only the newest, and the sample, are ranked."""

WINDOW = 20_000
"""Newest articles that are looked through for these, at most."""

SAMPLED = 8_000
"""Articles in the sample by which hits are estimated, at most (up to two million articles)."""

Span = tuple[datetime, datetime]
"""Two moments between which articles appeared, the earlier first."""


@dataclass(frozen=True)
class Hits:
    """The hits that are known, best first; `is_all` says whether there are no others.

    `number`: how many there are; None for more than `CANDIDATES`.
    """

    ranked: list[Hit]
    number: int | None

    @property
    def counted(self) -> int:
        """How many there are; `CANDIDATES` for more."""
        return CANDIDATES if self.number is None else self.number

    @property
    def counted_to(self) -> int:
        return CANDIDATES

    @property
    def is_all(self) -> bool:
        return self.number == len(self.ranked)

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
    """Numbers of the articles on one page, and where the next begins (None: nowhere)."""

    pks: list[int]
    next_position: str | None
    is_complete: bool = True
    """False where older articles wait that nobody has looked through yet."""


class Found(NamedTuple):
    """Candidates, the newest first; whether these are all that there are."""

    hits: list[Hit]
    is_all: bool


def find(articles: ArticleQuerySet, query: Query, *, full: bool, pages: int = 1) -> Hits:
    """The hits among published `articles`, as far as `pages` pages need them.

    At most six queries, and those of `ask`; `full`: at most thirteen.
    """
    if not query:
        return Hits([], 0)
    last = _last()
    if not full:
        asked = ask(query, full=False)
        found = _candidates(asked, articles, CANDIDATES, _estimate(asked, articles, last))
        hits = ordered(by_public_words(asked, found.hits))
        return Hits(hits[:RANKED], len(hits) if found.is_all else None)
    public, asked = ask_both(query)
    found = _candidates(public, articles, CANDIDATES, _estimate(public, articles, last))
    if query.excluded:  # which may stand in a body
        kept = asked.answering([hit.pk for hit in found.hits])
        found = found._replace(hits=[hit for hit in found.hits if hit.pk in kept])
    hits = ordered(by_public_words(public, found.hits))
    estimated = _estimate(asked, articles, last)
    number = None
    others = Found([], is_all=False)
    if len(hits) <= pages * PAGE_SIZE:
        rest = articles.exclude(pk__in=[hit.pk for hit in hits])
        others = _candidates(asked, rest, BODY_CANDIDATES, estimated)
    if found.is_all and not estimated:
        number = len(hits) + len(others.hits) if others.is_all else _counted(asked, articles)
    return Hits(with_bodies(asked, hits, others.hits)[:RANKED], number)


def best(hits: Hits, number: int) -> Page:
    """Page `number` (from 1) of the best hits; no query."""
    start = (number - 1) * PAGE_SIZE
    shown = hits.ranked[start : start + PAGE_SIZE]
    has_more = len(hits.ranked) > start + PAGE_SIZE
    return Page([hit.pk for hit in shown], str(number + 1) if has_more else None)


def newest(
    articles: ArticleQuerySet, query: Query, hits: Hits, position: str, *, full: bool
) -> Page:
    """The newest hits after a position ("" for the first page).

    Raises Http404 for a position that no page ever named. At most five queries, and those of `Asked`.
    """
    if hits.is_all:
        rows = sorted(hits.ranked, key=place, reverse=True)
        if position:
            start = parse(position)
            rows = [row for row in rows if place(row) < start]
        return _page(rows)
    articles = after(articles, position)
    asked = ask(query, full=full)
    if not _estimate(asked, articles, _last()):
        return _page(_rows(asked.among(articles), PAGE_SIZE + 1))
    span = _window(articles, WINDOW)
    rows = _within(asked, articles, span, PAGE_SIZE + 1)
    if len(rows) > PAGE_SIZE or span is None:
        return _page(rows)
    return Page([row.pk for row in rows], position_of(span[0], 0), is_complete=False)


def _page(rows: list[Hit]) -> Page:
    shown = rows[:PAGE_SIZE]
    has_more = len(rows) > PAGE_SIZE
    position = position_of(shown[-1].published_at, shown[-1].pk) if has_more else None
    return Page([row.pk for row in shown], position)


def _candidates(
    asked: Asked, articles: ArticleQuerySet, most: int, estimated: "Estimated | None"
) -> Found:
    """At most four queries."""
    if not estimated:
        rows = _rows(asked.among(articles), most + 1)
        return Found(rows[:most], len(rows) <= most)
    # So many articles as should hold twice the hits that are ranked.
    span = _window(articles, min(WINDOW, 2 * most * estimated.among // estimated.hits))
    rows = _within(asked, articles, span, most)
    rows += _rows(asked.among(articles, (sample_tag(estimated.one_of),)), most)
    return Found(list(dict.fromkeys(rows)), is_all=False)


class Estimated(NamedTuple):
    """So many `hits` among so many articles, judged by one of so many."""

    hits: int
    among: int
    one_of: int


def _last() -> int:
    """The highest number of an article: at least how many there are. One query."""
    return Article.objects.aggregate(last=Max("pk"))["last"] or 0


def _estimate(asked: Asked, articles: ArticleQuerySet, last: int) -> Estimated | None:
    """None for words that are not common. One query where there are many articles."""
    if last <= SMALL:
        return None
    one_of = next((one for one in SAMPLES if last <= one * SAMPLED), SAMPLES[-1])
    hits = asked.among(articles, (sample_tag(one_of),)).order_by().count() * one_of
    return Estimated(hits, last, one_of) if hits > COMMON else None


def is_common(asked: Asked, articles: ArticleQuerySet) -> bool:
    """Whether a sample says that more than `COMMON` of the articles answer. Two queries."""
    return _estimate(asked, articles, _last()) is not None


def _counted(asked: Asked, articles: ArticleQuerySet) -> int | None:
    """How many hits there are; None for more than `CANDIDATES`. One query."""
    found = asked.among(articles).order_by().values_list("pk", flat=True)
    number = len(found[: CANDIDATES + 1])
    return number if number <= CANDIDATES else None


def _window(articles: ArticleQuerySet, size: int) -> Span | None:
    """When the newest `size` articles appeared; None where these are all. At most two queries."""
    moments: Any = articles.newest_first().values_list("published_at", flat=True)
    oldest = moments[size:].first()
    return (oldest, moments[0]) if oldest else None


def _within(asked: Asked, articles: ArticleQuerySet, span: Span | None, most: int) -> list[Hit]:
    """The newest hits of a span, or of all; one query."""
    if span is None:
        return _rows(asked.among(articles), most)
    return _rows(asked.among(articles, times(*span)).since(span[0]), most)


def _rows(found: ArticleQuerySet, most: int) -> list[Hit]:
    """The newest of what was found; one query."""
    values: Any = found.newest_first().values_list("pk", "published_at", "source_id")
    return [Hit(*row) for row in values[:most]]
