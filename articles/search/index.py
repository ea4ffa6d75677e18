"""The index of search: the only code that writes it.

`articles/editing/saving.py` calls it within the transaction that writes the article. Two indexes, of
public words and of all, and the vocabulary of both.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db import connection, transaction

from articles.models import Article, ArticleTopic, Body, Term
from articles.models.index import LONGEST_TERM
from articles.search import postgres, sqlite
from articles.search.analysis import spelt, stem
from articles.search.document import Document, Noted, document_of

_backend = postgres if connection.vendor == "postgresql" else sqlite

SHORTEST_TERM = 4
"""Letters of a word that the vocabulary holds."""

BATCH = 500
"""Parameters of one query."""

MOST_NOTED = 400_000


def documents(pks: Sequence[int]) -> list[Document]:
    """Of articles as they are stored. Three queries."""
    articles = Article.objects.in_bulk(pks)
    bodies = dict(Body.objects.filter(article__in=pks).values_list("article_id", "html"))
    topics: dict[int, list[int]] = {}
    for article, topic in ArticleTopic.objects.filter(article__in=pks).values_list(
        "article_id", "topic_id"
    ):
        topics.setdefault(article, []).append(topic)
    return [
        document_of(articles[pk], bodies.get(pk, ""), sorted(topics.get(pk, ())))
        for pk in pks
        if pk in articles
    ]


def write(found: Sequence[Document], noted: Noted | None = None) -> None:
    """Within a transaction: replace the entries of these articles, and note their words.

    With `noted`, words that stand there are not noted again. Three queries.
    """
    if not found:
        return
    _backend.write(found)
    note(found, noted)


def note(
    found: Sequence[Document], noted: Noted | None = None, *, only: set[str] | None = None
) -> None:
    """Within a transaction: the words of these articles, or `only` some. One query."""
    noted = Noted() if noted is None else noted
    new = Noted()
    words: dict[tuple[Term.Scope, str], str] = {}
    for scope in Term.Scope:
        pieces = set[str]().union(*(one.vocabulary.get(scope, ()) for one in found))
        new[scope] = pieces - noted.get(scope, set())
        folded = _folded(sorted(new[scope]))
        words |= {(scope, word): piece for word, piece in folded.items()}
    if only is not None:
        words = {(scope, word): piece for (scope, word), piece in words.items() if word in only}
    # In one order, so that two writers wait for each other instead of blocking each other.
    rows = [
        (int(scope), word, stem(word)[::-1], piece[:LONGEST_TERM])
        for (scope, word), piece in sorted(words.items())
    ]
    if rows:
        _backend.note(rows)

    def remember() -> None:
        if sum(map(len, noted.values())) > MOST_NOTED:
            noted.clear()
        for scope, pieces in new.items():
            noted.setdefault(scope, set()).update(pieces)

    transaction.on_commit(remember)


def remove(pk: int) -> None:
    """Within a transaction: the entry of an article that goes. Two queries."""
    _backend.remove([pk])


def differing(found: Sequence[Document]) -> list[int]:
    """Numbers of those whose entries, or words, are not stored like that. Four queries."""
    different = set(_backend.differing(found))
    for scope in Term.Scope:
        folded = {one.pk: set(_folded(one.vocabulary.get(scope, ()))) for one in found}
        known: set[str] = set()
        for some in _parts(sorted(set().union(*folded.values()))):
            terms = Term.objects.filter(scope=scope, folded__in=some)
            known |= set(terms.values_list("folded", flat=True))
        different |= {pk for pk, words in folded.items() if words - known}
    return sorted(different)


def strays(last: int) -> list[int]:
    """Numbers, up to `last`, of entries without an article. One query."""
    found: list[int] = _backend.strays(last)
    return found


def _folded(pieces: Iterable[str]) -> dict[str, str]:
    """Pieces by their word, as far as the vocabulary holds it."""
    words = spelt(pieces).items()
    return {word: piece for word, piece in words if len(word) >= SHORTEST_TERM and word.isalpha()}


def _parts(stems: list[str]) -> Iterator[list[str]]:
    yield from (stems[start : start + BATCH] for start in range(0, len(stems), BATCH))
