"""Counts the words of a query in the terms of an article, as `ts_rank_cd` of PostgreSQL does."""

from collections.abc import Sequence
from itertools import accumulate

from articles.search.document import GAP
from articles.search.query import ENOUGH, WEIGHTS, Word


class Counter:
    """For one query; fields are terms with a space around each."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._words, self._numbers = words, range(len(words))
        # Of several words how near they are, of phrases by their first terms: as PostgreSQL does it.
        self._own = [
            {f" {' '.join(one if len(words) == 1 else one[:1])} " for one in word.phrases}
            for word in words
        ]
        self._near = [frozenset(word.near) for word in words]

    def count(self, fields: Sequence[str], tags: set[str]) -> tuple[float, float]:
        """`exact` and `longer` of `Counted`. Linear in the terms."""
        own = [[self._own_at(terms, word) for word in self._numbers] for terms in fields]
        is_single = len(self._words) == 1
        exact = _weighed(own) if is_single else _nearness(fields, own)
        if is_single and not tags.isdisjoint(self._words[0].tags):
            exact += WEIGHTS[2]
        if exact >= ENOUGH:
            return exact, exact
        longer = [[self._longer_at(terms, word) for word in self._numbers] for terms in fields]
        if is_single:
            return exact, exact + _weighed(longer)
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
        """The same of words that begin with its stem, and of those known that end with it."""
        part = self._words[word].part
        found = []
        at = terms.find(part) if part else -1
        while part and at >= 0:
            start, end = terms.rindex(" ", 0, at), terms.index(" ", at)
            longer = terms[start + 1 : end]
            if terms[start : end + 1] not in self._own[word] and (
                at == start + 1 or longer in self._near[word]
            ):
                found.append(start)
            at = terms.find(part, end)
        return found


def _weighed(found: Sequence[Sequence[Sequence[int]]]) -> float:
    """The weights of all places of one word."""
    return sum(weight * len(at) for weight, (at,) in zip(WEIGHTS, found, strict=False))


def _nearness(fields: Sequence[str], found: Sequence[Sequence[Sequence[int]]]) -> float:
    """Of each shortest stretch that has all words the mean weight (harmonic) of those in it, divided
    by one more than it has others. `found`: where each word stands, for each field.
    """
    number = len(found[0])
    if not all(any(at[word] for at in found) for word in range(number)):
        return 0
    places = _places(fields, found)
    weights = list(accumulate((1 / weight for _, weight, _ in places), initial=0.0))
    last = [-1] * number
    total, before = 0.0, -1
    for end, (place, _, words) in enumerate(places):
        for word in words:
            last[word] = end
        first = min(last)
        if first > before:
            before, here = first, end + 1 - first
            others = place - places[first][0] - (here - 1)
            total += here / (weights[end + 1] - weights[first]) / (1 + others)
    return total


def _places(
    fields: Sequence[str], found: Sequence[Sequence[Sequence[int]]]
) -> list[tuple[int, int, list[int]]]:
    """Each place by its number among all terms, in their order: weight, and which words stand there."""
    places: list[tuple[int, int, list[int]]] = []
    start = 0
    for weight, terms, words in zip(WEIGHTS, fields, found, strict=False):
        place, before = start, -1
        for at, word in sorted([(at, word) for word, each in enumerate(words) for at in each]):
            if at == before:
                places[-1][2].append(word)
                continue
            place += terms.count(" ", before + 1, at + 1)
            before = at
            places.append((place, weight, [word]))
        start += GAP + (0 if terms.isspace() else terms.count(" ") - 1)
    return places
