"""What a file holds, item by item, before it is checked."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from importing.report import Refused


class LeftOut(StrEnum):
    """Verdicts on what is in an export and is no published article."""

    NO_POST = "no post, left out"
    NOT_PUBLISHED = "not published, left out"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of JSON Lines, or an item of a feed or export."""

    size: int
    """Bytes of the file, about."""
    content: dict[str, Any] | Refused | LeftOut | None
    """Fields of the article format; None for an empty line."""
    place: str = ""
    """Where in the file, for the message of a refusal."""
    former_address: str = ""
    """Under which address the exported site had it."""
