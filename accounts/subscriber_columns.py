"""Reading the header row of a subscribers' list: where in a line each thing stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.subscriber_names import (
    ALL_LEFT,
    HARMLESS,
    MEANINGS,
    ONCE,
    Meaning,
    file_may_say_left,
    name_may_say_left,
)
from accounts.subscriber_words import MAX_NAME, plain
from importing.report import FileRefused

TEXT_COLUMNS = ("first_name", "last_name", "organisation", "consent_source")
TIME_COLUMNS = ("subscribed_at", "unsubscribed_at")
COLUMNS = ("email", *TEXT_COLUMNS, *TIME_COLUMNS)
"""Our own format."""

INVALID = "invalid"
"""The verdict on a line that cannot be read."""
KEPT = "; that the person left counts all the same"
"""Follows the reason of a line that is refused, while its departure is not lost."""
MAX_COLUMNS = 200
_MAY_HOLD_REMARKS = (
    Meaning.NOT_KEPT, Meaning.CONSENT_SOURCE,
    Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.FULL_NAME, Meaning.ORGANISATION,
)  # fmt: skip
_RANK = {name: rank for rank, name in enumerate(MEANINGS)}


@dataclass(frozen=True)
class Columns:
    """Where in a line each thing stands; `texts` follow TEXT_COLUMNS, None where there is none.

    `unknown` are columns that are passed over and whose names say nothing; `others` are all cells
    that may hold a remark though they are not there for it: what is passed over, names, and the
    source of the consent.
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
    unknown: list[int]
    remarks: list[int]
    others: list[int]
    unnamed: list[int]
    all_left: bool
    file_named_left: bool


def columns_of(header: Sequence[str], *, file_name: str, ignore_extra: bool) -> Columns:
    """Read a header row. Raises FileRefused where it is not certain what the list says.

    `ignore_extra` passes over unknown columns, but over none whose name may say who left.
    """
    header = list(header)
    while header and not header[-1].strip():  # a spreadsheet's empty columns
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise FileRefused(f"{len(header):,} columns, at most {MAX_COLUMNS}")
    names = [_shown(cell) for cell in header]
    keys = [plain(name) for name in names]
    found = [MEANINGS.get(key) for key in keys]
    if Meaning.EMAIL not in found:
        raise FileRefused(f"the header row has no column email; known: {', '.join(COLUMNS)}")
    _refuse_doubles(names, keys, found)
    unnamed = [index for index, name in enumerate(names) if not name]
    extra = [index for index, name in enumerate(names) if name and not found[index]]
    _refuse_extra([names[index] for index in extra], ignore_extra=ignore_extra)

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
        unknown=[index for index in extra if keys[index] not in HARMLESS],
        changed=of(Meaning.CHANGED),
        remarks=of(Meaning.REMARK),
        others=[
            *extra,
            *(index for meaning in _MAY_HOLD_REMARKS for index in of(meaning)),
        ],
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


def _refuse_extra(extra: list[str], *, ignore_extra: bool) -> None:
    refuse_suspects([name for name in extra if name_may_say_left(name)])
    if extra and not ignore_extra:
        raise FileRefused(
            f"unknown column: {', '.join(extra)}; known: {', '.join(COLUMNS)} "
            "(--ignore-extra skips unknown columns)"
        )


def refuse_suspects(names: list[str]) -> None:
    """Raises FileRefused where unknown columns may say who left: these are their names."""
    if names:
        raise FileRefused(
            f"unknown column that may say who left: {', '.join(names)}; rename it to"
            " unsubscribed_at (a date, or yes and no) or status (subscribed, unsubscribed),"
            " or remove it if it says neither"
        )


def _refuse_by_file_name(columns: Columns) -> None:
    """A name alone is too weak to unsubscribe everybody, and too strong to subscribe them."""
    says_who_left = columns.all_left or columns.left or columns.status or columns.active
    if columns.file_named_left and not says_who_left:
        raise FileRefused(
            "the file's name says that these people left, but no column does: add a column"
            " status (unsubscribed or subscribed), or rename the file"
        )
