"""Small middleware of our own."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from accounts.models import User
from importing.departures import NotWritten
from newsroom.logs import sqlstate
from web.errors import Unavailable

logger = logging.getLogger("newsroom")
View = Callable[[HttpRequest], HttpResponseBase]

UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
PERMISSIONS_POLICY = ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES)


class CookielessAuthentication(AuthenticationMiddleware):
    """`request.user` that never opens a session for a reader who brought no session cookie.

    An anonymous page then costs no session, and cannot set a cookie by accident.
    """

    def process_request(self, request: HttpRequest) -> None:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            super().process_request(request)
        else:
            request.user = AnonymousUser()


def permissions_policy(get_response: View) -> View:
    """Switch off what no page here uses."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware


ROLLED_BACK = "40"
"""PostgreSQL's class of codes where one transaction stopped another, such as a deadlock."""


class DatabaseAway:
    """Says "not now" (503) where the database, and with it the shared cache, does not answer.

    Logins and sign-ups fail closed: without the cache their rate limits cannot be checked.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotWritten):
            logger.error("The departures file takes nothing: %s", exception.strerror)
            return Unavailable("Ihre Änderung konnte nicht gespeichert werden.")
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        if sqlstate(exception).startswith(ROLLED_BACK):
            logger.error("The database took a form back: %s", type(exception.__cause__).__name__)
            return Unavailable("Ihre Änderung konnte nicht gespeichert werden.")
        logger.error("The database does not answer: %s", type(exception).__name__)
        return Unavailable()


class LostRace:
    """Shows a page anew where its form met a constraint of the database, or its row is gone.

    Of two equal forms at once both are valid, and one meets the constraint. Nothing is repeated
    here, since a view may have done half of its work; the newsroom's forms, which are one
    transaction each, are sent through once more before (`newsroom.adminsite`).
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        # Django's own, where a row is to be saved; and an account that was deleted meanwhile.
        is_row_gone = type(exception) is DatabaseError or isinstance(exception, User.DoesNotExist)
        if request.method != "POST" or not (is_row_gone or isinstance(exception, IntegrityError)):
            return None
        logger.error("A form met a constraint: %s", request.path, exc_info=exception)
        return redirect(request.get_full_path())
