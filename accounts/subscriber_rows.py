"""The lines of a subscribers' list as checked rows.

The file is streamed; what grows with it is the memory of addresses seen, 12 bytes each.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.addresses import canonical
from accounts.subscriber_cells import date_or_answer, moment_of, text_of
from accounts.subscriber_columns import INVALID, KEPT, TEXT_COLUMNS, Columns, columns_of
from accounts.subscriber_departures import departure_of
from accounts.subscriber_extra import refuse_telling_columns
from accounts.subscriber_files import OpenList, open_list
from accounts.subscriber_headings import looks_like_heading
from accounts.subscriber_names import MEANINGS, file_may_say_left
from accounts.subscriber_words import may_say_left, plain
from importing.report import FileRefused, Refused, Report
from importing.seen import Seen

DUPLICATE = "duplicate in the file"
NO_TEXTS = ("",) * len(TEXT_COLUMNS)
_BROKEN = re.compile("Ã[\x84\x96\x9c\x9f¤¶¼Ÿ„–œ©¨]|Â[\xa0-\xbf]|\ufffd")
"""UTF-8 that was read as Windows-1252 or Latin-1, and what stands for a letter that was lost."""
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>[\s,;]*")


@dataclass(frozen=True, slots=True)
class Row:
    """A checked line of the list. `texts` follow TEXT_COLUMNS.

    `only_left`: the line was refused, for a fault or since its address stood in an earlier one;
    the row says nothing but that the person left, and is not counted.
    """

    line: int
    email: str
    texts: tuple[str, ...]
    subscribed_at: datetime | None
    unsubscribed_at: datetime | None
    only_left: bool = False


class RefusedLeaver(Refused):
    """A line that is refused, of a person who left."""

    def __init__(self, refusal: Refused, row: Row) -> None:
        super().__init__(f"{refusal}{KEPT}", refusal.verdict)
        self.row = row


def read_rows(
    path: Path, *, report: Report, advance: Callable[[int], object], ignore_extra: bool = False
) -> Iterator[Row]:
    """The file's good rows; bad ones go to the report.

    Each address comes once, and again where a later line says that the person left; it also comes
    where a line that is refused says so. Raises FileRefused where it is not certain what the
    file says: before the first row, and at a heading between rows. Reads the file once, and once more where columns of unknown names
    are to be passed over.
    """
    with open_list(path, advance) as file:
        columns = columns_of(file.header, file_name=path.name, ignore_extra=ignore_extra)
        refuse_telling_columns(path, columns)
        yield from _good_rows(file, columns, report)


def _good_rows(file: OpenList, columns: Columns, report: Report) -> Iterator[Row]:
    seen = Seen()
    for line, cells in file.rows():
        try:
            if isinstance(cells, Refused):
                raise cells
            if "".join(cells).strip():
                row = _checked(line, cells, columns)
                first = seen.first_line(row.email, line)
                if first != line:
                    fault = Refused(f"email: stands in line {first} already", DUPLICATE)
                    raise _refusal(fault, row.line, row.email, row.unsubscribed_at)
                yield row
        except RefusedLeaver as refusal:
            seen.first_line(refusal.row.email, line)  # a later line cannot subscribe this address
            report.refuse(line, refusal)
            yield refusal.row
        except Refused as refusal:
            if not isinstance(cells, Refused):
                _refuse_heading(line, cells, columns)
            report.refuse(line, refusal)


def _checked(line: int, cells: list[str], columns: Columns) -> Row:
    """Raises Refused; RefusedLeaver where address and departure can be read in spite of a fault."""
    cells = _as_many(cells, columns)
    words, email = _email(cells[columns.email])
    departure, fault = departure_of(cells, columns)
    left = timezone.now() if departure is True else departure or None
    if not fault and not left and may_say_left(words):
        fault = Refused(
            "email: the words before the address may say that the person left; if they do not,"
            " remove them",
            INVALID,
        )
    if fault := fault or _broken_letters(cells, columns):
        raise _refusal(fault, line, email, left)
    try:
        joined = _joined_at(cells, columns)
        texts = tuple(
            "" if index is None else text_of(cells[index], name)
            for name, index in zip(TEXT_COLUMNS, columns.texts, strict=True)
        )
    except Refused as error:
        raise _refusal(error, line, email, left) from error
    if joined and left and left < joined:
        left = joined  # whichever date is wrong: the list knows of a departure
    return Row(line, email, texts, joined, left)


def _broken_letters(cells: list[str], columns: Columns) -> Refused | None:
    """Letters that an earlier program has spoilt: "gekÃ¼ndigt" is not known for what it says."""
    for name, cell in zip(columns.names, cells, strict=False):
        if _BROKEN.search(cell):
            return Refused(f"{name}: broken letters such as Ã¼", INVALID)
    return None


def _refuse_heading(line: int, cells: list[str], columns: Columns) -> None:
    """Raises FileRefused at a line such as "Abgänge 2014", or the header row of a second list: it may
    say of those below it that they left.
    """
    email = cells[columns.email] if columns.email < len(cells) else ""
    if _is_address(email):
        return
    filled = [index for index, cell in enumerate(cells) if cell.strip()]
    expected = {*columns.left, *columns.active, *columns.status, *columns.confirmed}
    text = " ".join(cells[index] for index in filled if len(filled) == 1 or index not in expected)
    if (
        looks_like_heading([cells[index] for index in filled], email, first=cells[0])
        or plain(email) in MEANINGS
        or file_may_say_left(text)
    ):
        raise FileRefused(
            f"line {line}: a heading? Nothing from this line on was read. Remove the line; where it"
            " says who left, add a column status (unsubscribed or subscribed)"
        )


def _refusal(fault: Refused, line: int, email: str, left: datetime | None) -> Refused:
    if left is None:
        return fault
    return RefusedLeaver(fault, Row(line, email, NO_TEXTS, None, left, only_left=True))


def _email(cell: str) -> tuple[str, str]:
    """The words before an address, and the address, of `Anna <a@b.example>` or `mailto:a@b.example,`."""
    named = _NAMED.fullmatch(cell)
    words, address = named.groups() if named else ("", cell)
    try:
        return words, canonical(address.strip(" ,;\t\u00a0").removeprefix("mailto:"))
    except ValidationError as error:
        what = "no address" if cell.strip() else "is missing"
        raise Refused(f"email: {what}", INVALID) from error


def _is_address(cell: str) -> bool:
    try:
        return bool(_email(cell))
    except Refused:
        return False


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


def _joined_at(cells: list[str], columns: Columns) -> datetime | None:
    """When the subscription was confirmed, else the first date of one."""
    for index in columns.confirmed:
        found = date_or_answer(cells[index], columns.names[index])
        if isinstance(found, datetime):
            return _past(found)
    for index in columns.subscribed_at:
        if moment := moment_of(cells[index], columns.names[index]):
            return _past(moment)
    return None


def _past(moment: datetime) -> datetime:
    if moment > timezone.now():
        raise Refused("subscribed_at: lies in the future", INVALID)
    return moment
