"""What two sequences share, in n log n steps: how a history compares long texts.

Items that occur once on both sides are anchors (patience diff); the few between two anchors are
compared each with each, many are taken as replaced. `difflib` alone takes minutes for two books.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

COMPARED_EACH_WITH_EACH = 60
"""Items between two anchors, both sides together."""

Match = tuple[int, int]
"""Places of the same item in both sequences."""


def aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[bool, slice, slice]]:
    """Both sequences part by part: whether the parts are equal, and where they stand."""
    i = j = 0
    for length, a, b in _joined(_matches(old, new)):
        if a > i or b > j:
            yield False, slice(i, a), slice(j, b)
        yield True, slice(a, a + length), slice(b, b + length)
        i, j = a + length, b + length
    if i < len(old) or j < len(new):
        yield False, slice(i, len(old)), slice(j, len(new))


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[Match]:
    """Same items on both sides, in the order of both."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    end_old, end_new = len(old) - tail, len(new) - tail
    yield from zip(range(head), range(head), strict=True)
    yield from _between(old, new, (head, head), (end_old, end_new))
    yield from zip(range(end_old, len(old)), range(end_new, len(new)), strict=True)


def _between(old: Sequence[str], new: Sequence[str], start: Match, end: Match) -> Iterator[Match]:
    place = start
    for anchor in [*_anchors(old, new, start, end), end]:
        (i, j), (a, b) = place, anchor
        if a - i + b - j <= COMPARED_EACH_WITH_EACH:
            matcher = SequenceMatcher(None, old[i:a], new[j:b], autojunk=False)
            for x, y, length in matcher.get_matching_blocks():
                yield from zip(
                    range(i + x, i + x + length), range(j + y, j + y + length), strict=True
                )
        else:  # what touches an anchor still belongs to it
            head = _shared(old[i:a], new[j:b])
            tail = _shared(old[i + head : a][::-1], new[j + head : b][::-1])
            yield from zip(range(i, i + head), range(j, j + head), strict=True)
            yield from zip(range(a - tail, a), range(b - tail, b), strict=True)
        if anchor != end:
            yield anchor
        place = (a + 1, b + 1)


def _anchors(old: Sequence[str], new: Sequence[str], start: Match, end: Match) -> list[Match]:
    """Items that stand once on both sides, as many as keep their order."""
    places_old = _once(old, start[0], end[0])
    places_new = _once(new, start[1], end[1])
    pairs = [(i, places_new[item]) for item, i in places_old.items() if item in places_new]
    return _longest_rise(pairs)


def _once(items: Sequence[str], start: int, end: int) -> dict[str, int]:
    numbers = Counter(items[start:end])
    return {items[i]: i for i in range(start, end) if numbers[items[i]] == 1}


def _longest_rise(pairs: list[Match]) -> list[Match]:
    """The longest series of pairs in which the second place rises, too (patience sorting)."""
    tops: list[int] = []
    at_top: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        before.append(at_top[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            at_top.append(number)
        else:
            tops[pile], at_top[pile] = place, number
    rise = []
    number = at_top[-1] if at_top else -1
    while number >= 0:
        rise.append(pairs[number])
        number = before[number]
    return rise[::-1]


def _shared(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items both begin with."""
    number = 0
    for one, other in zip(old, new, strict=False):
        if one != other:
            break
        number += 1
    return number


def _joined(matches: Iterator[Match]) -> Iterator[tuple[int, int, int]]:
    """Neighbouring matches as one: its length, and where it begins on both sides."""
    length = a = b = 0
    for i, j in matches:
        if length and (i, j) == (a + length, b + length):
            length += 1
            continue
        if length:
            yield length, a, b
        length, a, b = 1, i, j
    if length:
        yield length, a, b
