"""The look through a whole subscribers' list before anything of it is stored.

No list of words knows how people say that somebody left, so the structure decides: a list is one
row of names and below it one person a line. Whatever else stands in the file refuses it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path

from accounts.subscriber_addresses import addresses_in, holds_several, may_be_heading
from accounts.subscriber_columns import Columns, UnknownColumns, columns_of
from accounts.subscriber_files import OpenList, open_list
from importing.report import FileRefused, Refused

SHOWN_LINES = 20
"""Line numbers that a message gives for each kind of trouble."""
LINES_FOR_EXAMPLES = 1000
SHOWN_EXAMPLES = 8
SHOWN_CHARACTERS = 40
_SOME_DATE = re.compile("[1-9]")
"""In every filled cell of a date, but not in 0000-00-00, a dash, or a word for no."""
_PLAIN_ADDRESS = re.compile(r"\s*[^\s@]+@[^\s@]+\s*")
_ADDRESS_SHAPED = re.compile(r"[^\s@]@[^\s@]")


class Trouble(StrEnum):
    """What refuses the file, and what to do."""

    NO_ADDRESS = (
        "no address. If it is a heading, the lines below it may be people who left: say so in a"
        " column status (subscribed or unsubscribed). Otherwise delete the line"
    )
    SEVERAL = "several addresses in one cell. Give each a line of its own"
    ELSEWHERE = (
        "an address in another column. Two lists side by side? Put them below each other, with a"
        " column status (subscribed or unsubscribed). Otherwise empty the cell"
    )
    TOO_FEW = (
        "fewer cells than the header row. Two lists below each other? Say who left in a column status"
        " (subscribed or unsubscribed). Otherwise fill in the empty cells"
    )
    NO_NAME = "content in a column without a name. Name the column or empty the cell"
    UNREADABLE = "no readable CSV, or too long. Correct or delete the line"


def refuse_by_structure(path: Path, columns: Columns, advance: Callable[[int], object]) -> None:
    """Raises FileRefused, with all places. Reads the file once, in constant memory."""
    found: dict[Trouble, list[int]] = {}
    numbers: Counter[Trouble] = Counter()
    reasons: list[str] = []
    changes = Counter(dict.fromkeys(columns.changed, 0))
    rows = 0
    try:
        with open_list(path, lambda size: advance(0)) as file:
            for line, cells in _filled(file):
                rows += 1
                for trouble in _troubles(cells, columns):
                    numbers[trouble] += 1
                    if numbers[trouble] <= SHOWN_LINES:
                        found.setdefault(trouble, []).append(line)
                for index in columns.changed:
                    changes[index] += index < len(cells) and bool(_SOME_DATE.search(cells[index]))
    except FileRefused as refusal:  # nothing can be read from that line on
        reasons.append(str(refusal))
    reasons += [_places(trouble, found[trouble], numbers[trouble]) for trouble in found]
    reasons += [
        f"column {columns.names[index]}: a date of change that some lines have and others not may"
        " be the one of their leaving. Rename it to unsubscribed_at, or pass over it by its name"
        for index, filled in changes.items()
        if 0 < filled < rows
    ]
    if reasons:
        raise FileRefused("\n".join(["nothing was stored. Please look at this first:", *reasons]))


def _filled(file: OpenList) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty; an unreadable one has no cells."""
    for line, cells in file.rows():
        if isinstance(cells, Refused):
            yield line, []
        elif "".join(cells).strip():
            yield line, cells


def _troubles(cells: list[str], columns: Columns) -> set[Trouble]:
    if not cells:
        return {Trouble.UNREADABLE}
    email = cells[columns.email] if columns.email < len(cells) else ""
    is_plain = _PLAIN_ADDRESS.fullmatch(email)
    found = set()
    if not is_plain and may_be_heading(email):
        found.add(Trouble.NO_ADDRESS)
    elif not is_plain and holds_several(email):
        found.add(Trouble.SEVERAL)
    width = len(columns.names)
    if len(cells) < width:
        found.add(Trouble.TOO_FEW)
    if len(cells) > width or columns.unnamed:
        nameless = [*cells[width:], *(cells[i] for i in columns.unnamed if i < len(cells))]
        if "".join(nameless).strip():
            found.add(Trouble.NO_NAME)
    if "".join(cells).count("@") != email.count("@") and _names_somebody_else(cells, columns.email):
        found.add(Trouble.ELSEWHERE)
    return found


def _names_somebody_else(cells: list[str], email: int) -> bool:
    """Whether another cell than the address's holds an address, and not the same one."""
    own = addresses_in(cells[email]) if email < len(cells) else set()
    return any(
        _ADDRESS_SHAPED.search(cell) and not (own and addresses_in(cell) == own)
        for index, cell in enumerate(cells)
        if index != email
    )


def _places(trouble: Trouble, lines: list[int], number: int) -> str:
    more = f" and {number - len(lines):,} more" if number > len(lines) else ""
    return f"line {', '.join(map(str, lines))}{more}: {trouble}"


def unknown_columns(path: Path, *, file_name: str, ignored: list[str]) -> list[tuple[str, str]]:
    """The columns that somebody must look at, and what their cells say most often.

    Of the first LINES_FOR_EXAMPLES lines. Empty where the file is refused for something else.
    """
    try:
        with open_list(path, lambda size: None) as file:
            try:
                columns_of(file.header, file_name=file_name, ignored=ignored)
            except UnknownColumns as refusal:
                return _examples(file, refusal.names)
    except (FileRefused, OSError):
        pass
    return []


def _examples(file: OpenList, names: dict[int, str]) -> list[tuple[str, str]]:
    cells_of: dict[int, Counter[str]] = {index: Counter() for index in names}
    for number, (_, cells) in enumerate(_filled(file)):
        if number == LINES_FOR_EXAMPLES:
            break
        for index, counter in cells_of.items():
            if index < len(cells) and (cell := cells[index].strip()):
                counter[cell[:SHOWN_CHARACTERS]] += 1
    return [
        (
            names[index],
            ", ".join(
                f"{cell} ({number}×)" for cell, number in counter.most_common(SHOWN_EXAMPLES)
            ),
        )
        for index, counter in cells_of.items()
    ]
