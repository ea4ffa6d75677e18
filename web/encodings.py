"""A kept page as the answer to a request: in the best encoding that the reader takes, or a 304."""

import gzip
from collections.abc import Callable
from functools import lru_cache

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils.cache import get_conditional_response

from web.page_store import KeptPage

MIN_BYTES = 200
"""Below this, compressing gains nothing (as in Django's GZipMiddleware)."""

ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=5),
    "gzip": lambda content: gzip.compress(content, compresslevel=6, mtime=0),
}
WITHOUT = {"q=0", "q=0.0", "q=0.00", "q=0.000"}


def answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    """The page for this request; the caller must be the last to touch its headers."""
    content, headers = _encoded(page, _best(request.META.get("HTTP_ACCEPT_ENCODING", "")))
    response = HttpResponse(content, content_type=headers["Content-Type"])
    response.headers = headers  # shared by all answers: copying them costs more than the rest
    if "HTTP_IF_NONE_MATCH" in request.META:
        response = _if_changed(request, headers, response)
    if request.method == "HEAD":
        response.content = b""
    return response


def _if_changed(
    request: HttpRequest, headers: ResponseHeaders, response: HttpResponse
) -> HttpResponse:
    return get_conditional_response(request, etag=headers["ETag"], response=response) or response


def _encoded(page: KeptPage, encoding: str) -> tuple[bytes, ResponseHeaders]:
    """Each encoding has an ETag of its own, as a strong one must (RFC 9110, 8.8.1)."""
    if encoding not in page.encoded:
        content, headers = page.content, dict(page.headers)
        if encoding in ENCODERS and len(content) >= MIN_BYTES:
            content = ENCODERS[encoding](content)
            headers["Content-Encoding"] = encoding
            headers["ETag"] = f'"{headers["ETag"].strip(chr(34))}-{encoding}"'
        headers["Content-Length"] = str(len(content))
        page.encoded[encoding] = content, ResponseHeaders(headers)
    return page.encoded[encoding]


@lru_cache(maxsize=512)
def _best(accepted: str) -> str:
    """The first of ours that a client takes (RFC 9110, 12.5.3)."""
    takes = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        takes[name.strip()] = weight.replace(" ", "") not in WITHOUT
    return next((name for name in ENCODERS if takes.get(name, takes.get("*"))), "identity")
