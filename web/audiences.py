"""Pages for readers with a session: rendered once per audience, kept like the anonymous ones.

A kept page is rendered for a stand-in request that holds path and audience, and nothing else: so
nothing of one reader can stand on another's page. Only the form token differs; its place is marked.
Who may see a page is the view's to decide before it calls `render`: whatever the decision depends
on belongs to `variant`.
"""

import secrets
from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from web import content_version
from web.page_store import Audience, KeptPage, PageKey, store
from web.requests import is_personal

TOKEN_MARK = secrets.token_hex(32)
"""Stands in a kept page for the form token. Unknown outside, so no text can contain it."""


def audience_of(request: HttpRequest) -> Audience:
    return Audience(request.user.is_authenticated, getattr(request.user, "is_staff", False))


def render(
    request: HttpRequest,
    template: str,
    context: Callable[[], dict[str, Any]],
    *,
    query: str = "",
    variant: Hashable = None,
) -> HttpResponse:
    """The page that `template` makes of `context()`, kept for its audience.

    `query` is the part of the query that makes another page. Queries: those of `context`, and two
    for the content version; none where the page is kept. Pages with messages are never kept, and
    those for readers without a session lie in the page cache (`web.page_cache`).
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if is_personal(request) and len(get_messages(request)):
        return HttpResponse(render_to_string(template, context(), request))
    audience = audience_of(request)

    def render_now() -> bytes:
        shown = context() | {"csrf_token": TOKEN_MARK}
        return render_to_string(template, shown, _stand_in(request.path, audience)).encode()

    if not has_session or not settings.PAGE_CACHE_MEGABYTES:
        return _with_token(request, render_now())
    key = PageKey(
        audience, request.scheme or "", request.get_host(), request.path, query, (template, variant)
    )
    page = store.get(key)
    if page is None:
        with content_version.snapshot() as version:
            page = KeptPage(version, render_now())
        store.put(key, page)
    return _with_token(request, page.content)


def _with_token(request: HttpRequest, content: bytes) -> HttpResponse:
    mark = TOKEN_MARK.encode()
    if mark in content:
        content = content.replace(mark, get_token(request).encode())
    return HttpResponse(content)


def _stand_in(path: str, audience: Audience) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.user = audience  # type: ignore[assignment]  # all that templates ask of a reader
    if audience.is_authenticated:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = ""
    return request
