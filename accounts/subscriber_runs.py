"""Runs of an import: their record, their report, and the process that does the work for admin."""

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import SubscriberImport
from accounts.subscriber_structure import unknown_columns
from accounts.subscribers import import_file
from importing.report import FileRefused, Report

State = SubscriberImport.State
SECONDS_BETWEEN_BEATS = 1.0
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
SILENT_AFTER = 60
"""Seconds without a sign of life after which a run counts as broken off and may be run again."""


def report_path(record: SubscriberImport) -> Path:
    """Where the run's report goes: private, named after the time, never served by its path."""
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    return folder / f"{stamp}-{record.pk or 'dry-run'}.csv"


def printable(name: str) -> str:
    """A file's name that the database takes: bytes that are not UTF-8 as replacement characters."""
    return os.fsencode(name).decode(errors="replace")


def execute(
    record: SubscriberImport,
    path: Path,
    *,
    target: Path,
    advance: Callable[[int], object],
    on_refusal: Callable[[int, str], None],
) -> Report:
    """Import `path` and keep `record` (saved or not) up to date. Raises FileRefused."""
    keep(record, state=State.RUNNING, report_name=printable(target.name), bytes_read=0, message="")
    beat = _Beat(record, advance)
    try:
        with _report_file(target) as file:
            report = Report(on_refusal=on_refusal, file=file)
            file.flush()  # a full disk shows before a line is taken
            beat.report = report
            import_file(
                path,
                report=report,
                advance=beat,
                dry_run=record.dry_run,
                ignored=record.ignored_columns,
                run=record if record.pk else None,
                file_name=record.file_name,
            )
    except BaseException as error:
        is_explained = isinstance(error, FileRefused)
        reason = str(error) if is_explained else f"broken off: {type(error).__name__}"
        message = reason.replace("\0", "")  # no database text can hold it
        keep(record, state=State.FAILED, message=message, finished_at=timezone.now())
        raise
    keep(
        record,
        state=State.CHECKED if record.dry_run else State.DONE,
        verdicts=dict(report.verdicts),
        bytes_read=record.bytes_total,
        finished_at=timezone.now(),
    )
    return report


@contextmanager
def _report_file(target: Path) -> Iterator[TextIO]:
    """Raises OSError that names the report where its disk is full: else it would name the list."""
    try:
        with target.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        if error.errno in DISK_FULL and not error.filename:
            raise OSError(error.errno, error.strerror, str(target)) from error
        raise


class _Beat:
    """Passes progress on, and notes it in the record about once a second."""

    def __init__(self, record: SubscriberImport, advance: Callable[[int], object]) -> None:
        self.record = record
        self.advance = advance
        self.report: Report | None = None
        self._next = 0.0
        self._read = 0

    def __call__(self, read: int) -> None:
        self.advance(read)
        self._read += read
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + SECONDS_BETWEEN_BEATS
            verdicts = dict(self.report.verdicts) if self.report else {}
            keep(self.record, bytes_read=self._read, verdicts=verdicts)


def keep(record: SubscriberImport, **changes: Any) -> None:
    """Set and, where the record is a row, store."""
    changes["beat_at"] = timezone.now()
    for name, value in changes.items():
        setattr(record, name, value)
    if record.pk:
        record.save(update_fields=list(changes))


# --- For admin: the work in a process of its own ---------------------------------------------


def is_silent(record: SubscriberImport) -> bool:
    """Whether a run that should be at work has stopped giving signs of life."""
    if record.state not in {State.WAITING, State.RUNNING}:
        return False
    last = record.beat_at or record.created_at
    return (timezone.now() - last).total_seconds() > SILENT_AFTER


def start(record: SubscriberImport) -> None:
    """Begin the work as soon as the present transaction is in."""
    transaction.on_commit(lambda: _spawn(record.pk))


def take_over(record: SubscriberImport) -> bool:
    """Turn a checked (or broken-off) run into the real one; False where it was already begun, or
    was begun by the command, whose file stayed where it was.
    """
    if is_silent(record):
        return _begin(record, beat_at=record.beat_at, state=record.state)
    return _begin(record, {"dry_run": False}, state=State.CHECKED)


def check_again(record: SubscriberImport, ignored: list[str]) -> bool:
    """Check a list that was refused again, passing over these columns too; False if it is at work."""
    changes = {"dry_run": True, "ignored_columns": [*record.ignored_columns, *ignored]}
    return _begin(record, changes, state=State.FAILED)


def _begin(record: SubscriberImport, changes: dict[str, Any] | None = None, **found: Any) -> bool:
    """Start the run that is still as it was found, by a conditional UPDATE: of two clicks, one."""
    changed = (
        SubscriberImport.objects.filter(pk=record.pk, **found)
        .exclude(upload="")
        .update(
            state=State.WAITING,
            beat_at=timezone.now(),
            finished_at=None,
            bytes_read=0,
            verdicts={},
            **(changes or {}),
        )
    )
    if changed:
        start(record)
    return bool(changed)


def unknown_columns_of(record: SubscriberImport) -> list[tuple[str, str]]:
    """Name and example cells of the columns for which an uploaded list was refused."""
    if record.state != State.FAILED or not record.upload:
        return []
    return unknown_columns(
        Path(record.upload.path), file_name=record.file_name, ignored=record.ignored_columns
    )


def _spawn(pk: int) -> None:
    """A process apart: a million lines outlast any request, and a worker's restart."""
    subprocess.Popen(  # noqa: S603 - a fixed command
        [sys.executable, "manage.py", "run_subscriber_import", str(pk)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def work(pk: int) -> None:
    """What that process does: claim the run, do it, remove the upload once it is taken over."""
    claimed = SubscriberImport.objects.filter(pk=pk, state=State.WAITING)
    if not claimed.update(state=State.RUNNING, beat_at=timezone.now()):
        return
    record = SubscriberImport.objects.get(pk=pk)
    try:
        execute(
            record,
            Path(record.upload.path),
            target=report_path(record),
            advance=lambda read: None,
            on_refusal=lambda line, reason: None,
        )
    except FileRefused:
        return  # the record says why
    if record.state == State.DONE:
        record.upload.delete(save=False)
        keep(record, upload="")
