"""For whoever watches the server: alive (`/healthz`), able to serve (`/readyz`)."""

from http import HTTPStatus

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from newsroom.postgres.patience import patience

READY_SECONDS = 2


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """One query; 503 while the database is away, or does not answer within seconds."""
    try:
        with patience.at_most(READY_SECONDS), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse(
            "database is away\n",
            content_type="text/plain",
            status=HTTPStatus.SERVICE_UNAVAILABLE,
        )
    return HttpResponse("ok\n", content_type="text/plain")
