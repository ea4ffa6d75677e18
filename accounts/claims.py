"""The legacy subscribers' way in: what we know of an address, and linking it once it is proven."""

from enum import Enum

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import suppressions
from accounts.models import Consent, LegacySubscriber, User
from importing.turns import take_turns


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


def set_subscribed(user: User, pk: int, *, subscribed: bool, wording: str) -> bool:
    """The member's own wish for one of their subscriptions; whether it changed anything.

    Subscribing again is a new consent and is kept as one, for an address that is proven to be
    theirs: no import undoes it.
    """
    mine = LegacySubscriber.objects.filter(pk=pk, user=user)
    if not subscribed:
        return _unsubscribe(mine)
    with transaction.atomic():
        own = EmailAddress.objects.filter(user=user, verified=True).values("email")
        left = mine.filter(unsubscribed_at__isnull=False, email__in=own)
        changed = left.update(unsubscribed_at=None)
        if changed:
            Consent.objects.create(
                user=user,
                subscription_id=pk,
                wording=wording,
                form=Consent.SUBSCRIBED_AGAIN,
                given_at=timezone.now(),
            )
    return bool(changed)


def _unsubscribe(mine: QuerySet[LegacySubscriber]) -> bool:
    with transaction.atomic():
        take_turns()
        active = mine.filter(unsubscribed_at=None)
        emails = list(active.select_for_update().values_list("email", flat=True))
        suppressions.record(emails)
        return bool(active.update(unsubscribed_at=timezone.now()))


def leave_address(user: User, email: str) -> None:
    """An address that the account gave up: no later list subscribes it, and no mail goes there.

    The account's subscription of that address moves along to its proven new one; it ends where
    that one had left before, until the member subscribes again. Where no new address is proven yet,
    or that one has a subscription of its own, it ends and leaves the account. Who had left has left
    under the new address too.
    """
    with transaction.atomic():
        take_turns()
        rows = LegacySubscriber.objects.filter(email=email)
        mine = rows.filter(user=user)
        left = [row.unsubscribed_at for row in mine.select_for_update()]
        is_taken = LegacySubscriber.objects.filter(email=user.email).exists()
        proven = EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
        moves = proven and not is_taken
        ends = not moves or suppressions.is_noted(user.email)
        suppressions.note([email, user.email] if any(left) and not is_taken else [email])
        now = timezone.now()
        # One without an account: a list brought it while the address was being changed.
        rows.filter(user=None, unsubscribed_at=None).update(unsubscribed_at=now)
        if ends:
            mine.filter(unsubscribed_at=None).update(unsubscribed_at=now)
        if moves:
            suppressions.remember_move(email, mine.values_list("pk", flat=True).first())
            mine.update(email=user.email)
        else:
            # Whoever has that address next learns nothing of this member.
            mine.update(user=None, claimed_at=None, first_name="", last_name="", organisation="")


def _carry_over(user: User, subscription: LegacySubscriber) -> None:
    told = {
        "name": f"{subscription.first_name} {subscription.last_name}".strip(),
        "organisation": subscription.organisation,
    }
    for field, value in told.items():
        User.objects.filter(pk=user.pk, **{field: ""}).update(**{field: value})
    user.refresh_from_db(fields=["name", "organisation"])
