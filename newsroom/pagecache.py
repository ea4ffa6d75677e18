"""Rendered pages for readers without a session, kept in memory for seconds: the first middleware.

A page is kept whole, as it leaves the site, in each encoding that somebody asked for. What is kept
is decided twice, and denied by default: the address must be one of `PAGES`, and the answer must be
offered to everyone (`caching.PUBLIC`), complete, without cookie and without nonce.

A page lives for `PAGE_CACHE_SECONDS`, and for one generation of the paper (`articles.generation`).
While one thread renders a page anew, others get the stale one; while the database is away, everyone
does, for a day.
"""

import gzip
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus
from time import monotonic
from typing import TypeGuard
from urllib.parse import urlencode

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.http.request import split_domain_port
from django.http.response import ResponseHeaders
from django.utils.cache import get_conditional_response
from django.utils.http import parse_http_date_safe

from articles.generation import Mark, generation
from articles.memory import Memory
from newsroom.caching import PUBLIC
from newsroom.legal import LEGAL_PAGES

Render = Callable[[HttpRequest], HttpResponseBase]

# Beginnings of the addresses that are kept, and the parameters that make another page of them.
# What else stands in a query is taken away before the page is rendered.
PAGES: dict[str, tuple[str, ...]] = {
    "/artikel/": (),
    "/archiv/": ("ab",),
    "/thema/": ("ab",),
    "/quelle/": ("ab",),
    "/feed/": (),
    "/sitemap": (),
    "/robots.txt": (),
    **{f"/{page.name}/": () for page in LEGAL_PAGES},
}
STALE_SECONDS = 24 * 3600
MOST_BYTES = 16 * 1024 * 1024
"""Of kept pages in each process: some 500 articles."""

SMALL = 200
"""Bytes below which compressing gains nothing, as in Django's own middleware."""

_RENDERERS = 64
_ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
_ASKED = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")
_Key = tuple[str, str, str, str]


@dataclass
class Page:
    """A rendered page, and its forms: for each encoding the content and the headers.

    The headers of a form are shared by all answers: as the first middleware, this one is the last
    to touch them.
    """

    headers: dict[str, str]
    plain: bytes
    rendered_at: float
    generation: Mark
    forms: dict[str, tuple[bytes, ResponseHeaders]] = field(default_factory=dict)

    def form(self, encoding: str) -> tuple[bytes, ResponseHeaders]:
        """Each has an ETag of its own, as a strong one must."""
        if encoding not in self.forms:
            content, headers = self.plain, dict(self.headers)
            if encoding in _ENCODERS and len(content) >= SMALL:
                content = _ENCODERS[encoding](content)
                headers["Content-Encoding"] = encoding
                headers["ETag"] = f'"{headers["ETag"].strip(chr(34))}-{encoding}"'
            headers["Content-Length"] = str(len(content))
            self.forms[encoding] = content, ResponseHeaders(headers)
        return self.forms[encoding]

    @property
    def size(self) -> int:
        """At most: the page and its compressed forms."""
        return 2 * len(self.plain)


class PageCache:
    """The middleware. It stands first, so a kept page costs little more than the handler itself."""

    def __init__(self, get_response: Render) -> None:
        self._render = get_response
        self._pages: Memory[Page] = Memory(MOST_BYTES)
        self._renderers = [threading.Lock() for _ in range(_RENDERERS)]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request) if settings.PAGE_CACHE_SECONDS else None
        if key is None:
            return self._render(request)
        page = self._pages.get(key)
        if page is not None and _is_fresh(page):
            return self._answer(request, key, page)
        renderer = self._renderers[hash(key) % _RENDERERS]
        # Whoever has a stale page to show does not wait for the one who renders it anew.
        if not renderer.acquire(blocking=page is None) and page is not None:
            return self._answer(request, key, page)
        try:
            page = self._pages.get(key)  # somebody may have rendered it while this thread waited
            if page is not None and _is_fresh(page):
                return self._answer(request, key, page)
            return self._renew(request, key, page)
        finally:
            renderer.release()

    def _renew(self, request: HttpRequest, key: _Key, kept: Page | None) -> HttpResponseBase:
        known = generation.now()  # before rendering: what is published meanwhile makes it stale
        with _plainly(request, key[-1]):
            response = self._render(request)
        if _is_for_everyone(response):
            page = Page(dict(response.items()), response.content, monotonic(), known)
            self._pages.keep(key, page)
            return self._answer(request, key, page)
        if (
            response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
            and kept is not None
            and monotonic() - kept.rendered_at < STALE_SECONDS
        ):
            return self._answer(request, key, kept)
        self._pages.forget(key)
        return response

    def _answer(self, request: HttpRequest, key: _Key, page: Page) -> HttpResponseBase:
        self._pages.touch(key)
        content, headers = page.form(_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")))
        response = HttpResponse(content, content_type=headers["Content-Type"])
        response.headers = headers
        if "HTTP_IF_NONE_MATCH" in request.META or "HTTP_IF_MODIFIED_SINCE" in request.META:
            changed = headers.get("Last-Modified")
            answer = get_conditional_response(
                request,
                etag=headers["ETag"],
                last_modified=parse_http_date_safe(changed) if changed else None,
                response=response,
            )
            response = answer or response
        if request.method == "HEAD":
            response.content = b""
        return response


def _key(request: HttpRequest) -> _Key | None:
    """Host, scheme, path and normalised query of a page that may be kept; else None."""
    if request.method not in {"GET", "HEAD"}:
        return None
    path = request.path_info
    parameters = _parameters(path)
    if parameters is None or _has_session(request):
        return None
    host = _host(request.META.get("HTTP_HOST", ""))
    if not host:
        return None
    return host, request.scheme or "", path, _normalised(request, parameters)


@lru_cache(maxsize=64)
def _host(header: str) -> str:
    return split_domain_port(header)[0]


def _parameters(path: str) -> tuple[str, ...] | None:
    if path == "/":
        return ()
    return next((names for start, names in PAGES.items() if path.startswith(start)), None)


def _has_session(request: HttpRequest) -> bool:
    return "HTTP_COOKIE" in request.META and settings.SESSION_COOKIE_NAME in request.COOKIES


def _normalised(request: HttpRequest, names: tuple[str, ...]) -> str:
    if not request.META.get("QUERY_STRING") or not names:
        return ""
    given = QueryDict(request.META["QUERY_STRING"])
    return urlencode({name: given[name] for name in names if given.get(name)})


@contextmanager
def _plainly(request: HttpRequest, query: str) -> Iterator[None]:
    """Within the block a request for the whole page, in no encoding, with what its query means."""
    asked = {name: request.META.pop(name) for name in _ASKED if name in request.META}
    method = request.method
    request.method = "GET"
    request.META["QUERY_STRING"] = query
    try:
        yield
    finally:
        request.META.update(asked)
        request.method = method


def _is_fresh(page: Page) -> bool:
    age = monotonic() - page.rendered_at
    return age < settings.PAGE_CACHE_SECONDS and page.generation == generation.now()


def _is_for_everyone(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        response.status_code == HTTPStatus.OK
        and isinstance(response, HttpResponse)
        and response.headers.get("Cache-Control") == PUBLIC
        and "ETag" in response.headers
        and not response.cookies
        and "nonce-" not in response.headers.get("Content-Security-Policy", "")
    )


@lru_cache(maxsize=512)
def _encoding(accepted: str) -> str:
    """The best of ours that a client takes (RFC 9110, 12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        weights[name.strip()] = weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return next((name for name in _ENCODERS if weights.get(name, weights.get("*"))), "identity")
