"""The list's format: a CSV file of unknown encoding and delimiter, read as checked rows.

The file is streamed; what grows with it is the memory of addresses seen, 12 bytes each.
"""

import codecs
import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.addresses import canonical
from accounts.models import LegacySubscriber
from importing.limits import max_length_of
from importing.report import FileRefused, Refused, Report
from importing.seen import Seen

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

TEXT_COLUMNS = ("first_name", "last_name", "organisation", "consent_source")
TIME_COLUMNS = ("subscribed_at", "unsubscribed_at")
COLUMNS = ("email", *TEXT_COLUMNS, *TIME_COLUMNS)
INVALID = "invalid"
DUPLICATE = "duplicate in the file"
DELIMITERS = ",;\t"
DATE_FORMATS = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S")
EARLIEST = 1990
LINES_BETWEEN_LOOKS = 2000
_LIMITS = {name: max_length_of(LegacySubscriber, name) for name in TEXT_COLUMNS}


@dataclass(frozen=True, slots=True)
class Row:
    """A checked line of the list. `texts` follow TEXT_COLUMNS."""

    line: int
    email: str
    texts: tuple[str, ...]
    subscribed_at: datetime | None
    unsubscribed_at: datetime | None


def read_rows(
    path: Path, *, report: Report, advance: Callable[[int], object], ignore_extra: bool = False
) -> Iterator[Row]:
    """The file's good rows, each address once; bad ones go to the report.

    Raises FileRefused, before the first row, where the file is not the format's.
    """
    encoding = _encoding_of(path)
    with path.open(encoding=encoding, newline="") as file:
        header = file.readline()
        columns = _columns_of(header, ignore_extra=ignore_extra)
        reader = csv.reader(_watched(file, advance), delimiter=_delimiter_of(header))
        yield from _good_rows(reader, columns, report)


def _good_rows(reader: "CsvReader", columns: list[str], report: Report) -> Iterator[Row]:
    seen = Seen()
    while True:
        # the header is line 1, and the record begins on the line after the last one read
        line = reader.line_num + 2
        try:
            cells = next(reader)
            if "".join(cells).strip():
                row = _checked(line, cells, columns)
                first = seen.first_line(row.email, line)
                if first == line:
                    yield row
                else:
                    report.refuse(
                        line, Refused(f"email: stands in line {first} already", DUPLICATE)
                    )
        except StopIteration:
            return
        except csv.Error as error:
            report.refuse(line, Refused(f"broken CSV: {error}", INVALID))
        except Refused as refusal:
            report.refuse(line, refusal)


def _encoding_of(path: Path) -> str:
    """UTF-8 where every byte of the file agrees, else Windows-1252, else FileRefused."""
    with path.open("rb") as file:
        if file.read(2) in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
            raise FileRefused("UTF-16: please save the list as UTF-8")
    for encoding in ("utf-8", "cp1252"):
        decoder = codecs.getincrementaldecoder(encoding)()
        with path.open("rb") as file:
            try:
                while chunk := file.read(1 << 20):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
        return "utf-8-sig" if encoding == "utf-8" else encoding
    raise FileRefused("neither UTF-8 nor Windows-1252")


def _watched(file: TextIO, advance: Callable[[int], object]) -> Iterator[str]:
    """The file's lines, telling now and then how many bytes were read since the last time."""
    told = 0
    for number, line in enumerate(file):
        if number % LINES_BETWEEN_LOOKS == 0:
            position = file.buffer.tell()
            advance(position - told)
            told = position
        yield line
    advance(file.buffer.tell() - told)


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


def _checked(line: int, cells: list[str], columns: list[str]) -> Row:
    if len(cells) != len(columns):
        raise Refused(f"{len(cells)} cells, but the header has {len(columns)}", INVALID)
    data = dict(zip(columns, cells, strict=True))
    try:
        email = canonical(data["email"])
    except ValidationError as error:
        what = "is missing" if not data["email"].strip() else "no address"
        raise Refused(f"email: {what}", INVALID) from error
    joined = _moment(data.get("subscribed_at", ""), "subscribed_at")
    left = _moment(data.get("unsubscribed_at", ""), "unsubscribed_at")
    if joined and left and left < joined:
        raise Refused("unsubscribed_at: lies before subscribed_at", INVALID)
    texts = tuple(_text(data.get(name, ""), name) for name in TEXT_COLUMNS)
    return Row(line, email, texts, joined, left)


def _text(value: str, name: str) -> str:
    if not value.isprintable():
        value = "".join(c for c in value if c.isprintable() or c.isspace())
    value = " ".join(value.split())
    if len(value) > _LIMITS[name]:
        raise Refused(f"{name}: {len(value):,} characters, at most {_LIMITS[name]}", INVALID)
    return value


def _moment(text: str, name: str) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    moment = _parsed(text)
    if moment is None:
        raise Refused(f"{name}: no date, for example 2015-05-04 or 04.05.2015", INVALID)
    if not EARLIEST <= moment.year <= timezone.now().year + 1:
        raise Refused(f"{name}: the year {moment.year} is out of range", INVALID)
    return moment


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> datetime | None:
    """Lists repeat their dates; the same day is read once."""
    for read in (datetime.fromisoformat, *(_reader_of(form) for form in DATE_FORMATS)):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo else timezone.make_aware(moment)
    return None


def _reader_of(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
