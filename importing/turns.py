"""Imports at the same time take turns, and let readers in between."""

from hashlib import sha256
from time import monotonic, sleep

from django.db import connection

LOCK, SYNONYMS = 7_270_641, 7_270_642
"""Keys of the advisory locks, of imports and of the newsroom's synonyms; used for nothing else in
this database."""


def take_turns(lock: int = LOCK) -> None:
    """Until the transaction ends no other import stores a batch.

    Two that store the same rows in different orders would wait for each other. SQLite has one
    writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock])


def take_turns_for(name: str) -> None:
    """Until the transaction ends nobody else passes here with this name, such as an address."""
    take_turns(int.from_bytes(sha256(name.encode()).digest()[:8], signed=True))


LONGEST_WITHOUT_BREAK = 0.3
"""Seconds of storing batch after batch on SQLite."""

BREAK = 0.11
"""Seconds. Whoever waits for SQLite's lock looks again after at most 0.1 s (sqlite3.c,
`sqliteDefaultBusyCallback`): in a break everybody who waits gets it.
"""


class Breaks:
    """On SQLite an import that takes the lock anew at once would keep everybody out."""

    def __init__(self) -> None:
        self._since = monotonic()

    def let_others_in(self) -> None:
        """Called between batches."""
        if connection.vendor == "sqlite" and monotonic() - self._since > LONGEST_WITHOUT_BREAK:
            sleep(BREAK)
            self._since = monotonic()
