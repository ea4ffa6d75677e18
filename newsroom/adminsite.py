"""Django admin as the newsroom's workplace, out of reach without a second factor."""

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts import second_factor
from articles.desk import overview


class NewsroomAdminSite(AdminSite):
    """Admin with the newsroom's names; its login is the site's own, with the same rate limits."""

    site_header = "Redaktion"
    site_title = "Redaktion"
    index_title = "Heute in der Redaktion"
    site_url = "/"
    enable_nav_sidebar = (
        False  # the start page and the crumbs lead everywhere; writing needs the room
    )

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose session has given the second factor. No queries beyond the session's."""
        return super().has_permission(request) and (
            not settings.STAFF_MFA_REQUIRED or second_factor.is_proven(request)
        )

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """The start page: how the paper stands today, then all there is to edit."""
        state = {"overview": overview.of(request.user)}
        return super().index(request, state | (extra_context or {}))

    def password_change(  # type: ignore[override]  # Django's own answers with a template
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One way to change a password: the account's own, which tells its owner by mail."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """To the site's login; staff who lack the second factor are led to it first."""
        if super().has_permission(request) and not self.has_permission(request):
            wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
            return HttpResponseRedirect(second_factor.address_of_step(request, wanted))
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
