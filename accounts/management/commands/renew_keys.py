"""`renew_keys`: after a new entry in KEYS; brings over what can be, says which entries are needed."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from accounts import keys, second_factor, signups
from accounts.models import PendingSignUp, Suppression


class Command(BaseCommand):
    help = (
        "Re-encrypt the secrets of second factors under the newest entry of KEYS, and say what the "
        "others are still needed for (docs/decisions/keys.md)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        factors = Authenticator.objects.exclude(type=Authenticator.Type.WEBAUTHN)
        unreadable = [each.pk for each in factors if not second_factor.reencrypt(each)]
        self.stdout.write(
            f"{factors.count() - len(unreadable):,} second factors are under the newest key"
        )
        missing = self._say_what_is_needed()
        if unreadable or missing:
            raise CommandError(
                f"A key is missing in KEYS: {len(unreadable):,} second factors cannot be read, "
                f"{missing:,} suppressions cannot be found. Put it back at the end."
            )

    def _say_what_is_needed(self) -> int:
        """How many suppressions are under none of the keys."""
        needed = dict(Suppression.objects.values_list("key_id").annotate(Count("pk")).order_by())
        open_codes = PendingSignUp.objects.filter(
            used_at=None, expires_at__gt=timezone.now() - signups.KEPT_FOR
        ).order_by()
        waiting = dict(open_codes.values_list("key_id").annotate(Count("pk")))
        for number, key in enumerate(keys.every(), start=1):
            suppressions = needed.pop(key.id, 0)
            codes = waiting.get(key.id, 0)
            advice = "newest" if number == 1 else "keep" if suppressions or codes else "may go"
            self.stdout.write(
                f"key {number} ({key.id}), {advice}: {suppressions:,} suppressions, "
                f"{codes:,} waiting sign-ups"
            )
        return sum(needed.values())
