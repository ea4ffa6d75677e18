"""Longer words that begin or end with one, and words that are spelt nearly like one.

Asked with `public`, only words of public texts are known: what anonymous readers are answered must
not depend on bodies.
"""

from collections.abc import Iterator
from string import ascii_lowercase

from django.db.models import Q
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from articles.models import Term
from articles.search.analysis import stem

MOST_NEAR = 40
"""Longer words that begin, and that end, with one that was asked for: the shortest of them."""

READ = 1_000
"""Words that are read for these, and for corrections, in alphabetical order."""

MOST_EDITS = 2
SHORTEST_CORRECTED = 4
SHORTEST_WITH_TWO_EDITS = 7
"""Letters of a word in which two may be wrong."""

_LAST = "\U0010ffff"


def near(part: str, *, public: bool) -> tuple[str, ...]:
    """The shortest stems that begin or end with a stem, apart from itself. Two queries."""
    found: dict[str, None] = {}
    for field, begin in (("folded", part), ("ending", part[::-1])):
        others = {term.stem for term in _beginning(field, begin, public=public)} - {part}
        found |= dict.fromkeys(sorted(others, key=lambda one: (len(one), one))[:MOST_NEAR])
    return tuple(found)


def holds(word: str, *, public: bool) -> bool:
    """Whether a text has the word in any form. One query."""
    same = Q(folded=word) | Q(ending=stem(word)[::-1])
    return Term.objects.filter(same, is_public=public).exists()


def corrections(word: str, *, public: bool) -> list[Term]:
    """The words that are nearest to one, with the least edits (one or two). At most three queries.

    Two edits are found by the half of the word that is right.
    """
    if len(word) < SHORTEST_CORRECTED:
        return []
    terms = Term.objects.filter(is_public=public)
    known = list(terms.filter(folded__in=list(_one_edit(word))))
    if not known and len(word) >= SHORTEST_WITH_TWO_EDITS:
        half = len(word) // 2
        for field, begin in (("folded", word[:half]), ("ending", stem(word)[::-1][:half])):
            known += _beginning(field, begin, public=public, length=len(word))
    away = {term: OSA.distance(word, term.folded, score_cutoff=MOST_EDITS) for term in known}
    least = min(away.values(), default=0)
    nearest = [term for term in away if away[term] == least <= MOST_EDITS]
    return sorted(nearest, key=lambda term: term.folded)


def _beginning(field: str, begin: str, *, public: bool, length: int | None = None) -> list[Term]:
    """The first `READ` words whose `field` begins so; about as long as `length`."""
    span = {f"{field}__gte": begin, f"{field}__lt": begin + _LAST}
    terms = Term.objects.filter(is_public=public, **span).order_by(field, "folded")
    if length is not None:
        terms = terms.alias(length=Length("folded")).filter(
            length__gte=length - MOST_EDITS, length__lte=length + MOST_EDITS
        )
    return list(terms[:READ])


def _one_edit(word: str) -> Iterator[str]:
    """All that is one edit away: a letter less, exchanged with its neighbour, another, or one more."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after[1:]
            yield before + letter + after
