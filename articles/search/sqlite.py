"""Search on SQLite: two FTS5 tables, whose rows are our own terms, separated by spaces.

Their tokenizer (migration 0002) splits at spaces alone: of ASCII, terms hold letters, digits, and the
signs that are named there.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import cast

from django.db import connection

from articles.models import ArticleQuerySet
from articles.search.counting import Counter
from articles.search.document import Document
from articles.search.query import Counted, Phrase, Word

TABLES = {
    "articles_publicterms": "headline, subheadline, teaser, tags",
    "articles_fullterms": "headline, subheadline, teaser, tags, body",
}
PUBLIC, FULL = TABLES
AND, OR, NOT = " AND ", " OR ", " NOT "


def phrase(terms: Phrase) -> str:
    """Side by side."""
    return f'"{" ".join(terms)}"'


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


def counted(pks: Collection[int], words: Sequence[Word], *, full: bool) -> Iterator[Counted]:
    """How often the words stand in each of these articles. One query.

    FTS5 tells no counts: terms are read and looked through, 5 µs for a word in a body of 15,000 characters.
    """
    table = FULL if full else PUBLIC
    phrase = " ".join(term for word in words for term in word.phrases[0])
    counter = Counter(words)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, {TABLES[table]} FROM {table}"
            f" WHERE rowid IN ({', '.join(['%s'] * len(pks))})",
            list(pks),
        )
        for pk, headline, subheadline, teaser, tags, *body in cursor.fetchall():
            fields = [f" {terms} " for terms in (headline, subheadline, teaser, *body)]
            text, titled, named = " ".join(fields), set(headline.split()), set(tags.split())
            exact, longer = counter.count(fields, named)
            yield Counted(
                pk,
                is_titled=all(
                    any(titled.issuperset(one) for one in word.phrases) for word in words
                ),
                is_exact=all(
                    any(f" {' '.join(one)} " in text for one in word.phrases)
                    or not named.isdisjoint(word.tags)
                    for word in words
                ),
                is_phrase=f" {phrase} " in text,
                exact=exact,
                longer=longer,
            )


def holders(condition: str, *, full: bool, most: int) -> list[int]:
    """Numbers of some articles that fulfil it. One query."""
    table = FULL if full else PUBLIC
    asked = f"SELECT rowid FROM {table} WHERE {table} MATCH %s LIMIT %s"
    with connection.cursor() as cursor:
        cursor.execute(asked, [condition, most])
        return [pk for (pk,) in cursor.fetchall()]


def fulfilling(condition: str, pks: Collection[int], *, full: bool) -> list[int]:
    """Those of these articles that fulfil it. One query."""
    table = FULL if full else PUBLIC
    places = ", ".join(["%s"] * len(pks))
    # "+": or else SQLite asks the index anew for each of the articles.
    asked = f"SELECT rowid FROM {table} WHERE {table} MATCH %s AND +rowid IN ({places})"
    with connection.cursor() as cursor:
        cursor.execute(asked, [condition, *pks])
        return [pk for (pk,) in cursor.fetchall()]


def forget_deleted() -> None:
    """Rewrite the whole index: FTS5 only marks what a deleted row had, until parts are merged."""
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def _row(table: str, document: Document) -> tuple[int | str, ...]:
    texts = document.texts
    public = (document.pk, texts.headline, texts.subheadline, texts.teaser, " ".join(document.tags))
    return (*public, texts.body) if table == FULL else public
