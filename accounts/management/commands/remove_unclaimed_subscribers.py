"""`remove_unclaimed_subscribers --older-than DAYS`: addresses that nobody claimed, and old uploads."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import retention


class Command(BaseCommand):
    help = "Remove legacy subscribers who were imported long ago and never claimed an account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--older-than", type=int, required=True, metavar="DAYS")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["older_than"] <= retention.MAX_DAYS:
            raise CommandError(f"--older-than takes a number of days, 1 to {retention.MAX_DAYS:,}.")
        moment = timezone.now() - timedelta(days=options["older_than"])
        if options["dry_run"]:
            unclaimed = retention.unclaimed_before(moment)
            left = unclaimed.filter(unsubscribed_at__isnull=False).count()
            self.stdout.write(
                f"dry run, nothing removed: {unclaimed.count():,} addresses, of {left:,} of them "
                "(unsubscribed) a keyed hash would remain; "
                f"{retention.forgotten_uploads(moment).count():,} uploads"
            )
            return
        removed = retention.remove_unclaimed(moment)
        uploads = retention.remove_uploads(moment)
        self.stdout.write(f"{removed:,} addresses and {uploads:,} uploads removed")
