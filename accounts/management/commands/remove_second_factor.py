"""`remove_second_factor ADDRESS`: for a sole administrator who lost device and recovery codes."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import second_factor
from accounts.models import User
from importing.command import text

LOGGED = "Zweiter Faktor auf der Kommandozeile entfernt"


class Command(BaseCommand):
    help = (
        "Remove the second factor of an account whose owner lost it and is known to you. Ends its "
        "sessions, tells the owner by mail, and writes it to the newsroom's log. Where there is "
        "another administrator, the list of accounts in the newsroom does the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", type=text, help="the e-mail address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            user = User.objects.select_for_update().filter(email=options["address"]).first()
            if user is None:
                raise CommandError("There is no account with this address.")
            if not Authenticator.objects.filter(user=user).exists():
                raise CommandError("This account has no second factor.")
            second_factor.remove(user)
            LogEntry.objects.log_actions(
                user.pk, User.objects.filter(pk=user.pk), CHANGE, LOGGED, single_object=True
            )
        self.stdout.write(
            "The second factor is removed, all sessions have ended, and the owner is told by mail. "
            "The newsroom asks for a new factor at the next visit."
        )
