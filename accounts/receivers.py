"""Whichever way a verified address comes in, its legacy subscription is linked."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from accounts import claims


@receiver(email_confirmed)
def link_subscription(email_address: EmailAddress, **kwargs: Any) -> None:
    claims.link(email_address.user, email_address.email)
