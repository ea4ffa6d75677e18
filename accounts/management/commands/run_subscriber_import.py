"""`run_subscriber_import ID`: does the work for a list that was uploaded in admin."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts import subscriber_runs


class Command(BaseCommand):
    help = "Check or take over a list that was uploaded in admin (which starts this by itself)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        subscriber_runs.work(options["id"])
