"""Search on SQLite: two FTS5 tables of stems, kept by triggers that call our own functions.

`articles_public_words` holds headline, sub-headline and teaser, `articles_all_words` the body too;
`endings` holds each longer stem reversed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet
from articles.search.question import Question, Span
from articles.search.words import SHORTEST_PART, endings, stem, stems, text_of

PUBLIC = "articles_public_words"
ALL = "articles_all_words"
_COLUMNS = {PUBLIC: "headline subheadline teaser", ALL: "headline subheadline teaser body"}
_WEIGHTS = {PUBLIC: "10.0, 5.0, 3.0, 0.5", ALL: "10.0, 5.0, 3.0, 1.0, 0.3"}

_EXACT = 1_000
"""Added to the rank where all words stand by themselves: before any part of a longer word."""


class Asked:
    """A question in FTS5's language. No query."""

    def __init__(self, question: Question, *, full: bool) -> None:
        self._table = ALL if full else PUBLIC
        columns = _COLUMNS[self._table]
        self._condition = _condition(question, columns)
        self._exact = " AND ".join(_exactly(word, columns) for word in question.words)

    def among(self, articles: ArticleQuerySet, span: Span | None = None) -> ArticleQuerySet:
        """Those of `articles` that answer it. `span` would help PostgreSQL's index, not this one."""
        if not self._condition:
            return articles.none()
        table = self._table
        # "+": or else SQLite takes the newest articles, and asks the index for each of them anew.
        found = articles.extra(  # noqa: S610 - constants and parameters
            tables=[table],
            where=[f"+{table}.rowid = articles_article.id", f"{table} MATCH %s"],
            params=[self._condition],
        )
        return cast("ArticleQuerySet", found)

    def ranked(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """The articles, of those found by `among`, with their `rank`."""
        table = self._table
        rank = (
            f"-bm25({table}, {_WEIGHTS[table]}) + {_EXACT} * ("
            f"{table}.rowid IN (SELECT rowid FROM {table} WHERE {table} MATCH %s))"
        )
        parameters = [self._exact or self._condition]
        ranked = articles.annotate(rank=RawSQL(rank, parameters, FloatField()))  # noqa: S611 - as above
        return cast("ArticleQuerySet", ranked)


@contextmanager
def by_index() -> Iterator[None]:
    """Nothing needs to be asked of SQLite's planner: `among` makes it begin with the index."""
    yield


def _condition(question: Question, columns: str) -> str:
    """The question in FTS5's language; stems are letters and digits alone."""
    parts = [_anywhere(stem(word), columns) for word in question.words]
    parts += [
        f'{{{columns}}} : "{" ".join(stem(word) for word in phrase)}"'
        for phrase in question.phrases
    ]
    if not parts:
        return ""
    asked = " AND ".join(f"({part})" for part in parts)
    without = " OR ".join(f'{{{columns}}} : "{stem(word)}"' for word in question.excluded)
    return f"({asked}) NOT ({without})" if without else asked


def _exactly(word: str, columns: str) -> str:
    return f'({{{columns}}} : "{stem(word)}")'


def _anywhere(sought: str, columns: str) -> str:
    if len(sought) < SHORTEST_PART:
        return f'{{{columns}}} : "{sought}"'
    return f'({{{columns}}} : "{sought}" *) OR (endings : "{sought[::-1]}" *)'


def offer_functions(connection: Any, **kwargs: Any) -> None:
    """Tell a new connection the functions that the triggers call."""
    if connection.vendor != "sqlite":
        return
    for name, function in [
        ("search_stems", stems),
        ("search_endings", endings),
        ("search_text", text_of),
    ]:
        connection.connection.create_function(name, 1, function, deterministic=True)
