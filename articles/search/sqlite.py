"""Search on SQLite: two FTS5 tables of stems, kept by triggers that call our own functions.

`articles_public_words` holds headline, sub-headline and teaser, `articles_all_words` the body too;
`endings` holds each longer stem reversed. SQLite's tables are made anew when a migration changes
them, so the triggers are taken away before every `migrate` and come back after it.
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

_PUBLIC_VALUES = """
    {row}.id, search_stems({row}.headline), search_stems({row}.subheadline),
    search_stems({row}.teaser),
    search_endings({row}.headline || ' ' || {row}.subheadline || ' ' || {row}.teaser)
"""
_ALL_VALUES = """
    a.id, search_stems(a.headline), search_stems(a.subheadline), search_stems(a.teaser),
    search_stems(search_text(b.html)),
    search_endings(
        a.headline || ' ' || a.subheadline || ' ' || a.teaser || ' ' || search_text(b.html)
    )
"""
_FILL_ALL = f"""
    INSERT INTO {ALL} (rowid, headline, subheadline, teaser, body, endings)
    SELECT {_ALL_VALUES} FROM articles_article a JOIN articles_body b ON b.article_id = a.id
"""
_FILL_PUBLIC = f"INSERT INTO {PUBLIC} (rowid, headline, subheadline, teaser, endings)"
_TEXT_CHANGED = """
    new.headline IS NOT old.headline OR new.subheadline IS NOT old.subheadline
    OR new.teaser IS NOT old.teaser
"""
TRIGGERS = {
    "search_article_new": f"""
        AFTER INSERT ON articles_article BEGIN
            {_FILL_PUBLIC} VALUES ({_PUBLIC_VALUES.format(row="new")});
        END""",
    "search_article_changed": f"""
        AFTER UPDATE ON articles_article WHEN {_TEXT_CHANGED} BEGIN
            DELETE FROM {PUBLIC} WHERE rowid = old.id;
            DELETE FROM {ALL} WHERE rowid = old.id;
            {_FILL_PUBLIC} VALUES ({_PUBLIC_VALUES.format(row="new")});
            {_FILL_ALL} WHERE a.id = new.id;
        END""",
    "search_article_gone": f"""
        AFTER DELETE ON articles_article BEGIN
            DELETE FROM {PUBLIC} WHERE rowid = old.id;
        END""",
    "search_body_new": f"""
        AFTER INSERT ON articles_body BEGIN {_FILL_ALL} WHERE a.id = new.article_id; END""",
    "search_body_changed": f"""
        AFTER UPDATE ON articles_body WHEN new.html IS NOT old.html BEGIN
            DELETE FROM {ALL} WHERE rowid = old.article_id;
            {_FILL_ALL} WHERE a.id = new.article_id;
        END""",
    "search_body_gone": f"""
        AFTER DELETE ON articles_body BEGIN
            DELETE FROM {ALL} WHERE rowid = old.article_id;
        END""",
}


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
        found = articles.extra(  # noqa: S610 - constants and parameters
            tables=[table],
            where=[f"{table}.rowid = articles_article.id", f"{table} MATCH %s"],
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
    """Nothing needs to be asked of SQLite's planner: it always begins with the index."""
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


def offer_functions(connection: Any) -> None:
    """Tell a new connection the functions that the triggers call."""
    for name, function in [
        ("search_stems", stems),
        ("search_endings", endings),
        ("search_text", text_of),
    ]:
        connection.connection.create_function(name, 1, function, deterministic=True)


def drop_triggers(connection: Any) -> None:
    with connection.cursor() as cursor:
        for name in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def create_triggers(connection: Any, *, refill: bool) -> None:
    """Create tables and triggers; `refill` reads every article anew."""
    with connection.cursor() as cursor:
        for table, columns in _COLUMNS.items():
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {table} USING fts5("
                f"{columns.replace(' ', ', ')}, endings, tokenize='unicode61', prefix='4 5')"
            )
        if refill:
            cursor.execute(f"DELETE FROM {PUBLIC}")
            cursor.execute(f"DELETE FROM {ALL}")
            values = _PUBLIC_VALUES.format(row="a")
            cursor.execute(f"{_FILL_PUBLIC} SELECT {values} FROM articles_article a")
            cursor.execute(_FILL_ALL)
        for name, definition in TRIGGERS.items():
            cursor.execute(f"CREATE TRIGGER IF NOT EXISTS {name} {definition}")
