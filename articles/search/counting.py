"""Counts the words of a query in the terms of an article, as `ts_rank_cd` of PostgreSQL does."""

from collections.abc import Sequence

from articles.search.document import GAP
from articles.search.query import WEIGHTS, Word


class Counter:
    """For one query; fields are terms with a space around each."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words, self._numbers = words, range(len(words))
        self._stems = [word.phrases[0][0] for word in words]
        # Of several words how near they are, of phrases by their first terms: as PostgreSQL does it.
        self._own = [
            {f" {' '.join(one if len(words) == 1 else one[:1])} " for one in word.phrases}
            for word in words
        ]
        self._longer = [
            {f" {one} " for one in word.near} - own
            for word, own in zip(words, self._own, strict=True)
        ]

    def count(self, fields: Sequence[str], tags: set[str]) -> tuple[float, float]:
        """`exact` and `longer` of `Counted`. Linear in the terms."""
        own = [[self._own_at(terms, word) for word in self._numbers] for terms in fields]
        longer = [[self._longer_at(terms, word) for word in self._numbers] for terms in fields]
        if len(self._words) == 1:
            named = 0 if tags.isdisjoint(self._words[0].tags) else WEIGHTS[2]
            times, others = (
                sum(weight * len(at) for weight, (at,) in zip(WEIGHTS, found, strict=False))
                for found in (own, longer)
            )
            return named + times, named + times + others
        exact = _nearness(fields, own)
        if not any(map(any, longer)):
            return exact, exact
        both = [
            [[*at, *others] for at, others in zip(*found, strict=True)]
            for found in zip(own, longer, strict=True)
        ]
        return exact, _nearness(fields, both)

    def _own_at(self, terms: str, word: int) -> list[int]:
        """Where the spaces before it stand; two may share the space between them."""
        found = []
        for one in self._own[word]:
            at = terms.find(one)
            while at >= 0:
                found.append(at)
                at = terms.find(one, at + len(one) - 1)
        return found

    def _longer_at(self, terms: str, word: int) -> list[int]:
        """The same of longer words, each of which holds its stem."""
        known, stem = self._longer[word], self._stems[word]
        found = []
        at = terms.find(stem) if known else -1
        while at >= 0:
            start, end = terms.rindex(" ", 0, at), terms.index(" ", at)
            if terms[start : end + 1] in known:
                found.append(start)
            at = terms.find(stem, end)
        return found


def _nearness(fields: Sequence[str], found: Sequence[Sequence[Sequence[int]]]) -> float:
    """Of each shortest stretch that has all words the mean weight (harmonic) of those in it, divided
    by one more than it has others. `found`: where each word stands, for each field.
    """
    number = len(found[0])
    if not all(any(at[word] for at in found) for word in range(number)):
        return 0
    places = sorted(_placed(fields, found).items())
    last = [-1] * number
    total, before = 0.0, -1
    for end, (place, (_, words)) in enumerate(places):
        for word in words:
            last[word] = end
        first = min(last)
        if first > before:
            before, inside = first, places[first : end + 1]
            others = place - places[first][0] - (len(inside) - 1)
            mean = len(inside) / sum(1 / weight for _, (weight, _) in inside)
            total += mean / (1 + others)
    return total


def _placed(
    fields: Sequence[str], found: Sequence[Sequence[Sequence[int]]]
) -> dict[int, tuple[int, list[int]]]:
    """By its number among all terms, each place: the weight, and which words stand there."""
    placed: dict[int, tuple[int, list[int]]] = {}
    start = 0
    for weight, terms, words in zip(WEIGHTS, fields, found, strict=False):
        for word, at in enumerate(words):
            place, before = start, 0
            for one in sorted(at):
                place += terms.count(" ", before, one + 1)
                before = one + 1
                placed.setdefault(place, (weight, []))[1].append(word)
        start += GAP + (0 if terms.isspace() else terms.count(" ") - 1)
    return placed
