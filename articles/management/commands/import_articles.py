"""`import_articles FILE`: JSON Lines, idempotent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from articles.archive import import_file
from importing.command import ImportCommand
from importing.report import Report


class Command(ImportCommand):
    help = "Import articles from a JSON Lines file. Running it again changes nothing."

    def run_import(
        self, path: Path, *, advance: Callable[[int], object], options: dict[str, Any]
    ) -> Report:
        report = Report(on_refusal=self.print_refusal)
        import_file(path, report=report, advance=advance, dry_run=options["dry_run"])
        return report
