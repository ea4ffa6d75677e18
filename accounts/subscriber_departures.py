"""Who left, as the lines of a subscribers' list say it."""

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache

from accounts.subscriber_cells import Doubt, date_or_answer, moment_of, says_no
from accounts.subscriber_columns import INVALID, Columns
from accounts.subscriber_words import (
    LEFT_WORDS,
    MAX_NAME,
    STATUS_WORDS,
    UNCONFIRMED_WORDS,
    YES,
    may_say_left,
    single_word,
)
from importing.report import Refused

Said = datetime | bool | str
_NAME = re.compile(r"[\w\s.,&'’`´\"„“”-]*")
_NO_NAME = re.compile(r"[\d_]|(?:^|\s)-|-(?:\s|$)")
MORE_THAN_A_NAME = "more than a name; delete what is no name, or give it a column of its own"


def departure_of(cells: list[str], columns: Columns) -> tuple[datetime | bool, Refused | None]:
    """When the person left, and the first fault of the cells that say so.

    True: the list does not say when. False: it does not say that the person left; without a fault
    it says that the person is subscribed.
    """
    faults: list[Refused] = []

    def read(reader: Callable[[str, str], Said], indexes: list[int]) -> list[Said]:
        return [_said(reader, cells[index], columns.names[index], faults) for index in indexes]

    words = read(_status, columns.status) + read(_activity, columns.active)
    said = words + read(_mark, columns.left) + read(_denial, columns.subscribed_at)
    read(_date_of_change, columns.changed)
    if moments := [each for each in said if isinstance(each, datetime)]:
        return min(moments), next(iter(faults), None)
    says_left = columns.all_left or True in said or not LEFT_WORDS.isdisjoint(said)
    if not says_left:
        if (words or columns.confirmed) and (fault := _unconfirmed(cells, columns, words)):
            faults.append(fault)
        says_left = _says_left_in_words(cells, columns, faults)
    return says_left, faults[0] if faults else None


def _said(read: Callable[[str, str], Said], cell: str, name: str, faults: list[Refused]) -> Said:
    """What the cell says; True, that the person left, where it is filled and cannot be read.

    So the error is a subscriber too few: "telefonisch, 3. Mai" may well be how somebody left.
    A doubt refuses the line without saying so.
    """
    try:
        return read(cell, name)
    except Doubt as fault:
        faults.append(fault)
        return False
    except Refused as fault:
        faults.append(fault)
        return bool(cell.strip())


def _mark(cell: str, name: str) -> datetime | bool:
    return bool(cell) and (single_word(cell) in LEFT_WORDS or date_or_answer(cell, name))


def _status(cell: str, name: str) -> str:
    word = single_word(cell)
    if word in STATUS_WORDS:
        return word
    raise Refused(f"{name}: says neither subscribed nor unsubscribed", INVALID)


def _activity(cell: str, name: str) -> str:
    """A cell of Meaning.ACTIVE as the word of a status."""
    word = single_word(cell)
    if word in STATUS_WORDS:
        return word
    if not cell.strip():
        raise Refused(f"{name}: says neither yes nor no", INVALID)
    if word in YES or word == "1":
        return "active"
    if date_or_answer(cell, name):  # "active: 2015" may mean until then
        raise Doubt(f"{name}: says neither yes nor no", INVALID)
    return "inactive"


def _denial(cell: str, name: str) -> bool:
    """Whether a cell of Meaning.SUBSCRIBED_AT says that the person is not subscribed."""
    try:
        return _date_of_change(cell, name)
    except Doubt:
        if says_no(cell):
            return True
        raise


def _date_of_change(cell: str, name: str) -> bool:
    """False; raises Doubt where the cell is filled and no date."""
    if cell.strip():
        moment_of(cell, name)
    return False


def _unconfirmed(cells: list[str], columns: Columns, words: list[Said]) -> Refused | None:
    """Where columns of a status stand, an empty cell of Meaning.CONFIRMED says nothing."""
    names = [
        columns.names[index]
        for index, word in zip([*columns.status, *columns.active], words, strict=True)
        if word in UNCONFIRMED_WORDS
    ]
    try:
        names += [
            columns.names[index]
            for index in columns.confirmed
            if not (words and not cells[index].strip())
            and not date_or_answer(cells[index], columns.names[index])
        ]
    except Refused as fault:
        return fault
    if not names:
        return None
    return Refused(f"{names[0]}: the subscription was never confirmed", INVALID)


def _says_left_in_words(cells: list[str], columns: Columns, faults: list[Refused]) -> bool:
    """Whether a remark, or a note behind a name, says so. What is no such word is a doubt."""
    if columns.file_named_left:
        faults.append(Refused("by the file's name the person left, by the line not", INVALID))
    for index in columns.others:
        if cells[index] and may_say_left(cells[index]):
            fault = (
                "may say that the person left; if it does not, empty or change the cell, or remove the"
                " column"
            )
            faults.append(Refused(f"{columns.names[index]}: {fault}", INVALID))
            return True
    says_left = False
    for index in columns.remarks:
        if not cells[index].strip(" -"):
            continue
        says_left = says_left or may_say_left(cells[index])
        fault = (
            "a remark; if it does not say that the person left, empty the cell or remove the column"
        )
        faults.append(Refused(f"{columns.names[index]}: {fault}", INVALID))
    faults += [
        Refused(f"{columns.names[index]}: {MORE_THAN_A_NAME}", INVALID)
        for index in columns.people
        if cells[index] != cells[columns.email] and not is_name(cells[index])
    ]
    return says_left


def is_name(text: str) -> bool:
    """Whether the text may be the name of a person: no digits, brackets, or remark behind a dash.

    Linear. Also false for letters that are struck through.
    """
    return not text or _is_name(text[:MAX_NAME])


@lru_cache(maxsize=10_000)
def _is_name(text: str) -> bool:
    """Names repeat."""
    if not text.strip(" -"):
        return True
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return bool(_NAME.fullmatch(text)) and not _NO_NAME.search(text)
