"""How long unclaimed addresses, uploads and reports of imports are kept.

Who had unsubscribed stays unsubscribed afterwards.
"""

from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from accounts.models import LegacySubscriber, SubscriberImport
from accounts.privacy import remove_subscriptions

BATCH = 5000
MAX_DAYS = 36_500
"""A century; a date that lies further back may be none."""


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


def old_reports(moment: datetime) -> list[Path]:
    """Files of reports that were last written before `moment`, also of dry runs."""
    reports = (Path(settings.VAR_DIR) / "imports").glob("*.csv")
    return [
        report
        for report in reports
        if datetime.fromtimestamp(report.stat().st_mtime, tz=UTC) < moment
    ]


def remove_reports(moment: datetime) -> int:
    """Remove the files; the records of the imports stay, without a link. How many."""
    reports = old_reports(moment)
    for report in reports:
        SubscriberImport.objects.filter(report_name=report.name).update(report_name="")
        report.unlink(missing_ok=True)
    return len(reports)
