"""The lines of a subscribers' list as checked rows.

The file is streamed; what grows with it is the memory of addresses seen, 12 bytes each.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.utils import timezone

from accounts.subscriber_addresses import AddressCell, read_address
from accounts.subscriber_cells import date_or_answer, text_of
from accounts.subscriber_columns import INVALID, KEPT, TEXT_COLUMNS, Columns, columns_of
from accounts.subscriber_departures import departure_of, is_name
from accounts.subscriber_files import OpenList, open_list
from accounts.subscriber_structure import refuse_by_structure
from accounts.subscriber_words import may_say_left
from importing.report import Refused, Report
from importing.seen import Seen

DUPLICATE = "duplicate in the file"
NO_TEXTS = ("",) * len(TEXT_COLUMNS)
_BROKEN = re.compile("Ã[\x84\x96\x9c\x9f¤¶¼Ÿ„–œ©¨]|Â[\xa0-\xbf]|\ufffd")
"""UTF-8 that was read as Windows-1252 or Latin-1, and what stands for a letter that was lost."""


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


class RefusedPerson(Refused):
    """A line that is refused, of a person whose address is known.

    `row` says that the person left; without a date that nobody knows it (a doubt).
    """

    def __init__(self, refusal: Refused, row: Row) -> None:
        super().__init__(str(refusal), refusal.verdict)
        self.row = row


def read_rows(
    path: Path,
    *,
    report: Report,
    advance: Callable[[int], object],
    ignored: Collection[str] = (),
    file_name: str = "",
) -> Iterator[Row]:
    """The file's good rows; bad ones go to the report.

    Each address comes once, and again where a later line says that the person left; it also comes
    where a line that is refused says so. Raises FileRefused before the first row where it is not
    certain what the file says. Reads the file twice: once as a whole, to look for that.
    """
    with open_list(path, advance) as file:
        columns = columns_of(file.header, file_name=file_name or path.name, ignored=ignored)
        refuse_by_structure(path, columns, advance)
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
                    if row.unsubscribed_at is None:
                        raise fault
                    raise _refusal(fault, row.line, row.email, row.unsubscribed_at)
                yield row
        except RefusedPerson as refusal:
            row = refusal.row
            is_new = seen.first_line(row.email, line) == line  # then no later line subscribes it
            if row.unsubscribed_at is None and not is_new:
                row = replace(row, unsubscribed_at=timezone.now())
            if row.unsubscribed_at is None:
                report.refuse(line, refusal)
            else:
                report.refuse(line, Refused(f"{refusal}{KEPT}", refusal.verdict))
                yield row
        except Refused as refusal:
            report.refuse(line, refusal)


def _checked(line: int, cells: list[str], columns: Columns) -> Row:
    """Raises RefusedPerson; Refused where no address can be read."""
    address = read_address(cells[columns.email])
    departure, fault = departure_of(cells, columns)
    if not departure and (beside := _beside(address)):
        departure, fault = may_say_left(f"{address.name} {address.remark}"), beside
    left = timezone.now() if departure is True else departure or None
    if fault := fault or _broken_letters(cells, columns):
        raise _refusal(fault, line, address.email, left)
    try:
        joined = _joined_at(cells, columns)
        texts = tuple(
            "" if index is None else text_of(cells[index], name)
            for name, index in zip(TEXT_COLUMNS, columns.texts, strict=True)
        )
    except Refused as error:
        raise _refusal(error, line, address.email, left) from error
    if joined and left and left < joined:
        left = joined  # whichever date is wrong: the list knows of a departure
    return Row(line, address.email, texts, joined, left)


def _beside(address: AddressCell) -> Refused | None:
    """Words before or behind the address, but the name of its owner."""
    if not address.remark and (
        not address.name or (is_name(address.name) and not may_say_left(address.name))
    ):
        return None
    return Refused("email: words beside the address; delete them", INVALID)


def _broken_letters(cells: list[str], columns: Columns) -> Refused | None:
    """Letters that an earlier program has spoilt: "gekÃ¼ndigt" is not known for what it says."""
    for name, cell in zip(columns.names, cells, strict=False):
        if _BROKEN.search(cell):
            return Refused(f"{name}: broken letters such as Ã¼", INVALID)
    return None


def _refusal(fault: Refused, line: int, email: str, left: datetime | None) -> RefusedPerson:
    return RefusedPerson(fault, Row(line, email, NO_TEXTS, None, left, only_left=True))


def _joined_at(cells: list[str], columns: Columns) -> datetime | None:
    """When the subscription was confirmed, else the first date of one."""
    for index in [*columns.confirmed, *columns.subscribed_at]:
        found = date_or_answer(cells[index], columns.names[index])
        if isinstance(found, datetime):
            if found > timezone.now():
                raise Refused("subscribed_at: lies in the future", INVALID)
            return found
    return None
