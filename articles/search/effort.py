"""What one search may cost, whatever is asked and however many articles there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

from django.db import OperationalError, connection, transaction

SECONDS = 0.3
"""Of the processor, for all questions of one search together."""

STEPS = 1_000
"""Steps of SQLite from one look at the clock to the next: a tenth of a millisecond or more."""

ADVICE = "Diese Suche wäre zu aufwendig. Bitte suchen Sie mit weniger oder genaueren Wörtern."


class TooMuchError(Exception):
    """The search was broken off."""


@contextmanager
def bounded() -> Iterator[None]:
    """On SQLite, break off what takes too long: raises TooMuchError. On PostgreSQL, ask the indexes."""
    with _by_index() if connection.vendor == "postgresql" else _in_time():
        yield


@contextmanager
def _by_index() -> Iterator[None]:
    """One query more. PostgreSQL takes a body's terms for cheap to read, but they are stored apart
    from their row: for common words it would read the whole table, which takes ten times as long.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Without compiling: what cannot be asked of an index would seem to be worth it.
            cursor.execute(
                "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"
            )
        yield


@contextmanager
def _in_time() -> Iterator[None]:
    connection.ensure_connection()
    end = thread_time() + SECONDS
    connection.connection.set_progress_handler(lambda: thread_time() > end, STEPS)
    try:
        yield
    except OperationalError as error:
        if thread_time() > end:
            raise TooMuchError from error
        raise
    finally:
        connection.connection.set_progress_handler(None, 0)
