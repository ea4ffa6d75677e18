"""How long unclaimed addresses are kept. Who had unsubscribed stays unsubscribed afterwards."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.addresses import keyed_hash
from accounts.models import LegacySubscriber, SubscriberImport, Suppression

BATCH = 5000


def unclaimed_before(moment: datetime) -> QuerySet[LegacySubscriber]:
    """Addresses imported before `moment` that never got an account."""
    return LegacySubscriber.objects.filter(user=None, claimed_at=None, imported_at__lt=moment)


def remove_unclaimed(moment: datetime) -> int:
    """Remove them, batch by batch; how many. Of those who unsubscribed a keyed hash remains."""
    removed = 0
    while True:
        with transaction.atomic():
            batch = list(
                unclaimed_before(moment).values_list("pk", "email", "unsubscribed_at")[:BATCH]
            )
            if not batch:
                return removed
            Suppression.objects.bulk_create(
                (
                    Suppression(address_hash=keyed_hash(email), unsubscribed_at=left)
                    for _, email, left in batch
                    if left is not None
                ),
                ignore_conflicts=True,
            )
            unclaimed = Q(user=None, claimed_at=None)  # unless it was claimed meanwhile
            _, by_model = LegacySubscriber.objects.filter(
                unclaimed, pk__in=[pk for pk, _, _ in batch]
            ).delete()
            removed += by_model.get("accounts.LegacySubscriber", 0)


def forgotten_uploads(moment: datetime) -> QuerySet[SubscriberImport]:
    """Lists that were uploaded before `moment` and neither taken over nor removed."""
    return SubscriberImport.objects.filter(created_at__lt=moment).exclude(upload="")


def remove_uploads(moment: datetime) -> int:
    """Remove the files; their records stay. How many."""
    number = 0
    for run in forgotten_uploads(moment):
        run.upload.delete(save=False)
        run.upload = ""
        run.save(update_fields=["upload"])
        number += 1
    return number
