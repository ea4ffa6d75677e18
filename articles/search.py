"""Searching articles by their public words: headline, sub-headline, teaser. Never the body.

PostgreSQL keeps a `tsvector` column of these words (German stems, GIN index) by itself; the model
does not know it, since only this module asks for it. On SQLite each word is looked for as it is.

Newest first, one page costs the same whatever is asked. The newest articles are read; where these
do not fill the page, the index fetches all hits of words that few articles hold. Of common words
the page then shows what was found, and where to go on.
"""

from dataclasses import dataclass
from typing import cast

from django.db import connection, transaction
from django.db.models import Q

from articles.models import Article, ArticleQuerySet

FIELDS = ("headline", "subheadline", "teaser")
COLUMN = "public_words"
MOST_WORDS = 20
"""Words of a question that count; whoever pastes an article gets its beginning searched."""

READ = 2_000
"""So many articles are read for a page (about 25 ms)."""

FEW = 2_000
"""So many hits are fetched at once (about 15 ms); words with more are common."""


@dataclass(frozen=True)
class Page:
    """Hits, newest first; `below` is the number at which the search goes on, None at its end."""

    hits: list[Article]
    below: int | None


def newest(articles: ArticleQuerySet, text: str, *, limit: int) -> Page:
    """A page of the newest of `articles` that hold all words of `text`; at most five queries."""
    question = _question(text)
    articles = articles.order_by("-pk")
    if not question:
        return Page([], None)
    if connection.vendor != "postgresql":
        return _page(list(matching(articles, text)[: limit + 1]), limit, None)
    read = list(articles.values_list("pk", flat=True)[:READ])
    hits = list(matching(articles.filter(pk__in=read), text)[: limit + 1])
    if len(hits) > limit or len(read) < READ:
        return _page(hits, limit, None)
    few = _few(question)
    if few is not None:
        return _page(list(articles.filter(pk__in=few)[: limit + 1]), limit, None)
    return _page(hits, limit, read[-1])


def matching(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Those of `articles` that hold all words of `text`; nothing for a text without words."""
    question = _question(text)
    if not question:
        return articles.none()
    if connection.vendor == "postgresql":
        found = articles.extra(where=[_CONDITION], params=[question])  # noqa: S610 - no input in it
        return cast("ArticleQuerySet", found)
    for word in question.split():
        hits = [Q(**{f"{field}__icontains": word}) for field in FIELDS]
        articles = articles.filter(hits[0] | hits[1] | hits[2])
    return articles


_TABLE = Article._meta.db_table  # noqa: SLF001 - Django's documented name
_CONDITION = f'"{_TABLE}"."{COLUMN}" @@ websearch_to_tsquery(\'german\', %s)'


def _question(text: str) -> str:
    return " ".join(text.replace("\0", " ").split()[:MOST_WORDS])


def _page(hits: list[Article], limit: int, below: int | None) -> Page:
    if len(hits) > limit:
        below = hits[limit - 1].pk
    return Page(hits[:limit], below)


def _few(question: str) -> list[int] | None:
    """The numbers of all hits, or None where there are too many.

    The GIN index alone may answer: where the planner takes a word for common, it would read the
    table instead, and all of it if the word stands in old articles only.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(
            f'SELECT id FROM "{_TABLE}" WHERE {_CONDITION} LIMIT {FEW + 1}',  # noqa: S608 - constants
            [question],
        )
        numbers = [number for (number,) in cursor.fetchall()]
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    return numbers if len(numbers) <= FEW else None
