"""Who left stays left: what remains of an address whose row is gone is a keyed hash."""

from collections.abc import Iterable
from datetime import datetime

from accounts.addresses import keyed_hash
from accounts.models import Suppression


def note(departures: Iterable[tuple[str, datetime]]) -> None:
    """Note that these canonical addresses left, and when; an earlier note stays. One query."""
    Suppression.objects.bulk_create(
        (
            Suppression(address_hash=keyed_hash(email), unsubscribed_at=moment)
            for email, moment in departures
        ),
        ignore_conflicts=True,
    )


def is_noted(email: str) -> bool:
    """Whether this canonical address left. One query."""
    return Suppression.objects.filter(address_hash=keyed_hash(email)).exists()
