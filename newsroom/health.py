"""For whoever watches the server: alive (`/healthz`), able to serve (`/readyz`)."""

import os
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from pathlib import Path

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from newsroom.postgres.patience import patience

PATHS = {"/healthz", "/readyz"}
READY_SECONDS = 2


def by_any_name(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: health checks come by IP address, so the host's name is not checked for them."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path_info in PATHS:
            request.get_host = lambda: "localhost"  # type: ignore[method-assign]  # of this request
        return get_response(request)

    return middleware


def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """503 and the reason in one line where the database cannot serve. Two queries."""
    try:
        with patience.at_most(READY_SECONDS):
            fault = _fault()
    except DatabaseError:
        fault = "database is away"
    status = HTTPStatus.SERVICE_UNAVAILABLE if fault else HTTPStatus.OK
    return HttpResponse(f"{fault or 'ok'}\n", content_type="text/plain", status=status)


def _fault() -> str | None:
    """What keeps the database from serving. Raises DatabaseError where it does not answer."""
    missing = _migrations() - set(MigrationRecorder(connection).applied_migrations())
    if missing:
        return f"database lacks {len(missing)} migrations: run manage.py migrate"
    return None if _is_writable() else "database is read-only"


@cache
def _migrations() -> frozenset[tuple[str, str]]:
    """All that this code needs, as (app, name)."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _is_writable() -> bool:
    """Asked without writing: a write would wait for others' locks."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW transaction_read_only")
            return bool(cursor.fetchone()[0] == "off")
    file = Path(connection.settings_dict["NAME"])
    return os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)
