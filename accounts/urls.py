from allauth.account import urls as allauth_urls
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
from django.urls import URLPattern, URLResolver, include, path

from accounts import passkeys, second_factor, views
from accounts.second_clicks import answered_alike

# Of allauth's own addresses, those whose work our one flow by code does.
REPLACED = (
    "account_signup",
    "account_reset_password",
    "account_confirm_login_code",
    "account_password_reset",
    "account_email_verification_sent",
)

# Where an account has a second factor, a session must have proven it to reach these and all pages
# about factors, but for the pages where the factor is given.
CHANGE_THE_ACCOUNT = {
    "account_change_password",
    "account_delete",
    "account_email",
    "account_email_verification_sent",
    "account_set_password",
    "usersessions_list",
}
FACTOR_IS_GIVEN = {
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
}


def protected(entries: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses, those that need it behind `second_factor.factor_required`."""
    return [_protected(entry) for entry in entries]


def _protected(entry: URLPattern | URLResolver) -> URLPattern | URLResolver:
    if isinstance(entry, URLResolver):
        return URLResolver(entry.pattern, protected(entry.url_patterns))
    name = entry.name or ""
    is_about_factors = name.startswith("mfa_") and name not in FACTOR_IS_GIVEN
    if not is_about_factors and name not in CHANGE_THE_ACCOUNT:
        return entry
    return URLPattern(
        entry.pattern, second_factor.factor_required(entry.callback), entry.default_args, name
    )


unprotected: list[URLPattern | URLResolver] = [
    path("", views.account, name="account"),
    path("kommunalwirtschaft/", views.ClaimView.as_view(), name="account_claim"),
    path("signup/", views.SignUpView.as_view(), name="account_signup"),
    path("password/reset/", views.ResetView.as_view(), name="account_reset_password"),
    path("code/", answered_alike(views.code), name="account_code"),
    path(
        "confirm-email/",
        views.ConfirmAddressView.as_view(),
        name="account_email_verification_sent",
    ),
    path("angaben/", views.details, name="account_details"),
    path("abonnement/<int:pk>/", views.subscription, name="account_subscription"),
    path("daten/", views.download, name="account_download"),
    path("loeschen/", views.delete, name="account_delete"),
    path(
        "zweiter-schritt/webauthn/login/", passkeys.LoginView.as_view(), name="mfa_login_webauthn"
    ),
    path("zweiter-schritt/webauthn/add/", passkeys.AddView.as_view(), name="mfa_add_webauthn"),
    path(
        "zweiter-schritt/totp/activate/",
        second_factor.ActivateTOTPView.as_view(),
        name="mfa_activate_totp",
    ),
    path(
        "zweiter-schritt/authenticate/",
        answered_alike(second_factor.AuthenticateView.as_view()),
        name="mfa_authenticate",
    ),
    path("zweiter-schritt/", include("allauth.mfa.urls")),
    path(
        "geraete/",
        reauthentication_required(allow_get=True)(list_usersessions),
        name="usersessions_list",
    ),
    *[entry for entry in allauth_urls.urlpatterns if not entry.name.startswith(REPLACED)],
]
urlpatterns = protected(unprotected)
