"""Django admin as the newsroom's workplace."""

from allauth.account.decorators import secure_admin_login
from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse


class NewsroomAdminSite(AdminSite):
    """Admin with the newsroom's names; its login is the site's own, with the same rate limits."""

    site_header = "Redaktion"
    site_title = "Redaktion"
    index_title = "Was möchten Sie bearbeiten?"
    site_url = "/"
    enable_nav_sidebar = True

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
