"""The departures file: who left and what was erased, beside the database.

No restored backup mails these people, or shows these articles again. Append-only; a line holds a
time and a keyed hash of an address, the number of an account or an article, or the hash of an
article's name (docs/decisions/departures.md).
"""

import errno
import fcntl
import os
import re
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from enum import StrEnum
from io import FileIO
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings

MAX_LINE = 200
"""Bytes; ours have 106 at most."""

LOCK_SECONDS = 3
"""As long as a lock in the database is waited for."""

_LINE = re.compile(
    rb"([0-9T:.+-]{20,40}) (?:([0-9a-f]{8}) ([0-9a-f]{64})"
    rb"|(account|article) ([0-9]{1,18})|(name) ([0-9a-f]{64}))\n"
)


@dataclass(frozen=True, slots=True)
class Departure:
    address_hash: str
    key_id: str
    left_at: datetime


class Kind(StrEnum):
    ACCOUNT = "account"
    ARTICLE = "article"
    NAME = "name"
    """An identifier or link of an article that was erased."""


@dataclass(frozen=True, slots=True)
class Removal:
    """An account that was deleted, or an article that was erased; `what` is its number or a hash."""

    kind: Kind
    what: str
    at: datetime


class NotWritten(OSError):
    """The file takes nothing: a full disk, or one that is not mounted. Nobody may leave without it."""


def append(departures: Sequence[Departure | Removal]) -> None:
    """Add lines; they are on the disk when it returns. Raises NotWritten, and leaves no part then."""
    if not departures:
        return
    try:
        _append(departures)
    except OSError as error:
        raise NotWritten(error.errno, error.strerror, str(settings.DEPARTURES_FILE)) from error


def fault() -> str:
    """Why this process cannot write the file, or the site's cannot; empty where all is well."""
    path = Path(settings.DEPARTURES_FILE)
    if not path.parent.is_dir():
        return f"the folder {path.parent} is missing"
    if not os.access(path if path.exists() else path.parent, os.R_OK | os.W_OK):
        return "this user may not write it"
    if path.exists() and _belongs_to_root_alone(path):
        return "it belongs to root, its folder to another user"
    return ""


def _belongs_to_root_alone(path: Path) -> bool:
    file, folder = path.stat(), path.parent.stat()
    return file.st_uid == 0 and folder.st_uid != 0 and not file.st_mode & 0o022


def _append(departures: Sequence[Departure | Removal]) -> None:
    """Processes take turns. A last line that a crash cut off is ended first: it spoils no other.

    A missing folder is not made: its disk may be away, with all departures until now.
    """
    path = Path(settings.DEPARTURES_FILE)
    data = "".join(map(_line, departures)).encode()
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "a+b", buffering=0) as file:
        _lock(file)
        size = file.seek(0, os.SEEK_END)
        if not size and os.geteuid() == 0:  # a command, run as root before the site wrote a line
            folder = path.parent.stat()
            os.fchown(descriptor, folder.st_uid, folder.st_gid)
        if size and os.pread(file.fileno(), 1, size - 1) != b"\n":
            data = b"\n" + data
        try:
            _write(file, data)
        except OSError:
            with suppress(OSError):
                file.truncate(size)
            raise
        if not size:
            _keep_name(path.parent)


def _line(entry: Departure | Removal) -> str:
    if isinstance(entry, Removal):
        return f"{entry.at.astimezone(UTC).isoformat()} {entry.kind} {entry.what}\n"
    return f"{entry.left_at.astimezone(UTC).isoformat()} {entry.key_id} {entry.address_hash}\n"


def read() -> Iterator[tuple[int, Departure | Removal | None]]:
    """The lines by their numbers; None for a broken one. Raises OSError, also for what has no end."""
    path = Path(settings.DEPARTURES_FILE)
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a file on disk", str(path))
    with path.open("rb") as file:
        number = 0
        while line := file.readline(MAX_LINE):
            number += 1
            yield number, _parsed(line)
            while not line.endswith(b"\n") and (line := file.readline(MAX_LINE)):
                pass  # the rest of a broken line


def _lock(file: FileIO) -> None:
    """Raises OSError where another process, a backup for example, keeps the file for long."""
    until = monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                raise
            sleep(0.02)
        else:
            return


def _write(file: FileIO, data: bytes) -> None:
    while data:  # a full disk may take a part
        data = data[file.write(data) :]
    os.fsync(file.fileno())


def _keep_name(folder: Path) -> None:
    """A new file's name is on the disk only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _parsed(line: bytes) -> Departure | Removal | None:
    found = _LINE.fullmatch(line)
    if not found:
        return None
    moment, first, second = (part.decode() for part in found.groups() if part)
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        return None
    if not (at.tzinfo and MINYEAR < at.year < MAXYEAR):
        return None
    at = at.astimezone(UTC)  # PostgreSQL takes no offset of a day
    return Removal(Kind(first), second, at) if first in set(Kind) else Departure(second, first, at)
