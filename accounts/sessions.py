"""Sessions in the database, Django's own."""

from typing import Any

from django.conf import settings
from django.contrib.sessions import middleware
from django.contrib.sessions.backends import db
from django.http import HttpRequest, HttpResponseBase

SHORTEST_KEY = 8  # as Django's


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str) -> bool:
        """Only keys of the kind that Django makes: the database is asked for nothing else."""
        return len(key or "") >= SHORTEST_KEY and key.isascii() and key.isalnum()


class SessionMiddleware(middleware.SessionMiddleware):
    """Leaves a session's cookie alone where a form comes after its session has ended.

    Of two clicks on a button the first may have logged in, under a new key. The answer to the
    second must not take that key away.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        response = super().process_response(request, response)  # type: ignore[arg-type]
        if request.method == "POST" and not request.session.modified:
            response.cookies.pop(settings.SESSION_COOKIE_NAME, None)
        return response
