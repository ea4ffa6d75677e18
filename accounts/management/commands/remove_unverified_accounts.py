"""`remove_unverified_accounts`: accounts whose address nobody ever confirmed, after a week."""

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import privacy
from accounts.models import User

DAYS = 7


class Command(BaseCommand):
    help = f"Remove accounts (not of staff) whose address was not confirmed within {DAYS} days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verified = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
        users = User.objects.filter(
            ~Exists(verified),
            is_staff=False,
            last_login=None,  # else it was confirmed once, and its address was changed in admin
            date_joined__lt=timezone.now() - timedelta(days=DAYS),
        )
        if options["dry_run"]:
            self.stdout.write(f"dry run, nothing removed: {users.count():,} accounts")
            return
        number = 0
        for pk in users.values_list("pk", flat=True).iterator():
            with transaction.atomic():
                # Asked again, with the row locked: somebody may confirm the address at this moment.
                user = users.select_for_update(of=("self",)).filter(pk=pk).first()
                if user is not None:
                    privacy.delete(user)
                    number += 1
        self.stdout.write(f"{number:,} accounts removed")
