"""The lines of a subscribers' list as checked rows.

The file is streamed; what grows with it is the memory of addresses seen, 12 bytes each.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, UTC, datetime
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.addresses import canonical
from accounts.models import LegacySubscriber
from accounts.subscriber_columns import (
    FLAGS,
    INVALID,
    LEFT_WORDS,
    NO,
    SUBSCRIBED_WORDS,
    TEXT_COLUMNS,
    UNCONFIRMED_WORDS,
    YES,
    Columns,
    columns_of,
    plain,
    refuse_suspects,
)
from accounts.subscriber_files import OpenList, open_list
from importing.limits import max_length_of
from importing.report import Refused, Report
from importing.seen import Seen

DUPLICATE = "duplicate in the file"
DATE_FORMATS = ("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%y")
EARLIEST = 1990
NO_TEXTS = ("",) * len(TEXT_COLUMNS)
_LIMITS = {name: max_length_of(LegacySubscriber, name) for name in TEXT_COLUMNS}
_WORD = re.compile(r"[\w-]+")
_NOTHING = re.compile(r"[0\-.:/ ]*(?:(?<=0)T[0:.]*Z?)?")
"""An empty cell, or an empty date such as 0000-00-00T00:00:00."""


@dataclass(frozen=True, slots=True)
class Row:
    """A checked line of the list. `texts` follow TEXT_COLUMNS.

    `is_repeat`: the address stood in an earlier line; this one only adds that the person left.
    """

    line: int
    email: str
    texts: tuple[str, ...]
    subscribed_at: datetime | None
    unsubscribed_at: datetime | None
    is_repeat: bool = False


def read_rows(
    path: Path, *, report: Report, advance: Callable[[int], object], ignore_extra: bool = False
) -> Iterator[Row]:
    """The file's good rows; bad ones go to the report.

    Each address comes once, and again where a later line says that the person left. Raises
    FileRefused, before the first row, where it is not certain what the file says. Reads the file
    once, and once more where columns are to be passed over.
    """
    with open_list(path, advance) as file:
        columns = columns_of(file.header, file_name=path.name, ignore_extra=ignore_extra)
        if columns.unknown:
            _refuse_flags(path, columns)
        yield from _good_rows(file, columns, report)


def _refuse_flags(path: Path, columns: Columns) -> None:
    """A column that answers yes or no may say who left, whatever its name is."""
    answers: dict[int, bool] = {}
    with open_list(path, lambda size: None) as file:
        for cells in _readable(file):
            for index in columns.unknown:
                if index < len(cells) and (word := plain(cells[index])):
                    answers[index] = answers.get(index, True) and word in FLAGS
    refuse_suspects([columns.names[index] for index, is_flag in answers.items() if is_flag])


def _readable(file: OpenList) -> Iterator[list[str]]:
    while True:
        file.lines.begin_record()
        try:
            yield next(file.reader)
        except StopIteration:
            return
        except (csv.Error, Refused):  # reported when the rows are read
            continue


def _good_rows(file: OpenList, columns: Columns, report: Report) -> Iterator[Row]:
    seen = Seen()
    while True:
        line = file.lines.begin_record()
        try:
            cells = next(file.reader)
            if "".join(cells).strip():
                row = _checked(line, cells, columns)
                first = seen.first_line(row.email, line)
                if first == line:
                    yield row
                    continue
                if row.unsubscribed_at:
                    yield replace(row, texts=NO_TEXTS, subscribed_at=None, is_repeat=True)
                report.refuse(line, Refused(f"email: stands in line {first} already", DUPLICATE))
        except StopIteration:
            return
        except csv.Error as error:
            report.refuse(line, Refused(f"broken CSV: {error}", INVALID))
        except Refused as refusal:
            report.refuse(line, refusal)


def _checked(line: int, cells: list[str], columns: Columns) -> Row:
    cells = _as_many(cells, columns)
    try:
        email = canonical(cells[columns.email])
    except ValidationError as error:
        what = "is missing" if not cells[columns.email].strip() else "no address"
        raise Refused(f"email: {what}", INVALID) from error
    _refuse_hidden_departure(cells, columns)
    joined = _joined_at(cells, columns)
    if joined and joined > timezone.now():
        raise Refused("subscribed_at: lies in the future", INVALID)
    left = _left_at(cells, columns)
    if left is True:
        left = timezone.now()
    if joined and left and left < joined:
        left = joined  # whichever date is wrong: the list knows of a departure
    texts = tuple(
        "" if index is None else _text(cells[index], name)
        for name, index in zip(TEXT_COLUMNS, columns.texts, strict=True)
    )
    return Row(line, email, texts, joined, left or None)


def _as_many(cells: list[str], columns: Columns) -> list[str]:
    """A cell for each column. Columns without a name, and cells behind the last, must be empty."""
    number = len(columns.names)
    if len(cells) == number and not columns.unnamed:
        return cells
    named = [index for index, name in enumerate(columns.names) if name]
    if any(cell.strip() for cell in cells[number:]) or len(cells) <= named[-1]:
        raise Refused(f"{len(cells)} cells, but the header has {len(named)}", INVALID)
    cells = cells[:number] + [""] * (number - len(cells))
    for index in columns.unnamed:
        if cells[index].strip():
            raise Refused(f"column {index + 1}: has content but no name", INVALID)
    return cells


def _refuse_hidden_departure(cells: list[str], columns: Columns) -> None:
    """A column that is passed over may still say who left: a remark or a tag, for example."""
    for index in (*columns.unknown, *columns.not_kept):
        words = [cells[index], *_WORD.findall(cells[index])]
        if not LEFT_WORDS.isdisjoint(map(plain, words)):
            raise Refused(f"{columns.names[index]}: may say that the person left", INVALID)


def _left_at(cells: list[str], columns: Columns) -> datetime | bool:
    """When the person left, True where the list does not say when, False who is subscribed.

    Raises Refused where the list says neither, or the subscription was never confirmed.
    """
    found = [_departure(cells[index], columns.names[index]) for index in columns.left]
    if moments := [each for each in found if isinstance(each, datetime)]:
        return min(moments)
    if columns.all_left or True in found:
        return True
    words = [(index, _status(cells[index], columns.names[index])) for index in columns.status]
    words += [(index, _activity(cells[index], columns.names[index])) for index in columns.active]
    if any(word in LEFT_WORDS for _, word in words):
        return True
    unconfirmed = [index for index, word in words if word in UNCONFIRMED_WORDS]
    if not words:  # else the status decides
        unconfirmed = [
            index for index in columns.confirmed if not _is_yes(cells[index], columns.names[index])
        ]
    if unconfirmed:
        name = columns.names[unconfirmed[0]]
        raise Refused(f"{name}: the subscription was never confirmed", INVALID)
    return False


def _departure(cell: str, name: str) -> datetime | bool:
    """What a cell of Meaning.LEFT says: a date, yes, or no."""
    if not cell:
        return False
    if plain(cell) in LEFT_WORDS:
        return True
    return _date_or_answer(cell, name)


def _status(cell: str, name: str) -> str:
    word = plain(cell)
    if word in SUBSCRIBED_WORDS or word in LEFT_WORDS or word in UNCONFIRMED_WORDS:
        return word
    raise Refused(f"{name}: says neither subscribed nor unsubscribed", INVALID)


def _activity(cell: str, name: str) -> str:
    """A cell of Meaning.ACTIVE as the word of a status."""
    word = plain(cell)
    if word in SUBSCRIBED_WORDS or word in LEFT_WORDS or word in UNCONFIRMED_WORDS:
        return word
    if not cell.strip():
        raise Refused(f"{name}: says neither yes nor no", INVALID)
    return "active" if _is_yes(cell, name) else "inactive"


def _is_yes(cell: str, name: str) -> bool:
    return bool(_date_or_answer(cell, name))


def _joined_at(cells: list[str], columns: Columns) -> datetime | None:
    """When the subscription was confirmed, else the first date of one."""
    for index in columns.confirmed:
        found = _date_or_answer(cells[index], columns.names[index])
        if isinstance(found, datetime):
            return found
    for index in columns.subscribed_at:
        if moment := _moment(cells[index], columns.names[index]):
            return moment
    return None


def _date_or_answer(cell: str, name: str) -> datetime | bool:
    """A date, True for yes and for a number above 0, False for no, 0 and an empty cell."""
    text = cell.strip()
    if _NOTHING.fullmatch(text) or plain(text) in NO:
        return False
    if plain(text) in YES:
        return True
    if (moment := _parsed(text)) and _is_in_range(moment):
        return moment
    if text.isascii() and text.isdigit():
        return True
    if moment:
        raise Refused(f"{name}: the year {moment.year} is out of range", INVALID)
    raise Refused(f"{name}: neither yes, no nor a date", INVALID)


def _text(value: str, name: str) -> str:
    if not value.isprintable():
        value = "".join(c for c in value if c.isprintable() or c.isspace())
    value = " ".join(value.split())
    if len(value) > _LIMITS[name]:
        raise Refused(f"{name}: {len(value):,} characters, at most {_LIMITS[name]}", INVALID)
    return value


def _moment(text: str, name: str) -> datetime | None:
    text = text.strip()
    if _NOTHING.fullmatch(text):
        return None
    moment = _parsed(text)
    if moment is None:
        raise Refused(f"{name}: no date, for example 2015-05-04 or 04.05.2015", INVALID)
    if not _is_in_range(moment):
        raise Refused(f"{name}: the year {moment.year} is out of range", INVALID)
    return moment


def _is_in_range(moment: datetime) -> bool:
    return EARLIEST <= moment.year <= timezone.now().year + 1


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> datetime | None:
    """Lists repeat their dates; the same day is read once."""
    for read in (datetime.fromisoformat, *(_reader_of(form) for form in DATE_FORMATS)):
        try:
            moment = read(text)
        except ValueError:
            continue
        moment = moment if moment.tzinfo else timezone.make_aware(moment)
        # PostgreSQL does not read every offset that Python reads.
        return moment.astimezone(UTC) if EARLIEST <= moment.year < MAXYEAR else moment
    return None


def _reader_of(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
