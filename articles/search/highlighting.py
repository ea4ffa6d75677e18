"""What a hit shows: the words that were asked for, marked, and the place where they stand.

One regular expression finds what may be such a word; only these are analysed.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search import analysis
from articles.search.query import SHORTEST_PART, Query

LENGTH = 260
"""Characters of a snippet."""

READ = 30_000
"""Characters of a text in which words are looked for."""

MOST = 100
"""Words that are marked in one text."""

SHORTEST_WITH_ENDING = 3
"""Letters of a stem from which on a word may have an ending: Snowball leaves the first three."""

Span = tuple[int, int]

_WORD = re.compile(r"[^\W_]+")
_WORD_BACKWARDS = re.compile(r"[^\W_]*$")
# How a folded letter may be written (`analysis.fold`).
_WRITTEN = {
    "a": "(?:[aäàáâãå]e?)", "o": "(?:[oöòóôõø]e?)", "u": "(?:[uüùúû]e?)", "s": "(?:s|ß)", "e": "[eéèêë]",
    "i": "[iíìîï]", "c": "[cç]", "n": "[nñ]", "f": "(?:f|ph)",
}  # fmt: skip


def marked(text: str, query: Query) -> SafeString:
    """The whole text, escaped, each word that was asked for in `<mark>`."""
    return _join(text, _hits(text, query))


def snippet(text: str, query: Query) -> SafeString:
    """Some `LENGTH` characters around the place that holds most of the query; "" without any."""
    spans = _hits(text, query)
    if not spans:
        return SafeString("")
    start, end = _window(text, spans)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return format_html("{}{}{}", before, _join(text[start:end], inside), after)


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


def _hits(text: str, query: Query) -> list[Span]:
    """Where words and units stand that were asked for, in their order; none within another."""
    found = list(islice(_words(text, query), MOST))
    if not all(map(str.isalpha, query.sought)):
        units = analysis.units_at(text[:READ])
        found += (span for terms, span in units if not query.sought.isdisjoint(terms))
    hits: list[Span] = []
    for span in sorted(found, key=lambda span: (span[0], -span[1])):
        if not hits or span[0] >= hits[-1][1]:
            hits.append(span)
    return hits


def _words(text: str, query: Query) -> Iterator[Span]:
    sought = _pattern(query.sought)
    place = 0
    while match := sought.search(text, place, READ):
        start = match.start() - len(_beginning(text, match.start()))
        word = _WORD.match(text, start)
        place = max(match.end(), word.end() if word else 0, place + 1)
        if word and query.names(word[0]):
            yield word.span()


def _beginning(text: str, place: int) -> str:
    """What stands of a word before a place in it."""
    longest = max(0, place - 100)
    match = _WORD_BACKWARDS.search(text[longest:place])
    return match[0] if match else ""


def _window(text: str, spans: list[Span]) -> Span:
    """Where to cut: between words, at the stretch in which most different words were found."""
    best = _richest(text, spans)
    start = max(0, best[0] - LENGTH // 4)
    if start:
        start = text.find(" ", start, best[0]) + 1 or best[0]
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", best[1], end), best[1])
    return start, end


def _richest(text: str, spans: list[Span]) -> Span:
    """The first span from which on `LENGTH` characters hold most different words; one pass."""
    found = [text[start:end].casefold() for start, end in spans]
    near: Counter[str] = Counter()
    best, most, behind = spans[0], 0, 0
    for place, span in enumerate(spans):
        while behind < len(spans) and spans[behind][1] <= span[0] + LENGTH:
            near[found[behind]] += 1
            behind += 1
        if len(near) > most:
            best, most = span, len(near)
        if behind > place:
            near[found[place]] -= 1
            if not near[found[place]]:
                del near[found[place]]
        else:  # one word that is longer than a snippet
            behind = place + 1
    return best


def _join(text: str, spans: list[Span]) -> SafeString:
    pieces: list[tuple[str, str]] = []
    place = 0
    for start, end in spans:
        pieces.append((text[place:start], text[start:end]))
        place = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[place:])
