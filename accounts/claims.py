"""The legacy subscribers' way in: what we know of an address, and linking it once it is proven."""

from enum import Enum

from django.db.models import F, Q
from django.utils import timezone

from accounts.models import LegacySubscriber, User


class Standing(Enum):
    """What an address is to us. Only its owner may learn it, by mail."""

    UNKNOWN = "unknown"
    LEGACY = "legacy"
    MEMBER = "member"
    LOCKED = "locked"


def standing_of(email: str) -> Standing:
    """Two queries, whatever the answer: time must not tell."""
    user = User.objects.filter(email=email).first()
    is_legacy = LegacySubscriber.objects.filter(email=email).exists()
    if user is not None:
        return Standing.MEMBER if user.is_active else Standing.LOCKED
    return Standing.LEGACY if is_legacy else Standing.UNKNOWN


def link(user: User, email: str) -> bool:
    """Join a verified address to its legacy subscription; whether this call did it.

    A conditional UPDATE: linking twice, or at the same time, changes nothing. An account may take
    over several subscriptions, one for each address that it proved. What the subscriber had told
    the former service fills what the account leaves empty.
    """
    now = timezone.now()
    linked = LegacySubscriber.objects.filter(email=email, user=None).update(
        user=user, claimed_at=now
    )
    if linked:
        _carry_over(user, LegacySubscriber.objects.get(email=email))
    return bool(linked)


def _carry_over(user: User, subscription: LegacySubscriber) -> None:
    name = f"{subscription.first_name} {subscription.last_name}".strip()
    User.objects.filter(Q(pk=user.pk), name="").update(name=name)
    User.objects.filter(Q(pk=user.pk), organisation="").update(
        organisation=subscription.organisation or F("organisation")
    )
    user.refresh_from_db(fields=["name", "organisation"])
