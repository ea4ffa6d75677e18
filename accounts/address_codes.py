"""Guesses at the codes that allauth mails: counted in the database, at most three for each code.

allauth counts in the session, which parallel requests read before any of them has written.
"""

import re
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db.models import F
from django.utils import timezone

from accounts import keys
from accounts.models import AddressCode, User
from outbox.models import OutgoingMail

MAX_ATTEMPTS = 3
KEPT_FOR = timedelta(days=1)


def keep(user: User, email: str, code: str, *, session_key: str, is_mailed: bool) -> None:
    """Open a code to guesses. One that was not mailed is never right. Two queries."""
    AddressCode.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    values = {
        "user": user,
        "email": email,
        "session_key": session_key,
        "is_mailed": is_mailed,
        "attempts": 0,
        "created_at": timezone.now(),
    }
    AddressCode.objects.update_or_create(key=_hashes_of(email, code)[0], defaults=values)


def claim_guess(email: str, code: str) -> bool:
    """Whether a guess at `code` may be compared; counts it before. Two queries."""
    found = AddressCode.objects.filter(key__in=_hashes_of(email, code))
    counted = found.filter(attempts__lt=MAX_ATTEMPTS).update(attempts=F("attempts") + 1)
    return found.filter(is_mailed=True).exists() and bool(counted)


def spend(email: str, code: str) -> bool:
    """Close a code that was guessed right; of parallel right guesses one gets True. One query."""
    spent, _ = AddressCode.objects.filter(key__in=_hashes_of(email, code)).delete()
    return bool(spent)


def forget(user: User) -> None:
    """Remove what holds an address that this account has not proven: mails, sessions, codes.

    Of the mails only those with the code: the address may be another person's, who waits for
    other mails.
    """
    codes = AddressCode.objects.filter(user=user)
    for pending in codes:
        for mail in OutgoingMail.objects.filter(to=[pending.email]):
            if any(pending.key in _hashes_of(pending.email, code) for code in _codes_in(mail.text)):
                mail.delete()
    session_keys = codes.values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(session_keys)).delete()
    codes.delete()


def _codes_in(text: str) -> list[str]:
    return re.findall(r"\b\d{6}\b", text)


def _hashes_of(email: str, code: str) -> list[str]:
    """What stands for this code: under the newest key, and under the older ones."""
    return keys.hashes(keys.Purpose.ADDRESS_CODE, f"{email} {code}")
