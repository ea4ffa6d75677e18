"""Registration, claim, reset: one flow, three doors. Begin, prove the address by a code, go on.

Every address is answered alike: one password hash, one row, one mail, the same page. What differs
is the mail, and only the address's owner reads it. Codes are spent by conditional UPDATE, so the
database settles every race.
"""

import hmac
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.mail import EmailMultiAlternatives
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts import claims, keys, quota
from accounts.mails import build, send
from accounts.models import Consent, PendingSignUp, User
from importing.turns import take_turns_for

WORDING = "2026-11"
"""The version of the terms that the forms show; a new text gets a new version."""

CODE_LIFE = timedelta(minutes=30)
"""Long enough for a gateway that holds mail back for ten minutes and a reader who comes back."""

MAX_ATTEMPTS = 3
MAX_CODES = 5
KEPT_FOR = timedelta(days=1)


class CodeRefused(Exception):
    """The code was not accepted; `attempts_left` says how often it may still be tried."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__(attempts_left)
        self.attempts_left = attempts_left


class TooManyCodes(Exception):
    """This sign-up has had its codes: so many were guessed at, or grew too old."""


def begin(*, email: str, password: str, form: str, next_url: str) -> PendingSignUp:
    """Start a sign-up: one hash, one row and one mail, whoever the address belongs to.

    Without the mail where the address has had its mails; the code is never right then.
    """
    now = timezone.now()
    # Before the transaction: hashing takes long, and SQLite has one writer.
    hashed = make_password(password)
    with transaction.atomic():
        is_mailed = quota.take(email)
        PendingSignUp.objects.filter(expires_at__lt=now - KEPT_FOR).delete()
        pending = PendingSignUp.objects.create(
            email=email,
            form=form,
            password=hashed,
            wording=WORDING,
            key_id=keys.newest().id,
            next_url=next_url,
            expires_at=now + CODE_LIFE,
            is_mailed=is_mailed,
        )
        mail = _code_mail(pending)
        if is_mailed:
            mail.send()
    return pending


def is_open(pending: PendingSignUp) -> bool:
    """Whether its code can still be entered."""
    return (
        pending.used_at is None
        and code_of(pending) is not None
        and pending.attempts < MAX_ATTEMPTS
        and pending.expires_at > timezone.now()
    )


def renew(pending: PendingSignUp) -> None:
    """Mail the code again, for another full life.

    The code stays the same while it is open: with a slow gateway the first mail may arrive after
    the second, and either is right. A code that was guessed at three times, or is too old, gives
    way to a new one. Nothing is mailed where the address has had its mails. Raises TooManyCodes.
    """
    keeps_code = is_open(pending)
    with transaction.atomic():
        is_mailed = quota.take(pending.email)
        changes: dict[str, object] = {"expires_at": timezone.now() + CODE_LIFE}
        if not keeps_code:
            changes |= {
                "code_number": F("code_number") + 1,
                "key_id": keys.newest().id,
                "attempts": 0,
            }
        if is_mailed or not keeps_code:
            changes["is_mailed"] = is_mailed
        renewable = PendingSignUp.objects.filter(pk=pending.pk, used_at=None)
        if not keeps_code:
            renewable = renewable.filter(code_number__lt=MAX_CODES)
        if not renewable.update(**changes):
            raise TooManyCodes
        pending.refresh_from_db()
        mail = _code_mail(pending)
        if is_mailed:
            mail.send()


def confirm(pending: PendingSignUp, code: str) -> User:
    """Spend the code and return the member it makes. Raises CodeRefused.

    An attempt is counted before the code is compared: parallel guesses cannot exceed the limit.
    The code is spent before the account is touched: of parallel right answers, one succeeds.
    """
    now = timezone.now()
    with transaction.atomic():
        _take_turns(pending.email)  # within a caller's transaction the count keeps its row locked
        counted = PendingSignUp.objects.filter(
            pk=pending.pk, used_at=None, attempts__lt=MAX_ATTEMPTS, expires_at__gt=now
        ).update(attempts=F("attempts") + 1)
    if not counted:
        raise CodeRefused(0)
    pending.refresh_from_db()
    right = code_of(pending)
    if right is None:
        raise CodeRefused(0)
    if not (hmac.compare_digest(right, code) and pending.is_mailed):
        raise CodeRefused(MAX_ATTEMPTS - pending.attempts)
    with transaction.atomic():
        _take_turns(pending.email)
        if not PendingSignUp.objects.filter(pk=pending.pk, used_at=None).update(used_at=now):
            raise CodeRefused(0)
        return _member_for(pending)


def forget(email: str) -> None:
    """Codes that were mailed before an account's password changed open it no more."""
    PendingSignUp.objects.filter(email=email, used_at=None).delete()


def code_of(pending: PendingSignUp) -> str | None:
    """Six digits, derived and never stored: a copy of the database opens no account.

    None where the key that it was derived from is no longer there.
    """
    key = keys.by_id(pending.key_id)
    if key is None:
        return None
    text = f"{pending.pk}:{pending.code_number}"
    digest = key.digest(keys.Purpose.SIGN_UP_CODE, text)
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def _member_for(pending: PendingSignUp) -> User:
    """The account of the proven address, with the password chosen in this browser."""
    is_reset = pending.form == PendingSignUp.Form.RESET
    user = _locked(pending.email) if is_reset else _existing_or_new(pending.email)
    if user is None or not user.is_active:  # the address got a mail without a code
        raise CodeRefused(0)
    is_replaced = bool(user.password) and user.has_usable_password()
    user.password = pending.password
    user.save(update_fields=["password"])
    forget(user.email)
    if is_replaced:
        send("account/email/password_changed", user.email, {})
    EmailAddress.objects.filter(email=user.email).exclude(user=user).delete()
    address, _ = EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    if not address.verified:
        address.verified = True
        address.save(update_fields=["verified"])
    if not is_reset:
        Consent.objects.create(
            user=user, wording=pending.wording, form=pending.form, given_at=timezone.now()
        )
    claims.link(user, user.email)
    return user


def _take_turns(email: str) -> None:
    """Browsers that began with one address wait for each other: each removes the others' codes.

    The account first and then the codes, as where a password is changed. An account that changes
    its address to this one waits too.
    """
    take_turns_for(email)
    _locked(email)
    codes = PendingSignUp.objects.filter(email=email, used_at=None).order_by("pk")
    list(codes.select_for_update().values_list("pk", flat=True))


def _locked(email: str) -> User | None:
    return User.objects.select_for_update().filter(email=email).first()


def _existing_or_new(email: str) -> User:
    user = _locked(email)
    if user is not None:
        return user
    try:
        with transaction.atomic():
            return User.objects.create(email=email)
    except IntegrityError:  # another sign-up with this address was confirmed meanwhile
        return User.objects.select_for_update().get(email=email)


def _code_mail(pending: PendingSignUp) -> EmailMultiAlternatives:
    standing = claims.standing_of(pending.email)
    is_reset = pending.form == PendingSignUp.Form.RESET
    return build(
        f"accounts/mail/{'reset' if is_reset else 'code'}_{standing.value}",
        pending.email,
        {
            "code": code_of(pending),
            "is_claim": pending.form == PendingSignUp.Form.CLAIM,
            "next_url": pending.next_url,
            "minutes": int(CODE_LIFE.total_seconds() // 60),
        },
    )
