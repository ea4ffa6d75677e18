"""The order of hits: by tiers of public words, then by how often the words stand in an article."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone

from articles.paging import PAGE_SIZE
from articles.search.matching import Asked
from articles.search.query import WEIGHTS, Counted

REFINED = 60
"""Of a member's hits in public words the first are ordered by their bodies too."""

TITLED, IN_PUBLIC = 0.6, 0.2
"""What a headline of these words, and other public words, count then. Closeness goes up to 1: what is
all about it may come before a teaser that names it."""

WORDS_IN_HEADLINE = 2
"""The tier of all words in the headline; side by side there they have one more."""

LONGER = 0.3
"""What longer words count, of what the words themselves do."""

HALF = WEIGHTS[0]
"""Times (weighed) that a word stands there for half of the highest closeness."""

MOST_COUNTED = 200
"""Of these times; PostgreSQL keeps no more than 255 places."""

NEWNESS = 0.1
"""Added to the score of an article of today; half of it to one of a year ago, and so on."""


class Hit(NamedTuple):
    """What the order needs to know of an article."""

    pk: int
    published_at: datetime
    source_id: int
    tier: float = 0
    closeness: float = 0


def by_public_words(asked: Asked, hits: list[Hit]) -> list[Hit]:
    """With their tiers, and how close they are; one query."""
    counted = {one.pk: one for one in asked.counted([hit.pk for hit in hits])}
    return [
        hit._replace(tier=_tier(one), closeness=_closeness(one))
        for hit in hits
        if (one := counted.get(hit.pk))
    ]


def with_bodies(asked: Asked, hits: list[Hit], others: list[Hit]) -> list[Hit]:
    """The first of a member's hits in public words ordered by bodies too, and hits in bodies alone.

    These come behind a first page that is full: earlier pages show it without them. One query.
    """
    first, rest = hits[:REFINED], hits[REFINED:]
    counted = {one.pk: one for one in asked.counted([hit.pk for hit in [*first, *others]])}

    def refined(hit: Hit, tier: float) -> Hit:
        one = counted.get(hit.pk)
        return hit._replace(tier=tier, closeness=_closeness(one)) if one else hit

    first = [refined(hit, TITLED if hit.tier > WORDS_IN_HEADLINE else IN_PUBLIC) for hit in first]
    others = [refined(hit, 0) for hit in others]
    if len(hits) <= PAGE_SIZE:
        return ordered([*first, *others])
    return ordered(first) + rest + ordered(others)


def _tier(one: Counted) -> int:
    """2 for all words in the headline, 1 for all as they are; 1 more for side by side."""
    return (WORDS_IN_HEADLINE if one.is_titled else one.is_exact) + one.is_phrase


def _closeness(one: Counted) -> float:
    """From 0 to 1, how much it is about the words: longer ones count less than the words themselves."""
    return max(_share(one.exact), LONGER * _share(one.longer))


def _share(times: float) -> float:
    # Rounded: PostgreSQL counts with seven digits.
    times = min(round(times + 1e-6, 4), MOST_COUNTED)
    return times / (times + HALF)


def ordered(hits: list[Hit]) -> list[Hit]:
    now = timezone.now()

    def score(hit: Hit) -> float:
        years = (now - hit.published_at) / timedelta(days=365)
        return hit.tier + hit.closeness + NEWNESS * float(0.5 ** max(0.0, years))

    return sorted(hits, key=lambda hit: (score(hit), *place(hit)), reverse=True)


def place(hit: Hit) -> tuple[datetime, int]:
    return hit.published_at, hit.pk
