"""Imports at the same time take turns."""

from django.db import connection

LOCK = 7_270_641
"""Key of the advisory lock; used for nothing else in this database."""


def take_turns() -> None:
    """Until the transaction ends no other import stores a batch.

    Two that store the same rows in different orders would wait for each other. SQLite has one
    writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
