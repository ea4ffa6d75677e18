"""`apply_departures`: after a restored backup, what had gone since goes again."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts import restored
from articles import erasing


class Command(BaseCommand):
    help = (
        "Bring the departures file into the database. Run it after restoring a backup, before the "
        "mail worker starts."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            applied = restored.apply_file()
            articles = erasing.erase_again(applied.removals)
        except FileNotFoundError:
            raise CommandError(
                f"There is no {settings.DEPARTURES_FILE}: whoever left since the backup is not "
                "known. Bring the file back, or set DEPARTURES_FILE."
            ) from None
        for number in applied.broken:
            self.stderr.write(f"line {number} cannot be read and was passed over")
        self.stdout.write(
            f"{applied.lines:,} lines read: {applied.unsubscribed:,} subscribers unsubscribed, "
            f"{applied.suppressed:,} suppressions noted; removed: {applied.mails:,} mails, "
            f"{applied.accounts:,} accounts, {articles:,} articles"
        )
