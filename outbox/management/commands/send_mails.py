"""The mail worker: sends what lies in the outbox, until it is stopped."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections

from outbox.sending import logger, send_due

PAUSE = 1.0
"""Seconds between two looks into the outbox; a reader waits for the code."""


class Command(BaseCommand):
    help = "Send the mails in the outbox; keeps running until it is stopped."
    requires_system_checks = ()  # they would load every page of the site into the worker's memory

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="send what is due, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            self.stdout.write(f"{send_due()} mails sent")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            try:
                send_due()
            except DatabaseError as error:
                logger.warning("The outbox cannot be read: %s", type(error).__name__)
            close_old_connections()
            stop.wait(PAUSE)
