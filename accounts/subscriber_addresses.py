"""The cell of a subscribers' list that holds the address, and addresses in other cells."""

import contextlib
import re
from typing import NamedTuple

from django.core.exceptions import ValidationError

from accounts.addresses import canonical
from accounts.subscriber_columns import INVALID
from accounts.subscriber_words import without_format_characters
from importing.report import Refused

_AROUND = " \t\r\n\u00a0,;"
_BEFORE = re.compile(r"'?(?:mailto:)?'?", re.IGNORECASE)
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>[\s,;]*")
_WORD = re.compile(r"[^\s<>()\[\]{},;:/|\"']+")
_SIGNS = "!#$%&*+-/=?^`{|}~†."
"""By which people strike an address out; all but the last two may be a part of it."""


class AddressCell(NamedTuple):
    """An address, the name before it (`Anna <a@b.example>`), and words or signs beside it."""

    email: str
    name: str = ""
    remark: str = ""


def read_address(cell: str) -> AddressCell:
    """Raises Refused."""
    cell = without_format_characters(cell)
    bare = _bare(cell)
    try:
        if "<" in cell and (named := _NAMED.fullmatch(cell)):
            name, email = named[1].strip(), canonical(_bare(named[2]))
            return AddressCell(email, "" if name.lower() == email else name)
        if bare[:1] not in _SIGNS or cell.lstrip().startswith("'"):
            return AddressCell(canonical(bare))
    except ValidationError:
        pass
    if found := next((word for word in _WORD.findall(bare) if _holds_address(word)), None):
        with contextlib.suppress(ValidationError):
            address = found.strip(_SIGNS)
            return AddressCell(canonical(address), remark=bare.replace(address, " "))
    raise Refused("email: no address", INVALID)


def holds_several(cell: str) -> bool:
    """Whether the cell holds more than one address."""
    return len(addresses_in(cell)) > 1


def may_be_heading(cell: str) -> bool:
    """Whether the cell of the address holds none, or other words before it than a name."""
    if "@" not in cell:
        return True
    cell = without_format_characters(cell)
    bare = _bare(cell)
    words = _WORD.findall(bare)
    if not any(map(_holds_address, words)):
        return True
    return not (_holds_address(words[0]) or _NAMED.fullmatch(cell) or len(bare.split()) == 1)


def addresses_in(text: str) -> set[str]:
    """What looks like an address, in small letters."""
    if "@" not in text:
        return set()
    found = _WORD.findall(without_format_characters(text))
    return {word.lower() for word in found if _holds_address(word)}


def _holds_address(word: str) -> bool:
    return "@" in word.strip("@")


def _bare(text: str) -> str:
    """Without `mailto:` and the apostrophe by which spreadsheets (and our export) mark text."""
    text = text.strip(_AROUND)
    text = text[_BEFORE.match(text).end() :]  # type: ignore[union-attr]  # it matches anything
    return text.removesuffix("'")
