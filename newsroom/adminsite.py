"""Django admin as the newsroom's workplace, out of reach without a second factor."""

from urllib.parse import urlencode

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts import second_factor


class NewsroomAdminSite(AdminSite):
    """Admin with the newsroom's names; its login is the site's own, with the same rate limits."""

    site_header = "Redaktion"
    site_title = "Redaktion"
    index_title = "Was möchten Sie bearbeiten?"
    site_url = "/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose session has given the second factor. No queries beyond the session's."""
        return super().has_permission(request) and (
            not settings.STAFF_MFA_REQUIRED or second_factor.is_proven(request)
        )

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """To the site's login; staff who lack the second factor are led to it first."""
        if settings.STAFF_MFA_REQUIRED and super().has_permission(request):
            step = "mfa_reauthenticate" if second_factor.has_one(request) else "mfa_activate_totp"
            if not second_factor.is_proven(request):
                wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
                return HttpResponseRedirect(
                    f"{reverse(step)}?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
                )
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
