"""Whose large requests are read at all."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

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
        try:
            if request.path_info.startswith(STAFF_PATH) and request.user.is_staff:
                return None
        except (OperationalError, InterfaceError):
            return Unavailable()
        page = render_to_string("413.html")
        return HttpResponse(page, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def _length(request: HttpRequest) -> int:
    """As announced: no more is read."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    return int(announced) if announced.isdecimal() and len(announced) < 20 else 0  # noqa: PLR2004 - digits
