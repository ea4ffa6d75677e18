"""Registration, claim, reset, and the code page between them and the article; the account page."""

from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.stagekit import unstash_login
from allauth.account.utils import perform_login
from allauth.account.views import ConfirmEmailVerificationCodeView
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from accounts import claims, privacy, signups
from accounts.forms import ClaimForm, CodeForm, DetailsForm, ResetForm, SignUpForm
from accounts.models import LegacySubscriber, PendingSignUp, User

SESSION_KEY = "sign_up"
TOO_MANY_CODES = (
    "Das waren zu viele Codes. Bitte beginnen Sie noch einmal, und geben Sie dabei Ihre Adresse "
    "neu an."
)

TOO_MANY_GUESSES = (
    "Das waren zu viele falsche Codes. Bitte beginnen Sie noch einmal: Dann kommt ein neuer Code."
)


def address_with_next(name: str, next_url: str) -> str:
    return reverse(name) + (f"?{urlencode({'next': next_url})}" if next_url else "")


@method_decorator(rate_limit(action="signup"), name="dispatch")
@method_decorator(sensitive_post_parameters("password1"), name="dispatch")
class BeginView(FormView):
    """The first of two screens: address, password and, for a new account, the terms."""

    form_kind: PendingSignUp.Form

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.next_url = get_adapter().next_of(request)
        if request.user.is_authenticated:
            return redirect(self.next_url or "front_page")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: SignUpForm) -> HttpResponse:
        pending = signups.begin(
            email=form.cleaned_data["email"],
            password=form.cleaned_data["password1"],
            form=self.form_kind,
            next_url=self.next_url,
        )
        self.request.session[SESSION_KEY] = str(pending.pk)
        return redirect("account_code")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "next_url": self.next_url,
            "has_pending": _pending_of(self.request) is not None,
        }


class SignUpView(BeginView):
    template_name = "accounts/sign_up.html"
    form_class = SignUpForm
    form_kind = PendingSignUp.Form.SIGN_UP


class ClaimView(BeginView):
    template_name = "accounts/claim.html"
    form_class = ClaimForm
    form_kind = PendingSignUp.Form.CLAIM


class ResetView(BeginView):
    template_name = "accounts/reset.html"
    form_class = ResetForm
    form_kind = PendingSignUp.Form.RESET


class ConfirmAddressView(ConfirmEmailVerificationCodeView):
    """The code for a changed address, or for one that is unproven when its owner logs in."""

    def _verify_form_invalid(self, form: Form) -> HttpResponse:
        """After three wrong codes a new beginning sends another one, and leads to the article."""
        login = unstash_login(self.request, peek=True)
        if self._process.record_invalid_attempt():
            page: HttpResponse = self.render_to_response(self.get_context_data(form=form))
            return page
        messages.error(self.request, TOO_MANY_GUESSES)
        if self.request.user.is_authenticated:
            return redirect("account_email")
        return redirect(address_with_next("account_login", (login and login.redirect_url) or ""))


DOORS = {
    PendingSignUp.Form.SIGN_UP: "account_signup",
    PendingSignUp.Form.CLAIM: "account_claim",
    PendingSignUp.Form.RESET: "account_reset_password",
}


@rate_limit(action="signup")
def code(request: HttpRequest) -> HttpResponse:
    """The second screen: the code, or another one; then the article."""
    pending = _pending_of(request)
    if request.user.is_authenticated:
        next_url = pending.next_url if pending else get_adapter().next_of(request)
        return redirect(next_url or "front_page")
    if pending is None:  # never begun, or another request of this browser has just sent the code
        begin = "account_login" if request.method == "POST" else "account_signup"
        return redirect(address_with_next(begin, get_adapter().next_of(request)))
    form = CodeForm(request.POST if "code" in request.POST else None)
    if "renew" in request.POST:
        return _renew(request, pending)
    if form.is_valid():
        try:
            user = signups.confirm(pending, form.cleaned_data["code"])
        except signups.CodeRefused as refusal:
            form.add_error("code", _explain(refusal))
        else:
            return _log_in(request, user, pending)
    return _code_page(request, pending, form)


def _renew(request: HttpRequest, pending: PendingSignUp) -> HttpResponse:
    try:
        signups.renew(pending)
    except signups.TooManyCodes:
        return _code_page(request, pending, CodeForm(), notice=TOO_MANY_CODES)
    return redirect(f"{reverse('account_code')}?neu")


def _code_page(
    request: HttpRequest, pending: PendingSignUp, form: Form, notice: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "email": pending.email,
        "is_open": signups.is_open(pending),
        "is_renewed": "neu" in request.GET and not form.is_bound,
        "notice": notice,
        "begin_url": address_with_next(DOORS[PendingSignUp.Form(pending.form)], pending.next_url),
        "next_url": pending.next_url,
    }
    return render(request, "accounts/code.html", context)


def _explain(refusal: signups.CodeRefused) -> ValidationError:
    left = refusal.attempts_left
    if left == 0:
        return ValidationError(
            "Dieser Code gilt nicht mehr. Bitte lassen Sie sich einen neuen senden."
        )
    tries = "einen Versuch" if left == 1 else f"{left} Versuche"
    return ValidationError(f"Dieser Code stimmt nicht. Sie haben noch {tries}.")


def _log_in(request: HttpRequest, user: User, pending: PendingSignUp) -> HttpResponse:
    del request.session[SESSION_KEY]
    get_adapter().forget_failed_logins(request, user.email)
    response: HttpResponse = perform_login(
        request, user, email=user.email, redirect_url=pending.next_url or reverse("front_page")
    )
    return response


def _pending_of(request: HttpRequest) -> PendingSignUp | None:
    """The sign-up that this browser began; one query, none without one."""
    key = request.session.get(SESSION_KEY)
    return PendingSignUp.objects.filter(pk=key, used_at=None).first() if key else None


@login_required
def details(request: HttpRequest) -> HttpResponse:
    """Correct what was taken over from the former service, or fill it in."""
    form = DetailsForm(request.POST or None, instance=cast("User", request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Ihre Angaben sind gespeichert.")
        return redirect("account")
    return render(request, "accounts/details.html", {"form": form})


@login_required
@require_POST
def subscription(request: HttpRequest, pk: int) -> HttpResponse:
    """Unsubscribe, or subscribe again: the member's own wish."""
    user = cast("User", request.user)
    subscribed = "subscribe" in request.POST
    if claims.set_subscribed(user, pk, subscribed=subscribed, wording=signups.WORDING):
        what = "wieder abonniert" if subscribed else "abbestellt"
        messages.success(request, f"Der E-Mail-Dienst ist {what}.")
    return redirect("account")


@login_required
def download(request: HttpRequest) -> HttpResponse:
    """All own data as a JSON file that people can read."""
    response = JsonResponse(
        privacy.export(cast("User", request.user)),
        json_dumps_params={"indent": 2, "ensure_ascii": False},
    )
    response.headers["Content-Disposition"] = 'attachment; filename="meine-daten.json"'
    return response


@reauthentication_required(allow_get=False)
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account: one page that says what happens, one button."""
    user = cast("User", request.user)
    if request.method == "POST" and not user.is_staff:
        privacy.delete(user)
        logout(request)
        return render(request, "accounts/deleted.html")
    return render(request, "accounts/delete.html")


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What the account holds, and what can be done with it."""
    user = cast("User", request.user)
    context = {
        "subscriptions": LegacySubscriber.objects.filter(user=user),
        "consents": user.consents.all(),
    }
    return render(request, "accounts/account.html", context)
