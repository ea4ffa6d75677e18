"""`import_subscribers FILE`: the list of kommunalwirtschaft.eu, idempotent. Mails nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from accounts import subscriber_runs
from accounts.models import SubscriberImport
from importing.command import ImportCommand, text
from importing.report import FileRefused, Report


class Command(ImportCommand):
    help = "Import legacy subscribers from a CSV file. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--ignore-extra",
            type=text,
            action="append",
            default=[],
            metavar="COLUMN",
            help="pass over this column, which says nothing about who left (may be repeated)",
        )
        parser.add_argument(
            "--report",
            type=Path,
            help="where every line's verdict is written (default: var/imports/)",
        )

    def run_import(
        self, path: Path, *, advance: Callable[[int], object], options: dict[str, Any]
    ) -> Report:
        record = SubscriberImport(
            file_name=subscriber_runs.printable(path.name),
            ignored_columns=options["ignore_extra"],
            dry_run=options["dry_run"],
            bytes_total=path.stat().st_size,
        )
        if options["report"] and options["report"].exists() and options["report"].samefile(path):
            raise FileRefused("the report would overwrite the list; name another file")
        if not options["dry_run"]:
            record.save()
        target = options["report"] or subscriber_runs.report_path(record)
        report = subscriber_runs.execute(
            record, path, target=target, advance=advance, on_refusal=self.print_refusal
        )
        self.stdout.write(f"Every line's verdict: {target}")
        return report
