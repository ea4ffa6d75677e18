"""Who left stays left: the one writer of suppressions, and of the departures file beside them.

What remains of an address whose row is gone is a keyed hash. Every departure, also of somebody
whose row stays, is written to the file before its transaction commits
(docs/decisions/departures.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts import departures, keys
from accounts.departures import Departure
from accounts.models import Consent, LegacySubscriber, Suppression
from importing.turns import take_turns


def record(leaving: Iterable[tuple[str, datetime]]) -> list[Departure]:
    """Write to the file that these canonical addresses left, and when. One query.

    For whoever stays in the list as unsubscribed; call it in the transaction, before the change.
    Until its end no import stores a batch: one that has looked already would subscribe them anew.
    Raises NotWritten where the file takes nothing: then the transaction must fail too.
    """
    take_turns()
    key = keys.newest()
    lines = [
        Departure(key.hash(keys.Purpose.SUPPRESSION, email), key.id, moment)
        for email, moment in leaving
    ]
    departures.append(lines)
    return lines


def note(leaving: Iterable[tuple[str, datetime]]) -> None:
    """As `record`, and suppress these addresses, whose rows go; an earlier note stays. Two queries."""
    _suppress(record(leaving))


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


def _suppress(lines: Iterable[Departure]) -> None:
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


# --- After a restored backup ---------------------------------------------------------------------


@dataclass
class Applied:
    """What `apply_file` did."""

    lines: int = 0
    unsubscribed: int = 0
    suppressed: int = 0
    broken: list[int] = field(default_factory=list)
    """Numbers of the lines that could not be read."""


def apply_file() -> Applied:
    """Bring the file's departures into the database, before anything may be sent.

    A subscriber whom the backup brought back is unsubscribed, unless the person subscribed again
    since; of all others a suppression is noted. Running it again changes nothing. Reads all active
    subscribers once. Raises FileNotFoundError.
    """
    result = Applied()
    latest: dict[str, Departure] = {}
    for number, line in departures.read():
        if line is None:
            result.broken.append(number)
            continue
        result.lines += 1
        known = latest.get(line.address_hash)
        if known is None or known.left_at < line.left_at:
            latest[line.address_hash] = line
    with transaction.atomic():
        done = _drop_what_the_backup_knows(latest)
        for subscriber, found in _subscribers_among(latest):
            done.update(each.address_hash for each in found)
            result.unsubscribed += _unsubscribe(subscriber, max(each.left_at for each in found))
        missing = [each for each in latest.values() if each.address_hash not in done]
        _suppress(missing)
    result.suppressed = len(missing)
    return result


def _drop_what_the_backup_knows(latest: dict[str, Departure]) -> set[str]:
    """The backup holds the whole transaction of a departure that it has a suppression of.

    Returns the hashes that need no further suppression.
    """
    noted = set()
    rows = Suppression.objects.values_list("address_hash", "unsubscribed_at")
    for address_hash, left_at in rows.iterator():
        if address_hash in latest:
            noted.add(address_hash)
            if latest[address_hash].left_at <= left_at:
                del latest[address_hash]
    return noted


def _subscribers_among(
    latest: dict[str, Departure],
) -> Iterator[tuple[LegacySubscriber, list[Departure]]]:
    """Whose address stands in the file, also of those who are unsubscribed here."""
    for subscriber in LegacySubscriber.objects.iterator():
        found = [latest[each] for each in hashes(subscriber.email) if each in latest]
        if found:
            yield subscriber, found


def _unsubscribe(subscriber: LegacySubscriber, left_at: datetime) -> int:
    """Whether this did it. Who subscribed again since left before the backup was made."""
    if subscriber.unsubscribed_at:
        return 0
    if Consent.objects.filter(
        user=subscriber.user_id, form=Consent.SUBSCRIBED_AGAIN, given_at__gt=left_at
    ).exists():
        return 0
    joined = subscriber.subscribed_at
    return LegacySubscriber.objects.filter(pk=subscriber.pk, unsubscribed_at=None).update(
        unsubscribed_at=max(left_at, joined) if joined else left_at
    )
