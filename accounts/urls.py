from allauth.account import urls as allauth_urls
from allauth.account.decorators import reauthentication_required
from allauth.usersessions.views import list_usersessions
from django.urls import include, path

from accounts import passkeys, views

# Of allauth's own addresses, those whose work our one flow by code does.
REPLACED = (
    "account_signup",
    "account_reset_password",
    "account_confirm_login_code",
    "account_password_reset",
)

urlpatterns = [
    path("", views.account, name="account"),
    path("kommunalwirtschaft/", views.ClaimView.as_view(), name="account_claim"),
    path("signup/", views.SignUpView.as_view(), name="account_signup"),
    path("password/reset/", views.ResetView.as_view(), name="account_reset_password"),
    path("code/", views.code, name="account_code"),
    path("angaben/", views.details, name="account_details"),
    path("abonnement/<int:pk>/", views.subscription, name="account_subscription"),
    path("daten/", views.download, name="account_download"),
    path("loeschen/", views.delete, name="account_delete"),
    path(
        "zweiter-schritt/webauthn/login/", passkeys.LoginView.as_view(), name="mfa_login_webauthn"
    ),
    path("zweiter-schritt/", include("allauth.mfa.urls")),
    path(
        "geraete/",
        reauthentication_required(allow_get=True)(list_usersessions),
        name="usersessions_list",
    ),
    *[entry for entry in allauth_urls.urlpatterns if not entry.name.startswith(REPLACED)],
]
