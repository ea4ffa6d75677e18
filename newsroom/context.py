"""What every template may know about the site and its reader."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """The site's names, and whether this page belongs to a session. No queries."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "ACCOUNT_NAME": settings.ACCOUNT_NAME,
        "BASE_URL": settings.BASE_URL,
        "DEMO": settings.DEMO,
        "has_session": settings.SESSION_COOKIE_NAME in request.COOKIES,
    }
