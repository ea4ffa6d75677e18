"""How long unclaimed addresses are kept. Who had unsubscribed stays unsubscribed afterwards."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import LegacySubscriber, SubscriberImport
from accounts.privacy import remove_subscriptions

BATCH = 5000


def unclaimed_before(moment: datetime) -> QuerySet[LegacySubscriber]:
    """Addresses imported before `moment` that never got an account."""
    return LegacySubscriber.objects.filter(user=None, claimed_at=None, imported_at__lt=moment)


def remove_unclaimed(moment: datetime) -> int:
    """Remove them, batch by batch; how many. Of those who unsubscribed a keyed hash remains."""
    removed = 0
    while batch := remove_subscriptions(unclaimed_before(moment)[:BATCH], is_leaving=False):
        removed += batch
    return removed


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
