"""`remove_outdated`: earlier versions of articles, and reports of imports, after their time."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import retention as accounts
from articles import retention as articles


class Command(BaseCommand):
    help = (
        "Remove versions of articles older than VERSIONS_KEPT_DAYS and reports of imports older "
        "than REPORTS_KEPT_DAYS; 0 keeps them for good."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        versions_before = _moment("VERSIONS_KEPT_DAYS")
        reports_before = _moment("REPORTS_KEPT_DAYS")
        is_dry = options["dry_run"]
        versions = deleted = reports = 0
        if versions_before and is_dry:
            versions = articles.outdated(versions_before).count()
            deleted = len(articles.forgotten(versions_before))
        elif versions_before:
            versions = articles.remove_outdated(versions_before)
            deleted = articles.remove_forgotten(versions_before)
        if reports_before and is_dry:
            reports = len(accounts.old_reports(reports_before))
        elif reports_before:
            reports = accounts.remove_reports(reports_before)
        self.stdout.write(
            f"{'dry run, nothing ' if is_dry else ''}removed: {versions:,} versions, what was left "
            f"of {deleted:,} deleted articles, {reports:,} reports of imports"
        )


def _moment(name: str) -> datetime | None:
    """Before which the setting's days have passed; None where it keeps for good."""
    days: int = getattr(settings, name)
    if days > accounts.MAX_DAYS:
        raise CommandError(
            f"{name} takes a number of days, at most {accounts.MAX_DAYS:,}; 0 for good."
        )
    return timezone.now() - timedelta(days=days) if days else None
