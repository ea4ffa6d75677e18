"""Make `accounts/known_passwords.bin` from word lists, one entry a line."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.passwords import KNOWN_PASSWORDS, SHORTEST_CORE, core, digest

LONG_ENOUGH = 10


class Command(BaseCommand):
    help = (
        "Makes the list of known passwords from text files (.gz too), one entry a line: whatever "
        "has ten characters or more, and shorter words without digits and signs around them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--output", type=Path, default=KNOWN_PASSWORDS)

    def handle(self, *args: Any, files: list[Path], output: Path, **options: Any) -> None:
        words = {word for file in files for word in _words(file) if _is_kept(word)}
        entries = sorted({digest(word) for word in words})
        try:
            output.write_bytes(b"".join(entries))
        except OSError as error:  # of a full disk, it names no file
            raise CommandError(f"{output}: {error.strerror}") from None
        self.stdout.write(f"{output}: {len(words):,} entries, {output.stat().st_size:,} bytes")


def _words(file: Path) -> Iterator[str]:
    with (gzip.open if file.suffix == ".gz" else open)(
        file, "rt", encoding="utf-8", errors="ignore"
    ) as lines:
        try:
            for line in lines:
                yield line.strip().lower()
        except (gzip.BadGzipFile, EOFError, zlib.error):
            raise CommandError(f"{file}: not in gzip's format, or cut short") from None


def _is_kept(word: str) -> bool:
    return len(word) >= LONG_ENOUGH or (len(word) >= SHORTEST_CORE and core(word) == word)
