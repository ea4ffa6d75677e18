"""A query as the database understands it, with all that its words may stand for."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db import connection

from articles.models import Article, ArticleQuerySet, Term
from articles.search import names, postgres, sqlite, synonyms, vocabulary
from articles.search.query import Counted, Query, Word

_backend: Any = postgres if connection.vendor == "postgresql" else sqlite


LOOKED_AT = 1_000
"""Articles with a word of which one must be published, so that the word is known to exist."""


@dataclass(frozen=True)
class Asked:
    """A query with all that its words may stand for, about public words or (`full`) all."""

    query: Query
    full: bool

    def among(self, articles: ArticleQuerySet, *tags: tuple[str, ...]) -> ArticleQuerySet:
        """Those of `articles` that answer it and have a tag of each group. No query."""
        if not self.query:
            return articles.none()
        condition = _all([self.condition, *map(_any, tags)]) if tags else self.condition
        found: ArticleQuerySet = _backend.matching(articles, condition, full=self.full)
        return found

    def counted(self, pks: Collection[int]) -> Iterator[Counted]:
        """How often its words stand in each of these articles; one query."""
        return _backend.counted(pks, self.query.words, full=self.full) if pks else iter(())

    def answering(self, pks: Collection[int]) -> set[int]:
        """Those of these articles that answer it; one query."""
        return set(_backend.fulfilling(self.condition, pks, full=self.full))

    def is_answered(self) -> bool:
        """Whether a published article answers it. Two queries."""
        return bool(self.query) and _has_published(self.condition, full=self.full)

    @cached_property
    def condition(self) -> str:
        parts = [_or([_anyway(word), *_each(word.near)]) for word in self.query.words]
        without = _backend.OR.join(map(_backend.phrase, self.query.excluded))
        return _all(parts) + (f"{_backend.NOT}({without})" if without else "")


def ask(query: Query, *, full: bool) -> Asked:
    """Four queries: for longer words, synonyms, names of sources and topics."""
    return _ask(query, full=full)[-1]


def ask_both(query: Query) -> tuple[Asked, Asked]:
    """The query about public words, and about all. Four queries.

    What public words find, all words find.
    """
    public, whole = _ask(query, full=True)
    return public, whole


def _ask(query: Query, *, full: bool) -> list[Asked]:
    scopes = [Term.Scope.PUBLIC, *([Term.Scope.ALL] if full else [])]
    if not query:
        return [Asked(query, full=scope == Term.Scope.ALL) for scope in scopes]
    query = names.named(synonyms.added(query))
    known = vocabulary.near(sorted({word.part for word in query.words if word.part}), scopes)
    asked = []
    for scope in scopes:
        words = (
            replace(
                word, near=tuple(dict.fromkeys(word.near + known[scope].get(word.part or "", ())))
            )
            for word in query.words
        )
        query = replace(query, words=tuple(words))
        asked.append(Asked(query, full=scope == Term.Scope.ALL))
    return asked


def _anyway(word: Word) -> str:
    return _or([*map(_backend.phrase, word.phrases), *_each(word.tags)])


def _any(tags: Iterable[str]) -> str:
    return _or(_each(tags))


def _each(terms: Iterable[str]) -> list[str]:
    return [_backend.phrase((term,)) for term in terms]


def _or(parts: Iterable[str]) -> str:
    return f"({str(_backend.OR).join(parts)})"


def _all(parts: Iterable[str]) -> str:
    return str(_backend.AND).join(parts)


def has_published(term: str, *, full: bool) -> bool:
    """Whether a published article has it. Two queries."""
    return _has_published(_backend.phrase((term,)), full=full)


def _has_published(condition: str, *, full: bool) -> bool:
    """Among the first `LOOKED_AT` that fulfil the condition.

    Two queries: asked for a single row by one, PostgreSQL reads the articles one after the other and
    compares each with all that fulfil it.
    """
    pks = _backend.holders(condition, full=full, most=LOOKED_AT)
    return Article.objects.published().filter(pk__in=pks).exists()
