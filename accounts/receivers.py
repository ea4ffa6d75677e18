"""What follows from what happens in allauth: subscriptions are linked, old codes forgotten."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import (
    authentication_step_completed,
    email_changed,
    email_confirmed,
    password_changed,
    user_logged_in,
)
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest

from accounts import claims, signups
from accounts.models import User


@receiver(email_confirmed)
def link_subscription(email_address: EmailAddress, **kwargs: Any) -> None:
    claims.link(email_address.user, email_address.email)


@receiver(email_changed)
def leave_former_address(
    user: User, from_email_address: EmailAddress | None, **kwargs: Any
) -> None:
    if from_email_address and from_email_address.verified:
        claims.leave_address(user, from_email_address.email)


@receiver(email_changed)
def confirm_new_address(
    request: HttpRequest, from_email_address: EmailAddress | None, **kwargs: Any
) -> None:
    if from_email_address:
        messages.success(request, "Ihre Adresse ist geändert. Melden Sie sich künftig mit ihr an.")


@receiver(user_logged_in)
def link_at_login(user: User, **kwargs: Any) -> None:
    """For a subscription that reached the list after the account: added by hand in admin."""
    if user.is_member:
        claims.link(user, user.email)


@receiver(password_changed)
def forget_codes(user: User, **kwargs: Any) -> None:
    signups.forget(user.email)


@receiver(authentication_step_completed)
def renew_session(request: HttpRequest, *, reauthenticated: bool = False, **kwargs: Any) -> None:
    """Who confirms the password goes on under a new session key, as after a login."""
    if not reauthenticated:
        return
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
