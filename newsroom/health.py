"""For whoever watches the server: alive (`/healthz`), able to serve (`/readyz`)."""

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """One query; 503 while the database is away."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(
            "database is away\n",
            content_type="text/plain",
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )
    return HttpResponse("ok\n", content_type="text/plain")
