"""The frame of an import command: file, progress, refusals with their line, summary."""

import contextlib
import stat
import sys
from abc import abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from importing.report import FileRefused, Report

SHOWN_REFUSALS = 200
"""More than these nobody reads on a screen; the summary counts them all."""


class ImportCommand(BaseCommand):
    """Give it `run_import`; it gives the options, the progress bar and the report."""

    requires_system_checks = ()  # they would load every page of the site first

    @abstractmethod
    def run_import(
        self,
        path: Path,
        *,
        advance: Callable[[int], object],
        options: dict[str, Any],
    ) -> Report:
        """Import `path`; call `advance` with the bytes that were read since the last call, and
        `print_refusal` with each line that is refused.
        """

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        self._refusals = 0
        try:
            _refuse_pipes(path)
            with self._progress(path) as bar:
                report = self.run_import(path, advance=bar.update, options=options)
        except FileRefused as refusal:
            raise CommandError(f"{path}: {refusal}") from refusal
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {error.strerror or error}") from error
        if self._refusals > SHOWN_REFUSALS:
            self.stderr.write(f"… and {self._refusals - SHOWN_REFUSALS} more lines were refused")
        prefix = "dry run, nothing written: " if options["dry_run"] else ""
        self.stdout.write(f"{prefix}{report.summary()}")

    def print_refusal(self, line: int, reason: str) -> None:
        self._refusals += 1
        if self._refusals <= SHOWN_REFUSALS:
            with contextlib.ExitStack() as stack:
                stack.enter_context(tqdm.external_write_mode(file=sys.stderr))
                self.stderr.write(f"line {line}: {reason}")

    def _progress(self, path: Path) -> "tqdm[Any]":
        return tqdm(
            total=path.stat().st_size,
            unit="B",
            unit_scale=True,
            desc=path.name,
            disable=None,  # only where a person watches
            leave=False,
        )


def _refuse_pipes(path: Path) -> None:
    """Raises FileRefused for what can be read only once, and OSError for what is not there."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise FileRefused("not a file on disk; save it as one first")
