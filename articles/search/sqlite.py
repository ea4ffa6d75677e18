"""Search on SQLite: two FTS5 tables, whose rows are our own terms, separated by spaces.

Their tokenizer (migration 0002) splits at spaces alone: of ASCII, terms hold letters, digits, and the
signs that are named there.
"""

from collections.abc import Iterable, Sequence
from typing import cast

from django.db import connection
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet
from articles.search.document import Document
from articles.search.query import Orders, Phrase

TABLES = {
    "articles_publicterms": "headline, subheadline, teaser, tags",
    "articles_fullterms": "headline, subheadline, teaser, tags, body",
}
PUBLIC, FULL = TABLES
_WEIGHTS = {PUBLIC: "10.0, 5.0, 3.0, 3.0", FULL: "10.0, 5.0, 3.0, 3.0, 1.0"}

_HALF = 5.0
"""The bm25 that counts for half of the highest closeness."""

AND, OR, NOT = " AND ", " OR ", " NOT "


def phrase(terms: Phrase) -> str:
    """Side by side."""
    return f'"{" ".join(terms)}"'


def in_headline(terms: Phrase) -> str:
    """All in the headline."""
    return f"(headline : {phrase(terms)})"


def write(documents: Sequence[Document]) -> None:
    """Four queries."""
    remove(one.pk for one in documents)
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            places = ", ".join(["%s"] * len(_row(table, documents[0]))) if documents else ""
            cursor.executemany(
                f"INSERT INTO {table} (rowid, {columns}) VALUES ({places})",
                [_row(table, one) for one in documents],
            )


def note(terms: Sequence[tuple[int, str, str, str]]) -> None:
    """Add terms that the vocabulary does not have: scope, folded, ending, word. One query."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT OR IGNORE INTO articles_term (scope, folded, ending, word)"
            " VALUES (%s, %s, %s, %s)",
            terms,
        )


def remove(pks: Iterable[int]) -> None:
    """Two queries."""
    rows = [[pk] for pk in pks]
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.executemany(f"DELETE FROM {table} WHERE rowid = %s", rows)


def differing(documents: Sequence[Document]) -> list[int]:
    """Numbers of those whose entries are not stored like that. Two queries."""
    found: list[int] = []
    with connection.cursor() as cursor:
        for table, columns in TABLES.items():
            places = ", ".join(["%s"] * len(documents))
            asked = f"SELECT rowid, {columns} FROM {table} WHERE rowid IN ({places})"
            cursor.execute(asked, [one.pk for one in documents])
            stored = {row[0]: row for row in cursor.fetchall()}
            found += [one.pk for one in documents if stored.get(one.pk) != _row(table, one)]
    return found


def strays(last: int) -> list[int]:
    """Numbers, up to `last`, of entries without an article. One query."""
    parts = [
        f"SELECT rowid FROM {table} WHERE rowid <= %s AND rowid NOT IN (SELECT id FROM articles_article)"
        for table in TABLES
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(parts), [last] * len(parts))
        return [pk for (pk,) in cursor.fetchall()]


def matching(articles: ArticleQuerySet, condition: str, *, full: bool) -> ArticleQuerySet:
    """Those of `articles` whose terms fulfil the condition."""
    table = FULL if full else PUBLIC
    # "+": or else SQLite takes the newest articles, and asks the index for each of them anew.
    found = articles.extra(  # noqa: S610 - constants and parameters
        tables=[table],
        where=[f"+{table}.rowid = articles_article.id", f"{table} MATCH %s"],
        params=[condition],
    )
    return cast("ArticleQuerySet", found)


def ranked(articles: ArticleQuerySet, orders: Orders, *, full: bool) -> ArticleQuerySet:
    """With `tier` and `closeness` (0 to 1).

    Public words: 2 for all in the headline, 1 for all as they are, 1 more for side by side. All words:
    no tiers.
    """
    table = FULL if full else PUBLIC
    among = f"{table}.rowid IN (SELECT rowid FROM {table} WHERE {table} MATCH %s)"
    tier = f"CASE WHEN {among} THEN 2 WHEN {among} THEN 1 ELSE 0 END + ({among})"
    bm25 = f"-bm25({table}, {_WEIGHTS[table]})"
    parameters = [] if full else [orders.headline, orders.exact, orders.adjacent]
    found = articles.annotate(
        tier=RawSQL("0" if full else tier, parameters, FloatField()),  # noqa: S611 - constants and parameters
        closeness=RawSQL(f"({bm25}) / ({bm25} + {_HALF})", [], FloatField()),  # noqa: S611 - as above
    )
    return cast("ArticleQuerySet", found)


def holders(term: str, *, full: bool, most: int) -> list[int]:
    """Numbers of some articles that have it. One query."""
    table = FULL if full else PUBLIC
    asked = f"SELECT rowid FROM {table} WHERE {table} MATCH %s LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [phrase((term,)), most])
        return [pk for (pk,) in cursor.fetchall()]


def forget_deleted() -> None:
    """Rewrite the whole index: FTS5 only marks what a deleted row had, until parts are merged."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def _row(table: str, document: Document) -> tuple[int | str, ...]:
    fields = [document.headline, document.subheadline, document.teaser, document.tags]
    if table == FULL:
        fields.append(document.body)
    return document.pk, *(" ".join(terms) for terms in fields)
