"""`import_subscribers FILE`: the list of kommunalwirtschaft.eu, idempotent. Mails nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from accounts.subscribers import import_file
from importing.command import ImportCommand
from importing.report import Report


class Command(ImportCommand):
    help = "Import legacy subscribers from a CSV file. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--ignore-extra", action="store_true", help="skip unknown columns")

    def run_import(
        self,
        path: Path,
        *,
        report: Report,
        advance: Callable[[int], object],
        options: dict[str, Any],
    ) -> None:
        import_file(
            path,
            report=report,
            advance=advance,
            dry_run=options["dry_run"],
            ignore_extra=options["ignore_extra"],
        )
