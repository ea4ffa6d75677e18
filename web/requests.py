"""How a request is read: always as UTF-8."""

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


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
