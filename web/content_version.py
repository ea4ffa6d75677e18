"""Version of the published content. A kept page is fresh while its version is the current one.

The version has three parts: a number in the database that every save raises in its own transaction
(`bump`), what has appeared by itself since (`register_clock`: a planned article's moment), and the
day, since pages carry the date.

Saves call `bump`. Whoever renders a page for keeping does it within `snapshot`, which gives version
and content of one moment. Whoever has a kept page compares it with `watcher.known()`, which never
waits for the database.
"""

import logging
import os
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import date
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection, models, transaction
from django.utils import timezone

from web.models import ContentVersion

logger = logging.getLogger("web")

TRUSTED_SECONDS = 2.0
"""How long an answer says what is current: four polls, so that one that is late does no harm."""

THE_ROW = 1

_clocks: list[Callable[[], Hashable]] = []


class Version(NamedTuple):
    number: int
    appeared: tuple[Hashable, ...]
    day: date
    falls: int
    """How often the number fell: counted up again in a restored backup, it means other content."""


def register_clock(appeared: Callable[[], Hashable]) -> None:
    """Add a part that changes by the clock alone: `appeared()` returns what has appeared last."""
    _clocks.append(appeared)


def read() -> Version:
    """The version in this connection's snapshot. One query, and those of the registered clocks."""
    falls = watcher.falls
    number = ContentVersion.objects.values_list("number", flat=True).first() or 0
    return Version(number, tuple(clock() for clock in _clocks), timezone.localdate(), falls)


def bump() -> None:
    """Make all kept pages stale, once the running transaction commits. One query; three on PostgreSQL.

    Call it last in a transaction: the row stays locked until the commit, so that no two
    transactions raise the same number. Foreign keys are checked before, since that locks the rows
    that they name: at the commit it would deadlock with whoever changes one of these and waits here.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            connection.check_constraints()
        row = ContentVersion.objects.filter(pk=THE_ROW)
        raised = {"number": models.F("number") + 1}
        if not row.update(**raised):
            ContentVersion.objects.bulk_create([ContentVersion(pk=THE_ROW)], ignore_conflicts=True)
            row.update(**raised)
        transaction.on_commit(lambda: watcher.look())  # noqa: PLW0108 - the watcher of then


@contextmanager
def snapshot() -> Iterator[Version]:
    """The version; all queries of the block see the content of that moment, and write nothing.

    The queries of `read`, and two statements more on SQLite, three on PostgreSQL. Within a
    transaction that one is used; the watcher learns nothing from it, since it may be rolled back.
    """
    if connection.in_atomic_block:
        yield read()
        return
    with _deferred(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        asked_at = monotonic()
        version = read()
        watcher.learn(version, asked_at)
        yield version


@contextmanager
def _deferred() -> Iterator[None]:
    """On SQLite transactions take the write lock at once, which a reader must not."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()  # before that, Django's backend has no mode
    usual = connection.transaction_mode  # type: ignore[attr-defined]  # of Django's SQLite backend
    connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = usual  # type: ignore[attr-defined]


class Watcher:
    """The current version, as far as this process knows: asked for in a thread of its own.

    A commit of this process is known at once, others within CONTENT_VERSION_POLL_SECONDS, or with
    the first page that is rendered after them. With 0 the database is asked at each use instead
    (for tests).
    """

    def __init__(self) -> None:
        self._version: Version | None = None
        self._answered_at = self._was_current_at = 0.0
        self.falls = 0
        self._learning = threading.Lock()
        self._failed = False
        self._looking = threading.Lock()
        self._process = 0

    def known(self) -> Version | None:
        """The last version that was read, None before the first answer. Never waits."""
        if settings.CONTENT_VERSION_POLL_SECONDS == 0:
            self.look()
        elif self._process != os.getpid():
            self._start()
        return self._version

    @property
    def is_current(self) -> bool:
        """Whether nothing has changed since the version that is known, but for TRUSTED_SECONDS."""
        return monotonic() - self._was_current_at <= TRUSTED_SECONDS

    @property
    def database_is_away(self) -> bool:
        """Whether nothing was heard of it for TRUSTED_SECONDS, though it was asked."""
        return not self.is_current and (self._failed or self._looking.locked())

    def learn(self, version: Version, asked_at: float) -> None:
        """Take note of a committed version that was read in a question that began at `asked_at`.

        A question that began after the last answer has the later answer, whatever its number. Of
        two questions at the same time the greater version is the later one.
        """
        with self._learning:
            known = self._version
            is_later = asked_at >= self._answered_at
            if known is not None and version.number < known.number and is_later:
                self.falls += 1
                version = version._replace(falls=self.falls)
            if known is None or is_later or version.number > known.number:
                self._version = version
                self._answered_at = monotonic()
                self._was_current_at = max(asked_at, self._was_current_at)

    def look(self) -> None:
        """Read the version now."""
        with self._looking:
            asked_at = monotonic()
            try:
                version = read()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("The content's version is unknown: %s", type(error).__name__)
                self._failed = True
            else:
                self._failed = False
                self.learn(version, asked_at)

    def _start(self) -> None:
        """Threads do not survive a fork, so each worker process starts its own."""
        self._process = os.getpid()
        self._looking, self._learning = threading.Lock(), threading.Lock()
        self._answered_at = self._was_current_at = monotonic()
        self._start_thread()

    def _start_thread(self) -> None:
        threading.Thread(target=self._watch, name="content-version", daemon=True).start()

    def _watch(self) -> None:
        pause = threading.Event()
        while True:
            self.look()
            if self._failed:
                connection.close()
            pause.wait(settings.CONTENT_VERSION_POLL_SECONDS)


watcher = Watcher()
