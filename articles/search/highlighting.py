"""What a hit shows: the words that were asked for, marked, and the place where they stand.

One regular expression finds what may be such a word; only these are analysed.
"""

import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from heapq import merge
from itertools import islice
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search import analysis
from articles.search.query import SHORTEST_PART, Query

LENGTH = 260
"""Characters of a snippet."""

BEFORE = LENGTH // 4
"""Characters of it before the place that it is about."""

READ = 30_000
"""Characters of a text in which words are looked for."""

MOST = 50
"""Words that are looked at in one text."""

LONGEST_BEGINNING = 100
"""Letters that a word may have before what was asked for."""

SHORTEST_WITH_ENDING = 3
"""Letters of a stem from which on a word may have an ending: Snowball leaves the first three."""

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+")
# How a folded letter may be written (`analysis.fold`).
_WRITTEN = {
    "a": "(?:[aäàáâãå]e?)", "o": "(?:[oöòóôõø]e?)", "u": "(?:[uüùúû]e?)", "s": "(?:s|ß)", "e": "[eéèêë]",
    "i": "[iíìîï]", "c": "[cç]", "n": "[nñ]", "f": "(?:f|ph)",
}  # fmt: skip


class Hit(NamedTuple):
    """A word or unit in a text: where it stands, and the terms of the query that it names."""

    span: Span
    terms: frozenset[str]


def marked(text: str, query: Query) -> SafeString:
    """The whole text, escaped, each word that was asked for in `<mark>`."""
    pieces: list[tuple[str, str]] = []
    place = 0
    for (start, end), _ in sorted(_hits(text, query), key=lambda hit: (hit.span[0], -hit.span[1])):
        if start >= place:  # none within another
            pieces.append((text[place:start], text[start:end]))
            place = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[place:])


def snippet(text: str, query: Query) -> SafeString:
    """Some `LENGTH` characters around the first place that holds all of the query, or else most of it.

    "" without any. The text is looked through as far as that place.
    """
    best = _richest(_hits(text, query), query)
    if not best:
        return SafeString("")
    start, end = _window(text, best)
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return format_html("{}{}{}", before, marked(text[start:end], query), after)


@lru_cache(maxsize=200)
def _pattern(sought: frozenset[str]) -> re.Pattern[str]:
    """What may be a word that was asked for, or a part of a longer one."""
    longest_first = sorted(sought, key=lambda term: (-len(term), term))
    return re.compile("|".join(map(_candidate, longest_first)) or r"(?!)", re.IGNORECASE)


def _candidate(term: str) -> str:
    before = "" if len(term) >= SHORTEST_PART else r"(?<![^\W_])"
    after = "" if len(term) >= SHORTEST_WITH_ENDING else r"(?![^\W_])"
    return before + _spellings(term) + after


def _spellings(term: str) -> str:
    spelt = "".join(_WRITTEN.get(letter, re.escape(letter)) for letter in term)
    return spelt.replace("(?:s|ß)(?:s|ß)", "(?:ss|ß)")


def _hits(text: str, query: Query) -> Iterator[Hit]:
    """Words and units that were asked for, in their order; units may overlap words."""
    words = islice(_words(text, query), MOST)
    if all(map(str.isalpha, query.sought)):
        return words
    units = [
        Hit(span, named)
        for terms, span in analysis.units_at(text[:READ])
        if (named := query.sought.intersection(terms))
    ]
    return merge(words, sorted(units, key=_place), key=_place)


def _place(hit: Hit) -> Span:
    return hit.span


def _words(text: str, query: Query) -> Iterator[Hit]:
    sought = _pattern(query.sought)
    place = 0
    while match := sought.search(text, place, READ):
        start = match.start()
        least = max(0, start - LONGEST_BEGINNING)
        while start > least and text[start - 1].isalnum():
            start -= 1
        word = _WORD.match(text, start)
        place = max(match.end(), word.end() if word else 0, place + 1)
        if word and (terms := query.named_by(word[0])):
            yield Hit(word.span(), terms)


def _richest(hits: Iterator[Hit], query: Query) -> Span | None:
    """Where a snippet's words begin: the first that holds all of the query, or else most of its terms."""
    near, seen = deque[Hit](), frozenset[str]()
    best, most = None, 0
    for hit in hits:
        near.append(hit)
        while len(near) > 1 and hit.span[1] > near[0].span[0] + LENGTH - BEFORE:
            near.popleft()
        seen |= hit.terms
        if len(seen) <= most:
            continue
        terms = frozenset[str]().union(*(one.terms for one in near))
        if len(terms) > most:
            best, most = near[0].span, len(terms)
            if query.is_met_by(terms):
                break
    return best


def _window(text: str, best: Span) -> Span:
    """Where to cut around a hit: between words."""
    start = max(0, best[0] - BEFORE)
    if start:
        start = text.find(" ", start, best[0]) + 1 or best[0]
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", best[1], end), best[1])
    return start, end
