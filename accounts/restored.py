"""After a restored backup: whoever left since leaves again, and deleted accounts go again."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts import privacy, suppressions
from accounts.models import Consent, LegacySubscriber, Suppression, User
from importing import departures
from importing.departures import Departure, Kind, Removal
from outbox.models import OutgoingMail


@dataclass
class Applied:
    """What `apply_file` did."""

    lines: int = 0
    unsubscribed: int = 0
    suppressed: int = 0
    mails: int = 0
    accounts: int = 0
    removals: list[Removal] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    """Numbers of the lines that could not be read."""


def apply_file() -> Applied:
    """Bring the file's departures into the database, before anything may be sent.

    A subscriber whom the backup brought back is unsubscribed, unless the person subscribed again
    since; of all others a suppression is noted. Mails that were written to them before they left
    are removed, and accounts that were deleted. Running it again changes nothing. Reads all
    subscribers and mails once. Raises FileNotFoundError.
    """
    result = Applied()
    latest: dict[str, Departure] = {}
    for number, line in departures.read():
        if line is None:
            result.broken.append(number)
            continue
        result.lines += 1
        if isinstance(line, Removal):
            result.removals.append(line)
            continue
        known = latest.get(line.address_hash)
        if known is None or known.left_at < line.left_at:
            latest[line.address_hash] = line
    with transaction.atomic():
        done = set(Suppression.objects.values_list("address_hash", flat=True).iterator())
        result.mails = _remove_mails(latest)
        for subscriber, found in _subscribers_among(latest):
            done.update(each.address_hash for each in found)
            result.unsubscribed += _unsubscribe(subscriber, max(each.left_at for each in found))
        missing = [each for each in latest.values() if each.address_hash not in done]
        suppressions.suppress(missing)
        result.accounts = _delete_accounts(result.removals)
    result.suppressed = len(missing)
    return result


def _subscribers_among(
    latest: dict[str, Departure],
) -> Iterator[tuple[LegacySubscriber, list[Departure]]]:
    """Whose address stands in the file, also of those who are unsubscribed here."""
    for subscriber in LegacySubscriber.objects.iterator():
        found = [latest[each] for each in suppressions.hashes(subscriber.email) if each in latest]
        if found:
            yield subscriber, found


def _unsubscribe(subscriber: LegacySubscriber, left_at: datetime) -> int:
    """Whether this did it. Who subscribed again since left before the backup was made."""
    if subscriber.unsubscribed_at:
        return 0
    if Consent.objects.filter(
        subscription=subscriber, form=Consent.SUBSCRIBED_AGAIN, given_at__gt=left_at
    ).exists():
        return 0
    joined = subscriber.subscribed_at
    return LegacySubscriber.objects.filter(pk=subscriber.pk, unsubscribed_at=None).update(
        unsubscribed_at=max(left_at, joined) if joined else left_at
    )


def _remove_mails(latest: dict[str, Departure]) -> int:
    """Mails that waited when their recipient left."""
    removed = 0
    for mail in OutgoingMail.objects.only("to", "created_at").iterator():
        found = [latest[h] for email in mail.to for h in suppressions.hashes(email) if h in latest]
        if any(mail.created_at <= each.left_at for each in found):
            mail.delete()
            removed += 1
    return removed


def _delete_accounts(removals: Iterable[Removal]) -> int:
    """A number may have been given anew after an earlier restore: then the account is younger."""
    deleted = 0
    for removal in removals:
        if removal.kind is Kind.ACCOUNT:
            user = User.objects.filter(pk=removal.what, date_joined__lte=removal.at).first()
            if user:
                privacy.delete(user)
                deleted += 1
    return deleted
