"""How allauth speaks and behaves on this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import address_codes, addresses, mails, quota
from accounts.models import NEXT_MAX_LENGTH, User
from importing.turns import take_turns, take_turns_for

# Mails about what an account's owner has done; the others can be caused by anybody.
NOTICES = {
    f"mfa/email/{name}"
    for name in (
        "recovery_codes_generated",
        "totp_activated",
        "totp_deactivated",
        "webauthn_added",
        "webauthn_removed",
    )
} | {
    f"account/email/{name}"
    for name in (
        "email_changed",
        "email_confirm",
        "email_deleted",
        "password_changed",
        "password_set",
    )
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "Dieses Konto ist gesperrt.",
        "duplicate_email": "Diese Adresse gehört schon zu Ihrem Konto.",
        "email_password_mismatch": "E-Mail-Adresse und Passwort passen nicht zusammen. "
        "Bitte prüfen Sie beides, oder setzen Sie Ihr Passwort zurück.",
        "email_taken": "Ein Konto mit dieser Adresse gibt es schon.",
        "enter_current_password": "Das ist nicht Ihr jetziges Passwort.",
        "incorrect_code": "Dieser Code stimmt nicht. Bitte prüfen Sie die sechs Ziffern.",
        "incorrect_password": "Dieses Passwort stimmt nicht.",
        "rate_limited": "Das waren viele Versuche. Bitte warten Sie ein wenig.",
        "same_as_current": "Das ist schon Ihre Adresse.",
        "too_many_login_attempts": "Das waren zu viele Versuche. "
        "Bitte warten Sie fünf Minuten, oder setzen Sie Ihr Passwort zurück.",
    }

    def clean_email(self, email: str) -> str:
        return addresses.canonical(email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """allauth's mails in our own voice; the links in them lead back to the article.

        Sends nothing, and returns False, where the address has had its mails: the page is the
        same, so that it does not tell.
        """
        request = context.get("request")
        context = {key: value for key, value in context.items() if key != "request"}
        context["next_url"] = self.next_of(request) if request else ""
        mail = mails.build(template_prefix, email, context)
        if template_prefix not in NOTICES and not quota.take(email):
            return False
        mail.send()
        return True

    def send_confirmation_mail(
        self,
        request: HttpRequest,
        emailconfirmation: Any,
        signup: bool,  # noqa: FBT001 - allauth's signature
    ) -> None:
        """The code that proves an address of an account."""
        address, code = emailconfirmation.email_address, emailconfirmation.key
        template = f"account/email/email_confirmation{'_signup' if signup else ''}"
        if not request.session.session_key:
            request.session.save()
        with transaction.atomic():
            is_mailed = self.send_mail(
                template, address.email, {"user": address.user, "code": code, "request": request}
            )
            address_codes.keep(
                address.user,
                address.email,
                code,
                session_key=request.session.session_key or "",
                is_mailed=is_mailed,
            )

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """False, with a message, where another account got the address meanwhile."""
        try:
            with transaction.atomic():
                take_turns()  # before any row: a former address is given up, as lists do
                take_turns_for(email_address.email)  # as whoever signs up with it
                return bool(super().confirm_email(request, email_address))
        except IntegrityError:
            self.add_message(request, messages.ERROR, message=self.error_messages["email_taken"])
            return False

    def forget_failed_logins(self, request: HttpRequest, email: str) -> None:
        """Who has just proven the address may log in again at once."""
        self._delete_login_attempts_cached_email(request, email=email)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, str]]:
        """How this account confirms who it is: by its second factor where it has one.

        The first is where allauth leads: the app's code, but the passkey where there is no app.
        """
        methods: list[dict[str, str]] = super().get_reauthentication_methods(user)
        factors = [way for way in methods if way["id"].startswith("mfa_")]
        if not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            factors.reverse()
        return factors or methods

    def next_of(self, request: HttpRequest) -> str:
        """Where the reader wants to go afterwards: a path on this site, or nothing."""
        wanted = str(request.POST.get("next") or request.GET.get("next") or "")
        return wanted if self.is_safe_url(wanted) else ""

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a page may lead on to `url`: only to a path of this site.

        allauth's views ask here too. Absolute addresses, even of this host, and names of views are
        refused.
        """
        return (
            url is not None
            and url.startswith("/")
            and len(url) <= NEXT_MAX_LENGTH
            and url.isprintable()
            and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
        )

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return self.next_of(request) or reverse("front_page")
