"""Importing the list of kommunalwirtschaft.eu: messy, large, and safe to run again."""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from accounts import claims
from accounts.addresses import canonical
from accounts.models import LegacySubscriber, User
from importing.limits import max_length_of
from importing.report import FileRefused, Refused, Report

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

BATCH = 1000
TEXT_COLUMNS = ["first_name", "last_name", "organisation", "consent_source"]
TIME_COLUMNS = ["subscribed_at", "unsubscribed_at"]
COLUMNS = ["email", *TEXT_COLUMNS, *TIME_COLUMNS]
DELIMITERS = ",;\t"
DATE_FORMATS = ["%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S"]
EARLIEST = 1990


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MEMBER = "already a member"


@dataclass(frozen=True)
class Row:
    """A checked line of the list."""

    email: str
    texts: dict[str, str]
    subscribed_at: datetime | None
    unsubscribed_at: datetime | None


def import_file(
    path: Path,
    *,
    report: Report,
    advance: Callable[[int], object],
    dry_run: bool = False,
    ignore_extra: bool = False,
) -> None:
    """Import a CSV file in one pass, batch by batch, each batch whole or not at all.

    Raises FileRefused, before anything is written, where the header is not the format's.
    """
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        lines = _watched(file, encoding, advance)
        header = next(lines, "")
        reader = csv.reader(lines, delimiter=_delimiter_of(header))
        columns = _columns_of(header, ignore_extra=ignore_extra)
        for batch in _batches(_rows(reader, columns, report)):
            for verdict in store(batch, dry_run=dry_run):
                report.count(verdict)


def store(rows: list[Row], *, dry_run: bool = False) -> list[Verdict]:
    """Store one batch of distinct addresses in one transaction.

    Queries: two to read, two to write, two for each row that belongs to a member.
    """
    emails = [row.email for row in rows]
    with transaction.atomic():
        known = {row.email: row for row in LegacySubscriber.objects.filter(email__in=emails)}
        members = {user.email: user for user in _members(emails)}
        new, changed, verdicts = [], [], []
        for row in rows:
            subscriber = known.get(row.email)
            if subscriber is None:
                subscriber = _new(row)
                new.append(subscriber)
                verdicts.append(Verdict.MEMBER if row.email in members else Verdict.NEW)
            elif _merge(subscriber, row):
                changed.append(subscriber)
                verdicts.append(Verdict.CHANGED)
            else:
                verdicts.append(Verdict.UNCHANGED)
        if not dry_run:
            LegacySubscriber.objects.bulk_create(new)
            LegacySubscriber.objects.bulk_update(changed, [*TEXT_COLUMNS, *TIME_COLUMNS])
            for email, user in members.items():
                claims.link(user, email)
    return verdicts


def _members(emails: list[str]) -> models.QuerySet[User]:
    return User.objects.filter(
        email__in=emails, emailaddress__email=models.F("email"), emailaddress__verified=True
    )


def _new(row: Row) -> LegacySubscriber:
    return LegacySubscriber(
        email=row.email,
        subscribed_at=row.subscribed_at,
        unsubscribed_at=row.unsubscribed_at,
        imported_at=timezone.now(),
        **row.texts,
    )


def _merge(subscriber: LegacySubscriber, row: Row) -> bool:
    """Take over what the list newly says; whether anything changed.

    An empty cell says nothing. Who unsubscribed stays so, whatever the list says.
    """
    changes: dict[str, object] = {
        name: value
        for name, value in row.texts.items()
        if value and value != getattr(subscriber, name)
    }
    if row.subscribed_at and row.subscribed_at != subscriber.subscribed_at:
        changes["subscribed_at"] = row.subscribed_at
    if row.unsubscribed_at and subscriber.unsubscribed_at is None:
        changes["unsubscribed_at"] = row.unsubscribed_at
    joined = changes.get("subscribed_at", subscriber.subscribed_at)
    left = changes.get("unsubscribed_at", subscriber.unsubscribed_at)
    if isinstance(joined, datetime) and isinstance(left, datetime) and left < joined:
        changes.pop("subscribed_at", None)
        changes.pop("unsubscribed_at", None)
    for name, value in changes.items():
        setattr(subscriber, name, value)
    return bool(changes)


def _encoding_of(path: Path) -> str:
    """UTF-8 where every byte of the file agrees, else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"


def _watched(file: Iterator[str], encoding: str, advance: Callable[[int], object]) -> Iterator[str]:
    try:
        for line in file:
            advance(len(line.encode(encoding, errors="replace")))
            yield line
    except UnicodeDecodeError as error:
        raise FileRefused(f"neither UTF-8 nor Windows-1252 at byte {error.start + 1}") from error


def _delimiter_of(header: str) -> str:
    return max(DELIMITERS, key=header.count)


def _columns_of(header: str, *, ignore_extra: bool) -> list[str]:
    delimiter = _delimiter_of(header)
    columns = [name.strip().lower() for name in next(csv.reader([header], delimiter=delimiter), [])]
    if "email" not in columns:
        raise FileRefused(f"the header row has no column email; known: {', '.join(COLUMNS)}")
    if twice := sorted({name for name in columns if columns.count(name) > 1}):
        raise FileRefused(f"column twice: {', '.join(twice)}")
    extra = [name for name in columns if name not in COLUMNS]
    if extra and not ignore_extra:
        raise FileRefused(
            f"unknown column: {', '.join(extra)}; known: {', '.join(COLUMNS)} "
            "(--ignore-extra skips unknown columns)"
        )
    return columns


def _rows(reader: "CsvReader", columns: list[str], report: Report) -> Iterator[Row]:
    """Checked rows, each address once. `reader` has its header behind it."""
    seen: dict[int, int] = {}
    while True:
        line = reader.line_num + 2  # the header is line 1, and the record begins on the next
        try:
            cells = next(reader)
            if not any(cell.strip() for cell in cells):
                continue
            row = _checked(cells, columns)
            _refuse_twin(row, line, seen)
        except StopIteration:
            return
        except csv.Error as error:
            report.refuse(line, f"broken CSV: {error}")
        except Refused as refusal:
            report.refuse(line, str(refusal))
        else:
            yield row


def _refuse_twin(row: Row, line: int, seen: dict[int, int]) -> None:
    first = seen.setdefault(hash(row.email), line)
    if first != line:
        raise Refused(f"email: stands in line {first} already")


def _checked(cells: list[str], columns: list[str]) -> Row:
    if len(cells) != len(columns):
        raise Refused(f"{len(cells)} cells, but the header has {len(columns)}")
    data = dict(zip(columns, cells, strict=True))
    try:
        email = canonical(data["email"])
    except ValidationError as error:
        raise Refused(
            "email: is missing" if not data["email"].strip() else "email: no address"
        ) from error
    joined = _moment(data, "subscribed_at")
    left = _moment(data, "unsubscribed_at")
    if joined and left and left < joined:
        raise Refused("unsubscribed_at: lies before subscribed_at")
    texts = {name: _text(data, name) for name in TEXT_COLUMNS}
    return Row(email=email, texts=texts, subscribed_at=joined, unsubscribed_at=left)


def _text(data: dict[str, str], name: str) -> str:
    value = " ".join(
        "".join(c for c in data.get(name, "") if c.isprintable() or c.isspace()).split()
    )
    limit = max_length_of(LegacySubscriber, name)
    if len(value) > limit:
        raise Refused(f"{name}: {len(value):,} characters, at most {limit}")
    return value


def _moment(data: dict[str, str], name: str) -> datetime | None:
    text = data.get(name, "").strip()
    if not text:
        return None
    moment = _parse(text)
    if moment is None:
        raise Refused(f"{name}: {text[:40]!r} is no date, for example 2015-05-04 or 04.05.2015")
    if not EARLIEST <= moment.year <= timezone.now().year + 1:
        raise Refused(f"{name}: the year {moment.year} is out of range")
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _parse(text: str) -> datetime | None:
    for read in [datetime.fromisoformat, *(_reader_of(form) for form in DATE_FORMATS)]:
        try:
            return read(text)
        except ValueError:
            continue
    return None


def _reader_of(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
