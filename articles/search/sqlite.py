"""Search on SQLite: two FTS5 tables, whose rows are our own terms, separated by spaces.

Their tokenizer (migration 0002) splits at spaces alone: of ASCII, terms hold letters, digits, and the
signs that are named there.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import cast

from django.db import connection

from articles.models import ArticleQuerySet
from articles.search.document import Document
from articles.search.query import WEIGHTS, Counted, Phrase, Word

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
    together = " ".join(term for word in words for term in word.phrases[0])
    counters = [_Counter(word) for word in words]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid, {TABLES[table]} FROM {table}"
            f" WHERE rowid IN ({', '.join(['%s'] * len(pks))})",
            list(pks),
        )
        for pk, headline, subheadline, teaser, tags, *body in cursor.fetchall():
            texts = [f" {terms} " for terms in (headline, subheadline, teaser, *body)]
            fields = list(zip(WEIGHTS, texts, strict=False))
            exact, longer = zip(*(one.count(fields, tags) for one in counters), strict=True)
            titled = set(headline.split())
            yield Counted(
                pk,
                is_titled=all(
                    any(titled.issuperset(one) for one in word.phrases) for word in words
                ),
                together=sum(weight * _times(terms, together) for weight, terms in fields),
                exact=min(exact),
                longer=min(longer),
            )


class _Counter:
    """Counts one word of a query in fields: pairs of a weight and terms, with spaces around each."""

    def __init__(self, word: Word) -> None:
        self._phrases = [" ".join(one) for one in word.phrases]
        self._tags = set(word.tags)
        self._stem = word.phrases[0][0]
        self._longer = set(word.near).difference(self._phrases)

    def count(self, fields: Iterable[tuple[int, str]], tags: str) -> tuple[int, int]:
        """The word itself; and with longer ones, each of which holds its stem."""
        exact = 0 if self._tags.isdisjoint(tags.split()) else WEIGHTS[2]
        longer = 0
        for weight, terms in fields:
            exact += weight * sum([_times(terms, one) for one in self._phrases])
            if self._longer:
                longer += weight * self._in_longer(terms)
        return exact, exact + longer

    def _in_longer(self, terms: str) -> int:
        found, at = 0, terms.find(self._stem)
        while at >= 0:
            end = terms.index(" ", at)
            found += terms[terms.rindex(" ", 0, at) + 1 : end] in self._longer
            at = terms.find(self._stem, end)
        return found


def _times(terms: str, phrase: str) -> int:
    """Unlike `str.count` where two share the space between them."""
    sought = f" {phrase} "
    found, at = 0, terms.find(sought)
    while at >= 0:
        found += 1
        at = terms.find(sought, at + len(sought) - 1)
    return found


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
