"""When a paper is relevant to a query, and how many of the first results are.

Three rules, since no single one is right: a paper may name a thing in passing, or be about it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RULES = ("wide", "strict", "dense")
"""wide: the pattern stands in headline, sub-headline or teaser, or three times in the body.
strict: in headline or sub-headline, or eight times in the body.
dense: in headline, sub-headline or teaser, or once in each thousand characters of the body."""

WIDE, STRICT = 3, 8
DENSE = 1_000
FIRST = 5
"""Results that are looked at."""


@dataclass(frozen=True)
class Paper:
    """What of an article is judged, all of it without markup."""

    id: str
    headline: str
    subheadline: str
    teaser: str
    body: str


def relevant(papers: Iterable[Paper], patterns: Sequence[str]) -> dict[str, frozenset[str]]:
    """For each rule the ids of the papers where every pattern meets it.

    Cost: one reading of each text for each pattern.
    """
    found: dict[str, set[str]] = {rule: set() for rule in RULES}
    compiled = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
    for paper in papers:
        for rule in set.intersection(*(_met(paper, pattern) for pattern in compiled)):
            found[rule].add(paper.id)
    return {rule: frozenset(ids) for rule, ids in found.items()}


def _met(paper: Paper, pattern: re.Pattern[str]) -> set[str]:
    titled = bool(pattern.search(paper.headline) or pattern.search(paper.subheadline))
    shown = titled or bool(pattern.search(paper.teaser))
    times = sum(1 for _ in pattern.finditer(paper.body))
    meets = {
        "wide": shown or times >= WIDE,
        "strict": titled or times >= STRICT,
        "dense": shown or (times > 0 and times * DENSE >= len(paper.body)),
    }
    return {rule for rule in RULES if meets[rule]}


def precision(shown: Sequence[str], wanted: frozenset[str]) -> float | None:
    """The share of the first results that is relevant, of what it could be at most (P@5).

    None where nothing is relevant: such a query says nothing about a search.
    """
    if not wanted:
        return None
    return sum(1 for id_ in shown[:FIRST] if id_ in wanted) / min(FIRST, len(wanted))


def is_answered(shown: Sequence[str], wanted: frozenset[str]) -> bool:
    """Whether one of the first results is relevant."""
    return any(id_ in wanted for id_ in shown[:FIRST])
