"""Whose large requests are read at all."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from web.errors import Unavailable

LARGEST_FORM = 100_000
"""Bytes that a reader's form may have. Decoding six million of them took two seconds of CPU."""

STAFF_PATH = "/redaktion/"


class SizeLimit:
    """Refuses large requests of all but staff, before anything reads them (CSRF does).

    Costs nothing for small ones; large ones below STAFF_PATH cost the session's query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *args: Any) -> HttpResponse | None:
        if _length(request) <= LARGEST_FORM:
            return None
        if request.path_info.startswith(STAFF_PATH):
            return _unless_staff(request)
        page = render_to_string("413.html")
        return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _unless_staff(request: HttpRequest) -> HttpResponse | None:
    """To the login: whoever wrote for too long has a long text."""
    try:
        is_staff = request.user.is_staff
    except (OperationalError, InterfaceError):
        return Unavailable()
    return None if is_staff else redirect_to_login(request.get_full_path())


def _length(request: HttpRequest) -> int:
    """As announced, read as Django does: no more than that is read."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
