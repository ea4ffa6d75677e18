"""JSON Lines: one object of the article format a line."""

from collections.abc import Iterator
from typing import BinaryIO

from articles.importing.items import Item
from articles.records import load
from importing.report import Refused

MAX_LINE = 16 * 1024 * 1024
"""Bytes; a longer line is refused without being read into memory as a whole."""


def items(file: BinaryIO) -> Iterator[Item]:
    while line := file.readline(MAX_LINE + 1):
        size = len(line)
        is_whole = size <= MAX_LINE
        while size > MAX_LINE and not line.endswith(b"\n") and (line := file.readline(MAX_LINE)):
            size += len(line)
        if not is_whole:
            yield Item(size, Refused(f"longer than {MAX_LINE:,} bytes"))
        elif not line.strip():
            yield Item(size, None)
        else:
            try:
                yield Item(size, load(line))
            except Refused as refusal:
                yield Item(size, refusal)
