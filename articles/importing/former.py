"""Storing addresses of a former service: out of its export, or out of a list."""

import csv
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from django.db import IntegrityError, transaction

from articles.former import path_of
from articles.html import plain_text
from articles.importing.formats import Format, format_of
from articles.models import Article, FormerAddress
from articles.models.former import PATH_MAX_LENGTH
from articles.records import names_article
from importing.report import FileRefused, Refused, Report
from importing.seen import Seen
from importing.turns import take_turns

BATCH = 1_000
TRIES = 3
BOM = b"\xef\xbb\xbf"
MAX_LINE = 10_000
"""Bytes of a line of a list."""

COLUMNS = 2
"""The former address, and the link or identifier of its article."""

REFUSED = "old addresses refused"


class Verdict(StrEnum):
    ADDED = "old addresses added"
    CHANGED = "old addresses changed"
    UNCHANGED = "old addresses unchanged"


@dataclass(frozen=True, slots=True)
class Row:
    """A former path, and by which names its article is known; or why not. `size` is in bytes."""

    number: int
    size: int
    path: str = ""
    names: tuple[str, ...] = ()
    refusal: str = ""


@dataclass(frozen=True)
class AddressFile:
    """`unit` is what the numbers of refusals count."""

    unit: str
    rows: Callable[[BinaryIO], Iterator[Row]]


def address_file(path: Path) -> AddressFile:
    """A feed, an export of WordPress or Ghost, or else a list. Raises FileRefused."""
    kind = format_of(path)
    if kind.has_former_addresses:
        return AddressFile(kind.unit, lambda file: _of_export(kind, file))
    with path.open("rb") as file:
        if file.read(MAX_LINE).removeprefix(BOM).lstrip().startswith(b"{"):
            raise FileRefused("JSON Lines hold no former addresses; give a list of two columns")
    return AddressFile(kind.unit, _of_list)


def import_addresses(
    path: Path,
    kind: AddressFile,
    *,
    report: Report,
    advance: Callable[[int], object],
    dry_run: bool = False,
    announced: Container[str] = (),
) -> None:
    """Store the addresses whose articles are known, in batches.

    `announced` are names of articles that a dry run would have stored.
    """
    seen = Seen()
    with path.open("rb") as file:
        rows = kind.rows(file)
        while batch := list(islice(rows, BATCH)):
            usable = []
            for row in batch:
                reason = row.refusal
                if not reason and (first := seen.first_line(row.path, row.number)) != row.number:
                    reason = f"the same address as in {kind.unit} {first}"
                if reason:
                    report.refuse(row.number, Refused(reason, REFUSED))
                else:
                    usable.append(row)
            outcomes = _store(usable, announced, dry_run=dry_run)
            for row, outcome in zip(usable, outcomes, strict=True):
                if isinstance(outcome, Refused):
                    report.refuse(row.number, outcome)
                else:
                    report.count(outcome)
            advance(sum(row.size for row in batch))


def _store(rows: list[Row], announced: Container[str], *, dry_run: bool) -> list[Verdict | Refused]:
    """Five queries. Tries again where an article was deleted meanwhile."""
    for attempt in range(1, TRIES + 1):
        try:
            with transaction.atomic():
                take_turns()
                outcomes, changed = _compared(rows, announced)
                if changed and not dry_run:
                    FormerAddress.objects.bulk_create(
                        changed,
                        update_conflicts=True,
                        unique_fields=["path"],
                        update_fields=["article"],
                    )
            break
        except IntegrityError:
            if attempt == TRIES:
                raise
    return outcomes


def _compared(
    rows: list[Row], announced: Container[str]
) -> tuple[list[Verdict | Refused], list[FormerAddress]]:
    """What becomes of each row, and the addresses to write. Three queries."""
    articles = _articles({name for row in rows for name in row.names})
    stored = FormerAddress.objects.filter(path__in=[row.path for row in rows])
    known = dict(stored.values_list("path", "article_id"))
    outcomes: list[Verdict | Refused] = []
    changed = []
    for row in rows:
        number = next((articles[name] for name in row.names if name in articles), None)
        before = known.get(row.path)
        if number is None and not any(name in announced for name in row.names):
            outcomes.append(Refused("no article of that link or id is here", REFUSED))
        elif before is None:
            outcomes.append(Verdict.ADDED)
        else:
            outcomes.append(Verdict.UNCHANGED if before == number else Verdict.CHANGED)
        if number is not None and before != number:
            changed.append(FormerAddress(path=row.path, article_id=number))
    return outcomes, changed


def _articles(names: set[str]) -> dict[str, int]:
    """Their numbers by link and identifier, as an import finds them. Two queries."""
    rows = Article.objects.order_by("-pk")
    by_link = rows.filter(original_url__in=names).values_list("original_url", "pk")
    by_key = rows.filter(external_id__in=names).values_list("external_id", "pk")
    return {**{str(key): pk for key, pk in by_key}, **dict(by_link)}


def _of_export(kind: Format, file: BinaryIO) -> Iterator[Row]:
    """Of each post that an import takes from there; the import itself has named the others."""
    for number, item in enumerate(kind.items(file), start=1):
        if not isinstance(item.content, dict) or not item.former_address:
            continue
        link, key = item.content["original_url"], item.content["id"]
        names = (link if names_article(link) else "", plain_text(key or ""))
        yield _row(number, item.size, item.former_address, *names)


def _of_list(file: BinaryIO) -> Iterator[Row]:
    delimiter = ""
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        size = len(line)
        if size > MAX_LINE:
            while not line.endswith(b"\n") and (line := file.readline(MAX_LINE)):
                size += len(line)
            yield Row(number, size, refusal=f"longer than {MAX_LINE:,} bytes")
            continue
        try:
            text = line.decode("utf-8-sig").strip()
            delimiter = delimiter or next((mark for mark in "\t;," if mark in text), "")
            cells = next(csv.reader([text], delimiter=delimiter or ","), [])
        except UnicodeDecodeError:
            yield Row(number, size, refusal="not UTF-8")
        except csv.Error:
            yield Row(number, size, refusal="no line of a list")
        else:
            is_header = number == 1 and cells and not cells[0].startswith(("/", "http"))
            if text and not is_header:
                yield _row_of_cells(number, size, cells)


def _row_of_cells(number: int, size: int, cells: list[str]) -> Row:
    if len(cells) != COLUMNS:
        reason = "two columns are required: old path, and link or id of its article"
        return Row(number, size, refusal=reason)
    return _row(number, size, cells[0].strip(), cells[1].strip())


def _row(number: int, size: int, address: str, *names: str) -> Row:
    path = path_of(address)
    if not path:
        reason = f"no path below the front page, of at most {PATH_MAX_LENGTH} characters"
        return Row(number, size, refusal=reason)
    known = tuple(name for name in names if name and name.isprintable())
    return Row(number, size, path, known)
