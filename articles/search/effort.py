"""What one search may cost on SQLite, whatever is asked and however many articles there are.

PostgreSQL bounds its own searches (`postgres`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from time import thread_time

from django.db import OperationalError, connection

SECONDS = 0.3
"""Of the processor, for all questions of one search together."""

STEPS = 1_000
"""Steps of SQLite from one look at the clock to the next: a tenth of a millisecond or more."""

ADVICE = "Diese Suche wäre zu aufwendig. Bitte suchen Sie mit weniger oder genaueren Wörtern."


class TooMuchError(Exception):
    """The search was broken off."""


@contextmanager
def bounded() -> Iterator[None]:
    """Break off what takes too long: raises TooMuchError."""
    if connection.vendor != "sqlite":
        yield
        return
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
