"""Search: one interface, two databases (`postgres`, `sqlite`).

Anonymous readers search headline, sub-headline and teaser alone: whatever they can learn from
matches, counts, order, marks or suggestions, they could read anyway. Members search bodies too.
"""

from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from articles.search import postgres, sqlite

backend = postgres if connection.vendor == "postgresql" else sqlite

_Answer = TypeVar("_Answer")


def by_index_alone(ask: Callable[[], _Answer]) -> _Answer | None:
    """What `ask` gets when the index alone answers; None where that takes too long."""
    try:
        with transaction.atomic(), backend.by_index():
            return ask()
    except OperationalError:
        return None
