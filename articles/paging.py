"""Paging by position: the next page starts where the last article of this one stood.

Its cost does not grow with the page's number, and an article that appears meanwhile shifts nothing.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import Http404

from articles.models import Article, ArticleQuerySet

PAGE_SIZE = 20
_POSITION = re.compile(r"^([0-9]{1,17})-([0-9]{1,18})$")
_NUMBER = re.compile(r"[0-9]{1,18}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Page:
    """`articles` of one page, and the position of the next (None on the last page)."""

    articles: list[Article]
    next_position: str | None
    is_first: bool


def page_of(articles: ArticleQuerySet, position: str, size: int = PAGE_SIZE) -> Page:
    """The page of published `articles` after `position` ("" for the first). Two queries.

    Raises Http404 for a position that no page ever named.
    """
    query = after(articles, position).newest_first().for_cards()
    found = list(query[: size + 1])
    shown = found[:size]
    return Page(
        articles=shown,
        next_position=_position_after(shown[-1]) if len(found) > size else None,
        is_first=not position,
    )


def after(articles: ArticleQuerySet, position: str) -> ArticleQuerySet:
    """Those that stand after `position` ("" for the beginning). Raises Http404 as `page_of`."""
    if not position:
        return articles
    moment, pk = parse(position)
    return articles.behind(moment, pk)


def position_of(moment: datetime, pk: int) -> str:
    """The position behind an article, as it stands in an address."""
    return f"{(moment - _EPOCH) // _MICROSECOND}-{pk}"


def parse(position: str) -> tuple[datetime, int]:
    """Moment and number of the article that a position stands behind. Raises Http404."""
    match = _POSITION.match(position)
    if not match:
        raise Http404("No such position.")
    try:
        return _EPOCH + int(match[1]) * _MICROSECOND, int(match[2])
    except OverflowError as error:
        raise Http404("No such position.") from error


def number_in(text: str) -> int | None:
    """A row's number in an address or a form; None for what no database could hold."""
    return int(text) if _NUMBER.fullmatch(text) else None


def _position_after(article: Article) -> str:
    if article.published_at is None:
        raise ValueError("Only published articles have a position.")
    return position_of(article.published_at, article.pk)
