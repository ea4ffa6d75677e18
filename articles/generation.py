"""Has anything changed that readers see? Whatever is remembered of the paper holds for a generation.

A new one begins when something is published or changed (`purge`, here at once, in other processes
when they look at the shared mark, once a second), when the moment of a planned article comes, and
with every day.
"""

import logging
from contextlib import suppress
from datetime import date, datetime
from time import monotonic, time_ns
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from articles.models import Article

logger = logging.getLogger("articles")

LOOK_SECONDS = 1.0
"""How often a process asks whether another one has published, or time has."""

SHARED = "pages-generation"
"""Where all processes find the mark of the last change."""


class Mark(NamedTuple):
    """What tells one generation from another."""

    own: int
    shared: str
    newest: datetime | None
    day: date | None


class Generation:
    """What was published last, as far as this process knows."""

    def __init__(self) -> None:
        self._mark = Mark(0, "", None, None)
        self._looked_at = 0.0

    def purge(self) -> None:
        """Everything remembered is stale from now on: here at once, elsewhere within a second."""
        self._mark = self._mark._replace(own=self._mark.own + 1)
        try:
            cache.set(SHARED, f"{time_ns()}", None)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("Other processes learn late of a change: %s", type(error).__name__)

    def now(self) -> Mark:
        """At most two queries in a second."""
        moment = monotonic()
        if moment - self._looked_at >= LOOK_SECONDS:
            self._looked_at = moment
            # While the database is away, what was known last holds.
            with suppress(DatabaseError, InterfaceError):
                shared = cache.get(SHARED, "")
                newest = Article.objects.published().newest_first().values_list("published_at")
                appeared = newest.first()
                self._mark = self._mark._replace(
                    shared=shared,
                    newest=appeared and appeared[0],
                    day=timezone.localdate(),
                )
        return self._mark


generation = Generation()


def purge_after_commit(**kwargs: Any) -> None:
    """A receiver for whatever changes what readers see."""
    transaction.on_commit(generation.purge)
