"""Who left stays left: what remains of an address whose row is gone is a keyed hash."""

from collections.abc import Iterable
from datetime import datetime

from accounts import keys
from accounts.models import Suppression


def note(departures: Iterable[tuple[str, datetime]]) -> None:
    """Note that these canonical addresses left, and when; an earlier note stays. One query."""
    key = keys.newest()
    Suppression.objects.bulk_create(
        (
            Suppression(
                address_hash=key.hash(keys.Purpose.SUPPRESSION, email),
                key_id=key.id,
                unsubscribed_at=moment,
            )
            for email, moment in departures
        ),
        ignore_conflicts=True,
    )


def is_noted(email: str) -> bool:
    """Whether this canonical address left. One query."""
    return Suppression.objects.filter(address_hash__in=hashes(email)).exists()


def hashes(email: str) -> list[str]:
    """What stands for this canonical address, under every key that there was."""
    return keys.hashes(keys.Purpose.SUPPRESSION, email)
