"""Who left stays left: the one writer of suppressions, and of whoever left in the file beside them.

What remains of an address whose row is gone is a keyed hash. Every departure, also of somebody
whose row stays, is written to the file before its transaction commits
(docs/decisions/departures.md).
"""

from collections.abc import Iterable

from django.utils import timezone

from accounts import keys
from accounts.models import Suppression
from importing import departures
from importing.departures import Departure
from importing.turns import take_turns


def record(leaving: Iterable[str]) -> list[Departure]:
    """Write to the file that these canonical addresses leave now. One query.

    For whoever stays in the list as unsubscribed; call it in the transaction, with the rows
    locked, and take turns before that lock, as imports do. A line holds the moment of the act,
    whatever date the row gets: after a restore it decides whether a consent is newer. Until the
    transaction ends no import stores a batch: one that has looked already would subscribe them
    anew.
    Raises NotWritten where the file takes nothing: then the transaction must fail too.
    """
    take_turns()
    key, now = keys.newest(), timezone.now()
    lines = [Departure(key.hash(keys.Purpose.SUPPRESSION, email), key.id, now) for email in leaving]
    departures.append(lines)
    return lines


def note(leaving: Iterable[str]) -> None:
    """As `record`, and suppress these addresses, whose rows go; an earlier note stays. Two queries."""
    suppress(record(leaving))


def remember_move(email: str, subscription: int | None) -> None:
    """A suppressed address was given up for another one, and this subscription with it. One query.

    The first one stays: any later one came to the address as unsubscribed, and goes on only by a
    consent of its own.
    """
    noted = Suppression.objects.filter(address_hash__in=hashes(email), moved_to=None)
    noted.update(moved_to=subscription)


def is_noted(email: str) -> bool:
    """Whether this canonical address left. One query."""
    return Suppression.objects.filter(address_hash__in=hashes(email)).exists()


def hashes(email: str) -> list[str]:
    """What stands for this canonical address, under every key that there was."""
    return keys.hashes(keys.Purpose.SUPPRESSION, email)


def missing_keys() -> list[str]:
    """Names of entries that KEYS lacks though suppressions stand under them. One query."""
    known = [key.id for key in keys.every()]
    rows = Suppression.objects.exclude(key_id__in=known).values_list("key_id", flat=True)
    return sorted(set(rows))


def suppress(lines: Iterable[Departure]) -> None:
    """Note that they left; an earlier note stays. One query."""
    Suppression.objects.bulk_create(
        (
            Suppression(
                address_hash=each.address_hash, key_id=each.key_id, unsubscribed_at=each.left_at
            )
            for each in lines
        ),
        ignore_conflicts=True,
        batch_size=5000,
    )
