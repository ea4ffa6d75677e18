"""The queries: JSON lists of objects in `bench/`, each file read and checked here.

`query` is what a reader types. `pattern` is a regular expression, in either case, on text without
markup, that says what a relevant paper contains; of a list of patterns each must meet the rule.
Spellings, inflections and compounds that a reader would accept belong to it, and what an
abbreviation stands for; other words for the same thing do not. `right` (slips of the finger only)
is what was meant.

`relevance_queries.json` may be used to tune the search, `relevance_held_out.json` only to judge it.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1]
TUNING = FOLDER / "relevance_queries.json"
HELD_OUT = FOLDER / "relevance_held_out.json"
TYPOS = FOLDER / "relevance_typos.json"

LONGEST = 200
"""Characters of a query; the search reads no more."""

LONGEST_PATTERN = 500
MOST_PATTERNS = 4
MOST_WAYS = 10_000
"""The bounds of the repeats in one alternative (`.{0,25}`), multiplied."""

BOUND_BY_NATURE = {r"\s": 1, r"\w": 50}
"""Texts have no two spaces in a row, and words end."""

_PIECES = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_REPEAT = re.compile(r"[*+]|\{\d*,?\d*\}")
_BOUND = re.compile(r"\{(?:\d*,)?(\d+)\}")


class QueryError(ValueError):
    """A query that cannot be used, and why."""


@dataclass(frozen=True)
class Query:
    text: str
    patterns: tuple[str, ...]
    right: str = ""


def load(file: Path, *, typos: bool = False) -> list[Query]:
    """The queries of a file. Raises QueryError, with the file and the query in the message."""
    keys = {"query", "pattern", "right"} if typos else {"query", "pattern"}
    found: list[Query] = []
    for entry in json.loads(file.read_text(encoding="utf-8")):
        try:
            found.append(_query(entry, keys))
        except QueryError as error:
            raise QueryError(f"{file.name}: {entry}: {error}") from error
    if twice := duplicates(found):
        raise QueryError(f"{file.name}: more than once: {', '.join(twice)}")
    return found


def duplicates(queries: list[Query]) -> list[str]:
    """Queries that stand there more than once, in whatever case."""
    texts = [query.text.casefold() for query in queries]
    return sorted({text for text in texts if texts.count(text) > 1})


def _query(entry: dict, keys: set[str]) -> Query:
    if not isinstance(entry, dict) or set(entry) != keys:
        raise QueryError(f"must have {', '.join(sorted(keys))}, and nothing else")
    patterns = [entry["pattern"]] if isinstance(entry["pattern"], str) else entry["pattern"]
    if not 1 <= len(patterns) <= MOST_PATTERNS:
        raise QueryError(f"one to {MOST_PATTERNS} patterns")
    texts = [entry["query"], entry.get("right", "-")]
    if not all(text.strip() and len(text) <= LONGEST for text in texts):
        raise QueryError(f"one to {LONGEST} characters")
    patterns = [unicodedata.normalize("NFC", pattern) for pattern in patterns]
    for pattern in patterns:
        check(pattern)
    return Query(entry["query"], tuple(patterns), entry.get("right", ""))


def check(pattern: str) -> None:
    """Raise QueryError unless the pattern is valid and its cost is linear in the text.

    Whatever is repeated has a bound of its own, or one by nature (`BOUND_BY_NATURE`).
    """
    if len(pattern) > LONGEST_PATTERN:
        raise QueryError(f"a pattern has at most {LONGEST_PATTERN} characters")
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
    except re.error as error:
        raise QueryError(f"no regular expression: {error}") from error
    if compiled.search("") or compiled.search(" "):
        raise QueryError("the pattern finds a text without words")
    ways, before = 1, ""
    for piece in _PIECES.findall(pattern):
        if re.fullmatch(r"\\\d", piece):
            raise QueryError("no references to groups")
        if piece == "|":
            ways = 1
        if _REPEAT.fullmatch(piece):
            ways *= _most(piece, before)
        if ways > MOST_WAYS:
            raise QueryError(f"the bounds of its repeats make {ways:,}; at most {MOST_WAYS:,}")
        before = piece


def _most(repeat: str, repeated: str) -> int:
    """How often a piece can be repeated."""
    if repeated == ")":
        raise QueryError("a group may be optional, not repeated")
    if repeat in {"*", "+"}:
        if repeated not in BOUND_BY_NATURE:
            raise QueryError("a repeat needs a bound: write {0,20}")
        return BOUND_BY_NATURE[repeated]
    bound = _BOUND.fullmatch(repeat)
    if not bound:
        raise QueryError("a repeat needs a bound: write {0,20}")
    return int(bound[1])
