"""The frame of an import command: file, progress, refusals with their line, summary."""

import contextlib
import stat
import sys
from abc import abstractmethod
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from importing.report import FileRefused, Report

SHOWN_REFUSALS = 200
"""More than these nobody reads on a screen; the summary counts them all."""


def text(argument: str) -> str:
    """The type of an argument that is stored or looked up: bytes that are not UTF-8 are refused."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        raise ArgumentTypeError("not in UTF-8") from None
    return argument


class ImportCommand(BaseCommand):
    """Give it `run_import`; it gives the options, the progress bar and the report."""

    requires_system_checks = ()  # they would load every page of the site first
    unit = "line"
    """What the numbers of refusals count."""
    reading: Path
    """The file that is named where it is refused as a whole."""

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

    def files(self, options: dict[str, Any]) -> list[Path]:
        """All that is read."""
        return [options["file"]]

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        self._refusals = 0
        try:
            files = self.files(options)
            for file in files:
                self.reading = file
                _refuse_pipes(file)
            self.reading = path
            with self._progress(path, files) as bar:
                report = self.run_import(path, advance=bar.update, options=options)
        except FileRefused as refusal:
            raise CommandError(f"{self.reading}: {refusal}") from refusal
        except OSError as error:
            raise CommandError(f"{error.filename or path}: {error.strerror or error}") from error
        if self._refusals > SHOWN_REFUSALS:
            self.stderr.write(f"… and {self._refusals - SHOWN_REFUSALS} more were refused")
        prefix = "dry run, nothing written: " if options["dry_run"] else ""
        self.stdout.write(f"{prefix}{report.summary()}")

    def print_refusal(self, line: int, reason: str) -> None:
        self._refusals += 1
        if self._refusals <= SHOWN_REFUSALS:
            with contextlib.ExitStack() as stack:
                stack.enter_context(tqdm.external_write_mode(file=sys.stderr))
                self.stderr.write(f"{self.unit} {line}: {reason}")

    def _progress(self, path: Path, files: list[Path]) -> "tqdm[Any]":
        return tqdm(
            total=sum(file.stat().st_size for file in files),
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
