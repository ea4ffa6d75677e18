"""Longer words that begin or end with one, and words that are spelt nearly like one.

Asked with `public`, only words of public texts are known: what anonymous readers are answered must
not depend on bodies.
"""

from collections.abc import Iterable, Iterator
from string import ascii_lowercase

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length
from rapidfuzz.distance import OSA

from articles.models import Term
from articles.search.analysis import stem

MOST_NEAR = 40
"""Longer words that begin, and that end, with one that was asked for: the shortest of them."""

READ = 500
"""Words that are read for these, and for corrections, in alphabetical order."""

MOST_EDITS = 2
SHORTEST_CORRECTED, LONGEST_CORRECTED = 4, 40
"""Letters of a word for which others are tried: their number grows with its square."""

SHORTEST_WITH_TWO_EDITS = 7
"""Letters of a word in which two may be wrong."""

Near = dict[str, tuple[str, ...]]
"""Of stems the longer ones that begin or end with each."""

_LAST = "\U0010ffff"
_NEAR = """SELECT * FROM (
    SELECT %s AS number, ending FROM articles_term WHERE scope = %s AND {field} >= %s AND {field} < %s
    ORDER BY {field}, folded LIMIT %s
) AS words"""


def scope_of(*, public: bool) -> Term.Scope:
    return Term.Scope.PUBLIC if public else Term.Scope.ALL


def near(parts: Iterable[str], scopes: Iterable[Term.Scope]) -> dict[Term.Scope, Near]:
    """For each scope and stem the shortest stems that begin or end with it, apart from itself.

    One query, which reads four times `READ` words for each stem at most; none without stems.
    """
    found: dict[Term.Scope, Near] = {scope: dict.fromkeys(parts, ()) for scope in scopes}
    asked = [
        (scope, part, field, begin)
        for scope, each in found.items()
        for part in each
        for field, begin in (("folded", part), ("ending", part[::-1]))
    ]
    endings: dict[int, list[str]] = {}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(
                " UNION ALL ".join(_NEAR.format(field=field) for _, _, field, _ in asked),
                [
                    value
                    for number, (scope, _, _, begin) in enumerate(asked)
                    for value in (number, scope, begin, begin + _LAST, READ)
                ],
            )
            for number, ending in cursor.fetchall():
                endings.setdefault(number, []).append(ending)
    for number, (scope, part, _, _) in enumerate(asked):
        others = {ending[::-1] for ending in endings.get(number, ())} - {part}
        shortest = sorted(others, key=lambda one: (len(one), one))[:MOST_NEAR]
        found[scope][part] = tuple(dict.fromkeys((*found[scope][part], *shortest)))
    return found


def corrections(word: str, *, public: bool) -> list[tuple[int, Term]]:
    """Words that are one or two edits away from one, the nearest first. Three queries.

    Two edits are found by the half of the word that is right.
    """
    if not SHORTEST_CORRECTED <= len(word) <= LONGEST_CORRECTED:
        return []
    terms = Term.objects.filter(scope=scope_of(public=public))
    known = set(terms.filter(folded__in=list(_one_edit(word))))
    if len(word) >= SHORTEST_WITH_TWO_EDITS:
        half = len(word) // 2
        for field, begin in (("folded", word[:half]), ("ending", stem(word)[::-1][:half])):
            alike = _beginning(field, begin, public=public).alias(length=Length("folded"))
            alike = alike.filter(length__gte=len(word) - MOST_EDITS)
            known |= set(alike.filter(length__lte=len(word) + MOST_EDITS)[:READ])
    away = [(OSA.distance(word, term.folded, score_cutoff=MOST_EDITS), term) for term in known]
    near = [(edits, term) for edits, term in away if 0 < edits <= MOST_EDITS]
    return sorted(near, key=lambda one: (one[0], one[1].folded))


def _beginning(field: str, begin: str, *, public: bool) -> QuerySet[Term]:
    """The words whose `field` begins so, in alphabetical order."""
    span = {f"{field}__gte": begin, f"{field}__lt": begin + _LAST}
    return Term.objects.filter(scope=scope_of(public=public), **span).order_by(field, "folded")


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
