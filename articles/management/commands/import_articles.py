"""`import_articles FILE`: JSON Lines, feeds, exports of WordPress and Ghost; idempotent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from articles.archive import import_file
from articles.importing.formats import format_of
from articles.importing.former import address_file, import_addresses
from importing.command import ImportCommand, text
from importing.report import Report


class Command(ImportCommand):
    help = (
        "Import articles from JSON Lines, an RSS or Atom feed, or an export of WordPress or Ghost. "
        "Running it again changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--source",
            type=text,
            default="",
            metavar="NAME",
            help="the source of all articles of a feed or export; without it the title of its site",
        )
        parser.add_argument(
            "--redirects",
            type=Path,
            metavar="FILE",
            help="former addresses that lead on to their articles: an export of WordPress or Ghost, "
            "or a list of two columns, old path and link or id of the article",
        )

    def files(self, options: dict[str, Any]) -> list[Path]:
        return [*super().files(options), *filter(None, [options["redirects"]])]

    def run_import(
        self, path: Path, *, advance: Callable[[int], object], options: dict[str, Any]
    ) -> Report:
        report = Report(on_refusal=self.print_refusal)
        addresses: Path | None = options["redirects"]
        kind_of_addresses = None
        if addresses:  # looked at before anything is stored
            self.reading = addresses
            kind_of_addresses = address_file(addresses)
        self.reading = path
        kind = format_of(path, source=options["source"].strip())
        dry_run = options["dry_run"]
        self.unit = kind.unit
        archive = import_file(path, kind, report=report, advance=advance, dry_run=dry_run)
        if addresses and kind_of_addresses:
            self.reading = addresses
            self.unit = f"{addresses.name}, {kind_of_addresses.unit}"
            import_addresses(
                addresses,
                kind_of_addresses,
                report=report,
                advance=advance,
                dry_run=dry_run,
                announced=archive.announced,
            )
        return report
