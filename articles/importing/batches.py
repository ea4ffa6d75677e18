"""Items that are stored together."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection

from articles.importing.items import Item, LeftOut
from articles.records import Record, check
from importing.report import Refused

BATCH = 1_000
"""Articles, or refused items, of one batch."""

BATCH_BYTES = {"sqlite": 256 * 1024, "postgresql": 1024 * 1024}
"""Bytes of items in one batch, or those of one longer item. SQLite has one lock for all writers:
a batch of 1,000 council papers kept logins waiting for 26 seconds."""


@dataclass
class Batch:
    """Records that are stored together, what was refused between and of them, bytes read.

    No record and no link stands in it twice, so it has no inner order.
    """

    records: list[Record] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    """Of each record its place in the file: of the line, or of the item."""
    refused: list[tuple[int, Refused]] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    size: int = 0

    @property
    def is_full(self) -> bool:
        return max(len(self.records), len(self.refused)) >= BATCH

    def has_room_for(self, size: int) -> bool:
        most = BATCH_BYTES.get(connection.vendor)
        return most is None or not self.records or self.size + size <= most


def batches(items: Iterator[Item]) -> Iterator[Batch]:
    batch, names = Batch(), set[str]()
    for number, item in enumerate(items, start=1):
        found = _checked(item)
        own = set(names_of(found)) if isinstance(found, Record) else set()
        if batch.is_full or names & own or not batch.has_room_for(item.size):
            yield batch
            batch, names = Batch(), set()
        match found:
            case Record():
                batch.records.append(found)
                batch.numbers.append(number)
                names |= own
                for reason in found.left_out:
                    batch.refused.append(
                        (number, Refused(f"{item.place}{reason}", "topic left out"))
                    )
            case Refused():
                batch.refused.append((number, found))
            case LeftOut():
                batch.left_out[found] += 1
        batch.size += item.size
    yield batch


def _checked(item: Item) -> Record | Refused | LeftOut | None:
    if isinstance(item.content, dict):
        try:
            return check(item.content)
        except Refused as refusal:
            return Refused(f"{item.place}{refusal}")
    if isinstance(item.content, Refused) and item.place:
        return Refused(f"{item.place}{item.content}")
    return item.content


def names_of(record: Record) -> list[str]:
    """What tells it from others."""
    return [record.key] + ([record.original_url] if record.names_article else [])
