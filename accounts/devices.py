"""Where an account is logged in, and how that ends."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet

from accounts.models import User


def log_out_everywhere(users: QuerySet[User]) -> None:
    """End every session of these accounts for good, also one that is beginning at this moment.

    A login that has read the account before stores the hash of a generation that is over.
    """
    with transaction.atomic():
        pks = list(users.values_list("pk", flat=True))
        User.objects.filter(pk__in=pks).update(session_generation=F("session_generation") + 1)
        log_out(UserSession.objects.filter(user__in=pks))


def log_out(devices: QuerySet[UserSession]) -> None:
    """End the sessions of these devices. Three queries."""
    session_keys = list(devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=session_keys).delete()
    UserSession.objects.filter(session_key__in=session_keys).delete()
