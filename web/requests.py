"""How a request is read: always as UTF-8; and whose page it asks for."""

from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest


def is_personal(request: HttpRequest) -> bool:
    """Whether a session, or a message that waits for this reader, may shape the page."""
    names = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
    return "HTTP_COOKIE" in request.META and any(name in request.COOKIES for name in names)


class Request(WSGIRequest):
    """Reads addresses and forms as UTF-8, whatever charset the request's Content-Type names.

    Django would read the query of a GET in that charset too: it then differs from what the page
    cache took it for, or fails before any middleware where the charset is no text encoding.
    """

    @property
    def encoding(self) -> str:
        return "utf-8"

    @encoding.setter
    def encoding(self, value: str | None) -> None:
        pass

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Treats a malformed Content-Type as none: no middleware would see the ValueError."""
        try:
            super()._set_content_type_params(meta)  # type: ignore[misc]  # not in the stubs
        except ValueError:
            self.content_type, self.content_params = "", {}


class Handler(WSGIHandler):
    request_class = Request
