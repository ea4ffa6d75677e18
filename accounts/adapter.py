"""How allauth speaks and behaves on this site."""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from accounts import addresses, mails, quota
from accounts.models import NEXT_MAX_LENGTH

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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """allauth's mails in our own voice; the links in them lead back to the article.

        Raises ImmediateHttpResponse with a page that says so where the address has had its mails.
        """
        request = context.get("request")
        if template_prefix not in NOTICES and not quota.take(email):
            page = render(request, "accounts/too_many_mails.html", {"message": quota.EXHAUSTED})
            page.status_code = HTTPStatus.TOO_MANY_REQUESTS
            raise ImmediateHttpResponse(page)
        context = {key: value for key, value in context.items() if key != "request"}
        context["next_url"] = self.next_of(request) if request else ""
        mails.send(template_prefix, email, context)

    def forget_failed_logins(self, request: HttpRequest, email: str) -> None:
        """Who has just proven the address may log in again at once."""
        self._delete_login_attempts_cached_email(request, email=email)

    def next_of(self, request: HttpRequest) -> str:
        """Where the reader wants to go afterwards: a path on this site, or nothing."""
        wanted = request.POST.get("next") or request.GET.get("next") or ""
        if len(wanted) > NEXT_MAX_LENGTH or not wanted.isprintable():
            return ""
        if not self.is_safe_url(wanted):
            return ""
        return str(wanted)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return self.next_of(request) or reverse("front_page")
