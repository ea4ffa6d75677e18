from allauth.account import urls as allauth_urls
from django.urls import include, path

from accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("kommunalwirtschaft/", views.ClaimView.as_view(), name="account_claim"),
    path("signup/", views.SignUpView.as_view(), name="account_signup"),
    path("code/", views.code, name="account_code"),
    path("angaben/", views.details, name="account_details"),
    path("abonnement/<int:pk>/", views.subscription, name="account_subscription"),
    path("daten/", views.download, name="account_download"),
    path("loeschen/", views.delete, name="account_delete"),
    path("zweiter-schritt/", include("allauth.mfa.urls")),
    path("geraete/", include("allauth.usersessions.urls")),
    path("", include(allauth_urls)),
]
