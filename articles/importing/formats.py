"""Which format a file is in, by what is in it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from articles.importing import feeds, ghost, json_lines
from articles.importing.items import Item
from importing.report import FileRefused

HEAD = 4_096
_XML_STARTS = (b"<", b"\xff\xfe<\0", b"\xfe\xff\0<")
_GHOST = re.compile(rb'\{\s*"(?:db|meta|data)"\s*:')


@dataclass(frozen=True)
class Format:
    """`unit` is what the numbers of refusals count."""

    unit: str
    items: Callable[[BinaryIO], Iterator[Item]]
    has_former_addresses: bool = False


def format_of(path: Path, *, source: str = "") -> Format:
    """Raises FileRefused."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_XML_STARTS):
        return Format("item", partial(feeds.items, source=source), has_former_addresses=True)
    if _GHOST.match(head):
        return Format("item", partial(ghost.items, source=source), has_former_addresses=True)
    if source:
        raise FileRefused("each line of JSON Lines names its source; leave --source out")
    return Format("line", json_lines.items)
