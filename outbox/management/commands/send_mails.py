"""The mail worker: sends what lies in the outbox, until it is stopped."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from outbox.sending import Round, logger, send_due, send_round

PAUSE = 1.0
"""Seconds between two looks into the outbox; a reader waits for the code."""

LONGEST_PAUSE = 10.0
"""While the mail server is away, the pause doubles up to this."""

GRACE = 5.0
"""Seconds that a mail may still take when the worker is stopped. Then it is left to the next
worker, so that one that hangs is neither waited for nor locked until its lease ends."""


class Command(BaseCommand):
    help = "Send the mails in the outbox; keeps running until it is stopped."
    requires_system_checks = ()  # they would load every page of the site into the worker's memory

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{send_due()} mails sent")
            return
        stop = _stop_on_signals()
        pause = PAUSE
        while not stop.is_set():
            done = Round()
            try:
                done = send_round(stop.is_set)
            except (DatabaseError, TimeoutError) as error:
                logger.warning("The outbox cannot be read: %s", type(error).__name__)
            is_waiting_in_vain = done.is_server_away and not done.sent
            pause = min(pause * 2, LONGEST_PAUSE) if is_waiting_in_vain else PAUSE
            close_old_connections()
            stop.wait(pause)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop_on_signals() -> threading.Event:
    """An event that SIGINT and SIGTERM set; GRACE later a TimeoutError ends what still hangs."""
    stop = threading.Event()

    def end(*_: Any) -> None:
        if not stop.is_set():
            stop.set()
            signal.setitimer(signal.ITIMER_REAL, GRACE)

    def interrupt(*_: Any) -> None:
        raise TimeoutError("stopped")

    signal.signal(signal.SIGALRM, interrupt)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, end)
    return stop
