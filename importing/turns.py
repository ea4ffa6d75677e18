"""Imports at the same time take turns."""

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
