"""Search: one interface, two databases (`postgres`, `sqlite`).

Anonymous readers search headline, sub-headline and teaser alone: whatever they can learn from
matches, counts, order, marks or suggestions, they could read anyway. Members search bodies too.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from django.db import OperationalError, connection

from articles.models import ArticleQuerySet
from articles.search import postgres, sqlite
from articles.search.question import Question, Span

_backend = postgres if connection.vendor == "postgresql" else sqlite

_Answer = TypeVar("_Answer")


class Asked(Protocol):
    """A question as a database understands it."""

    def among(self, articles: ArticleQuerySet, span: Span | None = None) -> ArticleQuerySet:
        """Those of `articles` that answer it. With `span`, the database may leave out what appeared
        before or after; it need not.
        """

    def ranked(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """The articles, of those found by `among`, with their `rank`: higher is better."""


def ask(question: Question, *, full: bool) -> Asked:
    """Ask for words of bodies too (`full`), or of public words alone. At most one query."""
    asked: Asked = _backend.Asked(question, full=full)
    return asked


def by_index_alone(ask: Callable[[], _Answer]) -> _Answer | None:
    """What `ask` gets when the index alone answers; None where that takes too long."""
    try:
        with _backend.by_index():
            return ask()
    except OperationalError:
        return None
