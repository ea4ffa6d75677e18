"""A query as the database understands it, with all that its words may stand for."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import connection

from articles.models import Article, ArticleQuerySet
from articles.search import names, postgres, sqlite, synonyms, vocabulary
from articles.search.query import SHORTEST_PART, Orders, Query, Word

_backend: Any = postgres if connection.vendor == "postgresql" else sqlite


class Asked:
    """A query as the database understands it, about public words or (`full`) all.

    Making it takes two queries for each word (`full`: four), and three for names and synonyms. With
    `publicly`, the same query about public words, two for each word.
    """

    def __init__(self, query: Query, *, full: bool, publicly: "Asked | None" = None) -> None:
        self.query = query
        if query:
            self.query = publicly.query if publicly else _expanded(query)
            if full:
                self.query = _with_parts(self.query, public=False)
        self.full = full
        if not query:
            return
        self._exact = self._all(self._anyway(word) for word in self.query.words)
        self._adjacent = _backend.phrase(
            tuple(term for word in self.query.words for term in word.phrases[0])
        )
        self._headline = self._all(self._in_headline(word) for word in self.query.words)
        self.condition = self._condition()

    def among(self, articles: ArticleQuerySet, *tags: tuple[str, ...]) -> ArticleQuerySet:
        """Those of `articles` that answer it and have a tag of each group. No query."""
        if not self.query:
            return articles.none()
        condition = self._all([self.condition, *map(self._any, tags)]) if tags else self.condition
        found: ArticleQuerySet = _backend.matching(articles, condition, full=self.full)
        return found

    def ranked(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """Of those found by `among`, with what orders them. No query."""
        orders = Orders(self.condition, self._exact, self._adjacent, self._headline)
        found: ArticleQuerySet = _backend.ranked(articles, orders, full=self.full)
        return found

    def _condition(self) -> str:
        parts = [self._anywhere(word) for word in self.query.words]
        without = _backend.OR.join(map(_backend.phrase, self.query.excluded))
        return self._all(parts) + (f"{_backend.NOT}({without})" if without else "")

    def _anywhere(self, word: Word) -> str:
        return self._or([self._anyway(word), *self._each(word.near)])

    def _anyway(self, word: Word) -> str:
        return self._or([*map(_backend.phrase, word.phrases), *self._each(word.tags)])

    def _in_headline(self, word: Word) -> str:
        return self._or(map(_backend.in_headline, word.phrases))

    def _any(self, tags: Iterable[str]) -> str:
        return self._or(self._each(tags))

    def _each(self, terms: Iterable[str]) -> list[str]:
        return [_backend.phrase((term,)) for term in terms]

    def _or(self, parts: Iterable[str]) -> str:
        return f"({str(_backend.OR).join(parts)})"

    def _all(self, parts: Iterable[str]) -> str:
        return str(_backend.AND).join(parts)


def is_published(term: str, *, full: bool) -> bool:
    """Whether a published article has it. One query."""
    condition = _backend.phrase((term,))
    found: bool = _backend.matching(Article.objects.published(), condition, full=full).exists()
    return found


def _expanded(query: Query) -> Query:
    """With words that mean the same, longer ones that begin or end with them, and what they name."""
    return names.named(_with_parts(synonyms.added(query), public=True))


def _with_parts(query: Query, *, public: bool) -> Query:
    """With longer words of public texts, or more of them: what public words find, all words find."""

    def with_parts(word: Word) -> Word:
        stem = word.stem
        if stem is None or len(stem) < SHORTEST_PART:
            return word
        near = dict.fromkeys(word.near + vocabulary.near(stem, public=public))
        return replace(word, near=tuple(near))

    return replace(query, words=tuple(map(with_parts, query.words)))
