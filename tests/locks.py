"""Two connections to PostgreSQL, one of which waits for the other."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic

from django.db import connection

from tests.servers import PATIENCE


@contextmanager
def beside():
    """`begin(work)`: does it in another thread; returns once that waits for a lock, or has ended."""
    with ThreadPoolExecutor(1) as other:

        def begin(work) -> Future:
            begun = other.submit(_and_hang_up, work)
            until = monotonic() + PATIENCE
            while not (begun.done() or _somebody_waits()) and monotonic() < until:
                pass
            return begun

        yield begin


def _and_hang_up(work):
    try:
        return work()
    finally:
        connection.close()


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone() != (0,)
