"""How long a web process waits for PostgreSQL.

The server's own time-outs end slow statements and waits for locks. A server that is stopped, or
whose machine is gone, ends nothing: the wait itself is bounded then, in this process. After one
wait was in vain, a single thread at a time tries again and all others are refused at once, so
threads stay free for what needs no database.

Commands wait for as long as it takes: only `newsroom.wsgi` calls `bound_all_waits`.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

STATEMENT_SECONDS = 5
LOCK_SECONDS = 3
CONNECT_SECONDS = 3
WAIT_SECONDS = STATEMENT_SECONDS + 1
"""For one statement. Later than the server's own bound, so that this one means: it does not answer."""

SERVER_OPTIONS = (
    f"-c statement_timeout={STATEMENT_SECONDS}s -c lock_timeout={LOCK_SECONDS}s "
    # Ends what nobody waits for any more.
    "-c client_connection_check_interval=2s"
)


class Unanswered(psycopg.OperationalError):
    """The server did not answer in time, or another thread waits for it to answer again."""


class _Patience:
    def __init__(self) -> None:
        self.is_bounded = False
        self._hangs = False
        self._trying = threading.Lock()
        self._own = threading.local()

    def seconds(self) -> float:
        return min(WAIT_SECONDS, getattr(self._own, "seconds", WAIT_SECONDS))

    @contextmanager
    def at_most(self, seconds: float) -> Iterator[None]:
        """Within the block this thread gives up earlier."""
        self._own.seconds = seconds
        try:
            yield
        finally:
            del self._own.seconds

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Around a wait. Raises Unanswered at once where it would most likely be in vain."""
        is_trying = self._hangs
        if is_trying and not self._trying.acquire(blocking=False):
            raise Unanswered("PostgreSQL did not answer a moment ago")
        try:
            yield
            self._hangs = False
        except (psycopg.errors.ConnectionTimeout, psycopg.errors._WaitTimeout) as error:  # noqa: SLF001 - what `wait` raises
            self._hangs = True
            raise Unanswered("PostgreSQL does not answer") from error
        except psycopg.Error:
            self._hangs = False  # it answers, if only to refuse
            raise
        finally:
            if is_trying:
                self._trying.release()


patience = _Patience()


def bound_all_waits() -> None:
    """From now on, in this process."""
    patience.is_bounded = True
