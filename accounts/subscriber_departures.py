"""Who left, as the lines of a subscribers' list say it."""

from datetime import datetime

from accounts.subscriber_cells import date_or_answer, is_date_shaped, is_yes
from accounts.subscriber_columns import INVALID, Columns
from accounts.subscriber_words import (
    LEFT_WORDS,
    STATUS_WORDS,
    UNCONFIRMED_WORDS,
    may_say_left,
    plain,
)
from importing.report import Refused


def departure_of(cells: list[str], columns: Columns) -> tuple[datetime | bool, Refused | None]:
    """When the person left, and the first fault of the cells that say so.

    True: the list does not say when. False: it does not say that the person left; without a fault
    it says that the person is subscribed.
    """
    found, faults = _marks(cells, columns)
    words, more = _status_words(cells, columns)
    fault = next(iter(faults + more), None)
    if moments := [each for each in found if isinstance(each, datetime)]:
        return min(moments), fault
    if columns.all_left or True in found or not LEFT_WORDS.isdisjoint(words.values()):
        return True, fault
    return False, fault or _unconfirmed(cells, columns, words) or _hidden(cells, columns)


def _marks(cells: list[str], columns: Columns) -> tuple[list[datetime | bool], list[Refused]]:
    """What the columns of Meaning.LEFT say, and which of their cells cannot be read."""
    found: list[datetime | bool] = []
    faults = []
    for index in columns.left:
        try:
            found.append(_mark(cells[index], columns.names[index]))
        except Refused as fault:
            found.append(is_date_shaped(cells[index]))
            faults.append(fault)
    return found, faults


def _mark(cell: str, name: str) -> datetime | bool:
    return True if plain(cell) in LEFT_WORDS else date_or_answer(cell, name)


def _status_words(cells: list[str], columns: Columns) -> tuple[dict[int, str], list[Refused]]:
    """The words in the columns of Meaning.STATUS and ACTIVE, and the cells that hold no such word."""
    words = {}
    faults = []
    for index in (*columns.status, *columns.active):
        read = _status if index in columns.status else _activity
        try:
            words[index] = read(cells[index], columns.names[index])
        except Refused as fault:
            faults.append(fault)
    return words, faults


def _status(cell: str, name: str) -> str:
    word = plain(cell)
    if word in STATUS_WORDS:
        return word
    raise Refused(f"{name}: says neither subscribed nor unsubscribed", INVALID)


def _activity(cell: str, name: str) -> str:
    """A cell of Meaning.ACTIVE as the word of a status."""
    word = plain(cell)
    if word in STATUS_WORDS:
        return word
    if not cell.strip():
        raise Refused(f"{name}: says neither yes nor no", INVALID)
    return "active" if is_yes(cell, name) else "inactive"


def _unconfirmed(cells: list[str], columns: Columns, words: dict[int, str]) -> Refused | None:
    """Where columns of a status stand, they decide."""
    unconfirmed = [index for index, word in words.items() if word in UNCONFIRMED_WORDS]
    if not words:
        try:
            unconfirmed = [
                index
                for index in columns.confirmed
                if not is_yes(cells[index], columns.names[index])
            ]
        except Refused as fault:
            return fault
    if not unconfirmed:
        return None
    name = columns.names[unconfirmed[0]]
    return Refused(f"{name}: the subscription was never confirmed", INVALID)


def _hidden(cells: list[str], columns: Columns) -> Refused | None:
    """A remark, a note behind a name, or the name of the file may still say who left."""
    if columns.file_named_left:
        return Refused("by the file's name the person left, by the line not", INVALID)
    for index in columns.remarks:
        if cells[index].strip(" -"):
            return Refused(
                f"{columns.names[index]}: a remark; if it does not say that the person left, empty"
                " the cell or remove the column",
                INVALID,
            )
    for index in columns.others:
        if cells[index] and may_say_left(cells[index]):
            return Refused(
                f"{columns.names[index]}: may say that the person left; if it does not, empty or change"
                " the cell, or remove the column",
                INVALID,
            )
    return None
