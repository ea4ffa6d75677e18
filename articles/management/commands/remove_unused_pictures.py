"""`remove_unused_pictures`: files that a failed save or a storage that was away has left."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from articles import picture_files
from articles.models import Picture
from articles.pictures import storage

OURS = re.compile(r"([0-9a-f]{32})(?:\.jpg)?")
AGE = timedelta(days=1)
"""A save that is still under way has written its files, but not yet its row."""


class Command(BaseCommand):
    help = "Remove files of pictures that no article shows and that are older than a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        used = {
            name.removesuffix(".jpg") for name in Picture.objects.values_list("file", flat=True)
        }
        try:
            unused = sorted(_besides(used))
        except Exception as error:  # noqa: BLE001 - each storage raises its own
            name = type(error).__name__
            raise CommandError(f"The storage of pictures does not answer: {name}") from None
        if options["dry_run"]:
            self.stdout.write(f"dry run, nothing removed: {len(unused):,} pictures")
            return
        for name in unused:
            picture_files.remove(name)
        self.stdout.write(f"{len(unused):,} pictures removed")


def _besides(used: set[str]) -> Iterator[str]:
    """Names as they stand in Picture.file. Looks at the age of unused files only."""
    folders: list[str] = []
    files: list[str] = []
    with suppress(FileNotFoundError):  # no picture was ever written
        folders, files = storage().listdir("")
    stems = {match[1] for name in [*folders, *files] if (match := OURS.fullmatch(name))}
    for stem in stems - used:
        paths = [f"{stem}/{size}" for size in storage().listdir(stem)[1]] if stem in folders else []
        paths += [f"{stem}.jpg"] if f"{stem}.jpg" in files else []
        newest = max((storage().get_modified_time(path) for path in paths), default=None)
        if newest is not None and newest < timezone.now() - AGE:
            yield f"{stem}.jpg"
