"""All that we hold of a member: to take away as a file, or to be removed without a trace."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import address_codes, devices, suppressions
from accounts.models import LegacySubscriber, PendingSignUp, User
from importing import departures
from importing.departures import Kind, Removal
from importing.turns import take_turns
from outbox.models import OutgoingMail

DELETED = "gelöscht"


def export(user: User) -> dict[str, Any]:
    """The member's data under German names; times in ISO 8601. Five queries, and the other apps'.

    What other apps hold is named by `settings.PERSONAL_DATA`; deletion needs no such list, since
    their rows go with the account.
    """
    held = _held_here(user)
    for path in settings.PERSONAL_DATA:
        held |= import_string(path)(user)
    return held


def _held_here(user: User) -> dict[str, Any]:
    return {
        "konto": {
            "e_mail_adresse": user.email,
            "name": user.name,
            "organisation": user.organisation,
            "mitglied_seit": _iso(user.date_joined),
            "zuletzt_angemeldet": _iso(user.last_login),
        },
        "adressen": [
            {"adresse": address.email, "bestaetigt": address.verified}
            for address in EmailAddress.objects.filter(user=user).order_by("pk")
        ],
        "einwilligungen": [
            {
                "fassung": consent.wording,
                "formular": consent.form,
                "erteilt_am": _iso(consent.given_at),
            }
            for consent in user.consents.order_by("given_at")
        ],
        "abonnements_kommunalwirtschaft_eu": [
            {
                "adresse": row.email,
                "vorname": row.first_name,
                "nachname": row.last_name,
                "organisation": row.organisation,
                "abonniert_am": _iso(row.subscribed_at),
                "abbestellt_am": _iso(row.unsubscribed_at),
                "herkunft_der_einwilligung": row.consent_source,
                "uebernommen_am": _iso(row.imported_at),
                "passwort_ergaenzt_am": _iso(row.claimed_at),
            }
            for row in LegacySubscriber.objects.filter(user=user).order_by("pk")
        ],
        "zweiter_schritt": [
            {
                "art": authenticator.type,
                "name": authenticator.data.get("name", ""),
                "eingerichtet_am": _iso(authenticator.created_at),
                "zuletzt_verwendet_am": _iso(authenticator.last_used_at),
            }
            for authenticator in Authenticator.objects.filter(user=user).order_by("pk")
        ],
        "geraete": [
            {
                "angemeldet_am": _iso(session.created_at),
                "ip_adresse": session.ip,
                "browser": session.user_agent,
            }
            for session in UserSession.objects.filter(user=user).order_by("created_at")
        ],
    }


def delete(*users: User) -> None:
    """Remove the accounts and every row that holds one of their addresses, in one transaction.

    Of each address that was proven a keyed hash remains: a list must not subscribe somebody who
    deleted the account. An address that was not proven is perhaps another person's: its
    subscription stays.
    """
    with transaction.atomic():
        take_turns()  # before any account, as imports do
        removed = [pk for pk in [user.pk for user in users] if _remove(pk)]
        # Last: a deadlock leaves no line of an account that lives on. Foreign keys lock rows too.
        if connection.vendor == "postgresql":
            connection.check_constraints()
        now = timezone.now()
        departures.append([Removal(Kind.ACCOUNT, str(pk), now) for pk in removed])


def _remove(pk: int) -> bool:
    """Whether the account was there."""
    # First: who begins to change the address from now on waits, and finds no account.
    user = User.objects.select_for_update().filter(pk=pk).first()
    if not user:
        return False
    addresses = dict(EmailAddress.objects.filter(user=user).values_list("email", "verified"))
    emails = {user.email, *addresses}
    proven = {email for email, verified in addresses.items() if verified}
    remove_subscriptions(
        LegacySubscriber.objects.filter(Q(user=user) | Q(email__in=proven)), is_leaving=True
    )
    suppressions.note(proven)
    address_codes.forget(user)
    devices.log_out(UserSession.objects.filter(user=user))
    PendingSignUp.objects.filter(email__in=emails).delete()
    for email in emails:
        OutgoingMail.objects.filter(to=[email]).delete()
    _rename_in_log(User, [user.pk])
    user.delete()
    return True


def remove_subscriptions(rows: QuerySet[LegacySubscriber], *, is_leaving: bool) -> int:
    """Remove rows of the former service; how many. The one way in which rows go.

    A keyed hash remains of those who had unsubscribed, with `is_leaving` of all.
    """
    with transaction.atomic():
        take_turns()
        found = list(rows.select_for_update().values_list("pk", "email", "unsubscribed_at"))
        suppressions.note(email for _, email, left in found if left or is_leaving)
        pks = [pk for pk, _, _ in found]
        _rename_in_log(LegacySubscriber, pks)
        LegacySubscriber.objects.filter(pk__in=pks).delete()
    return len(pks)


def _rename_in_log(model: type[models.Model], pks: list[int]) -> None:
    """The admin's log calls a row by its address."""
    LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=map(str, pks)
    ).update(object_repr=DELETED, change_message="")


def _iso(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat() if moment else None
