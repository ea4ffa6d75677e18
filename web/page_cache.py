"""Page cache for readers without a session: the first middleware answers with kept pages.

Kept is what the address allows (`settings.KEPT_PAGES`) and the answer offers to everyone
(`cache_policy.FOR_EVERYONE`): complete, without cookie, without nonce. All else passes through.

A page is fresh while its content version is the current one. When that changes, one thread renders
the page anew and others wait for it, MAX_WAIT seconds at most. While the database is away or hangs,
pages that were fresh before are shown for a day, and nobody asks it for them. Those with an
article's full text are not, since it may have been closed meanwhile; one thread tries to render
them, and nobody waits for it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from http import HTTPStatus
from typing import TypeGuard
from urllib.parse import urlencode

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.request import split_domain_port

from web import content_version
from web.cache_policy import FOR_EVERYONE
from web.encodings import answer
from web.errors import Unavailable
from web.page_store import ANONYMOUS, KeptPage, PageKey, store
from web.requests import is_personal

Render = Callable[[HttpRequest], HttpResponseBase]

MAX_WAIT = 5.0
"""Seconds that a reader waits for another one's rendering before the answer is "not now"."""

LOCKS = 64
# A kept page is the whole one, in no encoding: what this reader asked for is applied afterwards.
CONDITIONS = (
    "HTTP_ACCEPT_ENCODING",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_RANGE",
)


class PageCache:
    """The middleware. It stands first, so a kept page costs little more than the handler itself."""

    def __init__(self, get_response: Render) -> None:
        self._render = get_response
        self._locks = [threading.Lock() for _ in range(LOCKS)]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = key_of(request)
        if key is None:
            return self._render(request)
        page = store.get(key)
        if page is not None:
            return answer(request, page)
        lock = self._locks[hash(key) % LOCKS]
        is_away = content_version.watcher.database_is_away
        if not lock.acquire(timeout=0 if is_away else MAX_WAIT):
            return Unavailable("Das dauert gerade zu lange.")
        try:
            page = store.get(key)  # another thread may have rendered it meanwhile
            if page is not None:
                return answer(request, page)
            return self._renew(request, key)
        finally:
            lock.release()

    def _renew(self, request: HttpRequest, key: PageKey) -> HttpResponseBase:
        """The page as it is now, kept for the next reader where that is allowed."""
        try:
            with (
                content_version.snapshot() as version,
                _without_conditions(request, key.query),
            ):
                response = self._render(request)
        except (DatabaseError, InterfaceError):
            response = Unavailable()
        if is_for_everyone(response):
            page = KeptPage(version, response.content, dict(response.items()))
            store.put(key, page)
            return answer(request, page)
        store.forget(key)
        return response


def key_of(request: HttpRequest) -> PageKey | None:
    """The key of a page that may be kept; None for all other requests."""
    if request.method not in {"GET", "HEAD"} or not settings.PAGE_CACHE_MEGABYTES:
        return None
    path = request.path_info
    parameters = _parameters(path)
    if parameters is None or is_personal(request):
        return None
    host = _host(request.META.get("HTTP_HOST", ""))
    if not host:
        return None
    query = _known_part(request, parameters)
    return PageKey(ANONYMOUS, request.scheme or "", host, path, query)


@lru_cache(maxsize=64)
def _host(header: str) -> str:
    return split_domain_port(header)[0]


def _parameters(path: str) -> tuple[str, ...] | None:
    """The parameters that make another page of this path; None where nothing is kept."""
    if path == "/":
        return ()
    pages = settings.KEPT_PAGES.items()
    return next((names for start, names in pages if path.startswith(start)), None)


def _known_part(request: HttpRequest, names: tuple[str, ...]) -> str:
    if not request.META.get("QUERY_STRING") or not names:
        return ""
    given = QueryDict(request.META["QUERY_STRING"])
    return urlencode({name: given[name] for name in names if given.get(name)})


@contextmanager
def _without_conditions(request: HttpRequest, query: str) -> Iterator[None]:
    """Within the block the request asks for the whole page, with the known part of its query."""
    conditions = {name: request.META.pop(name) for name in CONDITIONS if name in request.META}
    method = request.method
    request.method = "GET"
    request.META["QUERY_STRING"] = query
    try:
        yield
    finally:
        request.META.update(conditions)
        request.method = method


def is_for_everyone(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Whether this answer may be shown to any reader without a session."""
    return (
        response.status_code == HTTPStatus.OK
        and isinstance(response, HttpResponse)
        and response.headers.get("Cache-Control") in FOR_EVERYONE
        and "ETag" in response.headers
        and not response.cookies
        and "nonce-" not in response.headers.get("Content-Security-Policy", "")
    )
