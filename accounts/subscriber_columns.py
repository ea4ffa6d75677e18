"""Reading the header row of a subscribers' list: where in a line each thing stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.subscriber_names import (
    ALL_LEFT,
    MEANINGS,
    ONCE,
    SAY_WHO_LEFT,
    Meaning,
    file_may_say_left,
)
from accounts.subscriber_words import MAX_NAME, may_say_left, plain, plain_name
from importing.report import FileRefused

TEXT_COLUMNS = ("first_name", "last_name", "organisation", "consent_source")
TIME_COLUMNS = ("subscribed_at", "unsubscribed_at")
COLUMNS = ("email", *TEXT_COLUMNS, *TIME_COLUMNS)
"""Our own format."""

INVALID = "invalid"
"""The verdict on a line that cannot be read."""
KEPT = "; the address counts as unsubscribed"
"""Follows the reason of a line that is refused, while its departure is not lost."""
MAX_COLUMNS = 200
_NAMES = (Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.FULL_NAME)
_MAY_HOLD_REMARKS = (
    Meaning.NOT_KEPT, Meaning.CHANGED, Meaning.CONSENT_SOURCE, *_NAMES, Meaning.ORGANISATION,
    Meaning.SUBSCRIBED_AT, Meaning.CONFIRMED,
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(MEANINGS)}


@dataclass(frozen=True)
class Columns:
    """Where in a line each thing stands; `texts` follow TEXT_COLUMNS, None where there is none.

    `people` are the names of persons; `others` all columns that may hold a remark though they are
    not there for it: what is passed over, names, the source and the dates of the consent.
    """

    names: list[str]
    email: int
    texts: list[int | None]
    subscribed_at: list[int]
    confirmed: list[int]
    left: list[int]
    active: list[int]
    status: list[int]
    changed: list[int]
    remarks: list[int]
    people: list[int]
    others: list[int]
    unnamed: list[int]
    all_left: bool
    file_named_left: bool


class UnknownColumns(FileRefused):
    """Columns that somebody must look at; `names` by their place in a line."""

    def __init__(self, names: dict[int, str]) -> None:
        options = " ".join(f'--ignore-extra "{name}"' for name in names.values())
        super().__init__(
            f"unknown column: {', '.join(names.values())}; known: {', '.join(COLUMNS)}. Look at its"
            f" cells: if they say nothing about who left, pass over it by its name: {options}"
        )
        self.names = names


def columns_of(header: Sequence[str], *, file_name: str, ignored: Collection[str] = ()) -> Columns:
    """Read a header row. Raises FileRefused where it is not certain what the list says.

    `ignored` are the names of columns at which somebody has looked: they are passed over.
    """
    header = list(header)
    while header and not header[-1].strip():  # a spreadsheet's empty columns
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise FileRefused(f"{len(header):,} columns, at most {MAX_COLUMNS}")
    names = [_shown(cell) for cell in header]
    keys = [plain_name(name) for name in names]
    found = [MEANINGS.get(key) for key in keys]
    if Meaning.EMAIL not in found:
        raise FileRefused(f"the header row has no column email; known: {', '.join(COLUMNS)}")
    if any("@" in name for name in names):
        raise FileRefused("the header row holds an address")
    _refuse_doubles(names, keys, found)
    unnamed = [index for index, name in enumerate(names) if not name]
    extra = _extra(names, found, {_key(name) for name in ignored})

    def of(meaning: Meaning) -> list[int]:
        indexes = [index for index, each in enumerate(found) if each is meaning]
        return sorted(indexes, key=lambda index: _RANK[keys[index]])

    columns = Columns(
        names=names,
        email=of(Meaning.EMAIL)[0],
        texts=[
            next(iter(of(Meaning.FIRST_NAME)), None),
            next(iter(of(Meaning.LAST_NAME) or of(Meaning.FULL_NAME)), None),
            next(iter(of(Meaning.ORGANISATION)), None),
            next(iter(of(Meaning.CONSENT_SOURCE)), None),
        ],
        subscribed_at=of(Meaning.SUBSCRIBED_AT),
        confirmed=of(Meaning.CONFIRMED),
        left=of(Meaning.LEFT),
        active=of(Meaning.ACTIVE),
        status=of(Meaning.STATUS),
        changed=[index for index in of(Meaning.CHANGED) if index not in extra],
        remarks=of(Meaning.REMARK),
        people=[index for meaning in _NAMES for index in of(meaning)],
        others=sorted({*extra, *(i for meaning in _MAY_HOLD_REMARKS for i in of(meaning))}),
        unnamed=unnamed,
        all_left=not ALL_LEFT.isdisjoint(keys),
        file_named_left=file_may_say_left(file_name),
    )
    _refuse_by_file_name(columns)
    return columns


def _shown(cell: str) -> str:
    """A column's name as messages show it."""
    text = "".join(c for c in cell[:MAX_NAME] if c.isprintable() or c.isspace())
    return " ".join(text.split())


def _refuse_doubles(names: list[str], keys: list[str], found: Sequence[Meaning | None]) -> None:
    twice = {
        name
        for name, key, meaning in zip(names, keys, found, strict=True)
        if (name and not key and names.count(name) > 1)
        or (key and keys.count(key) > 1)
        or (meaning in ONCE and found.count(meaning) > 1)
    }
    if twice:
        raise FileRefused(f"column twice: {', '.join(sorted(twice))}")


def _key(name: str) -> str:
    """By which a name is recognised; one of signs only by itself."""
    return plain(name) or _shown(name)


def _extra(names: list[str], found: Sequence[Meaning | None], ignored: set[str]) -> list[int]:
    """The columns that are passed over: all others that nobody knows must have been named."""
    named = [index for index, name in enumerate(names) if name and _key(name) in ignored]
    if telling := [names[i] for i in named if found[i] in SAY_WHO_LEFT or may_say_left(names[i])]:
        raise FileRefused(
            f"column that cannot be passed over: {', '.join(telling)}; it says who left. Rename it"
            " to unsubscribed_at (a date, or yes and no) or status (subscribed, unsubscribed), or"
            " remove it if it says neither"
        )
    passed = [index for index in named if found[index] in {None, Meaning.CHANGED}]
    if unknown := {
        index: name
        for index, name in enumerate(names)
        if name and not found[index] and index not in passed
    }:
        raise UnknownColumns(unknown)
    return passed


def _refuse_by_file_name(columns: Columns) -> None:
    """A name alone is too weak to unsubscribe everybody, and too strong to subscribe them."""
    says_who_left = columns.all_left or columns.left or columns.status or columns.active
    if columns.file_named_left and not says_who_left:
        raise FileRefused(
            "the file's name says that these people left, but no column does: add a column"
            " status (unsubscribed or subscribed), or rename the file"
        )
