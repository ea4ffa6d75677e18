"""Which pages may be kept, by whom, and in which form they travel.

A view offers a page for keeping by `cache_control(public=True)`, with `must_revalidate=True` where
no copy may outlive a change. Whether it is kept is decided here alone, and denied by default: a page
that a session could have shaped is `private, no-store`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.middleware.http import ConditionalGetMiddleware
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from web.requests import is_personal

PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
PUBLIC_UNTIL_CHANGED = "public, max-age=0, s-maxage=60, must-revalidate"
"""Of a page with a full text: closed or withdrawn, it must not come back while the site is away."""
FOR_EVERYONE = (PUBLIC, PUBLIC_UNTIL_CHANGED)
PRIVATE = "private, no-store"


def is_public(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether the view offered this page for keeping, and nothing personal can be in it."""
    return (
        request.method in {"GET", "HEAD"}
        and "public" in response.headers.get("Cache-Control", "")
        and not is_personal(request)
        and not response.cookies
        and not request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )


def policy_of(request: HttpRequest, response: HttpResponseBase) -> str:
    if not is_public(request, response):
        return PRIVATE
    ends_with_change = "must-revalidate" in response.headers["Cache-Control"]
    return PUBLIC_UNTIL_CHANGED if ends_with_change else PUBLIC


class CachePolicy:
    """Sets `Cache-Control` and `Vary` on every page (not on static files)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers["Cache-Control"] = policy_of(request, response)
        patch_vary_headers(response, ["Accept-Encoding", "Cookie"])
        return response


class _SameBytes(GZipMiddleware):
    max_random_bytes = 0


class Compression(GZipMiddleware):
    """Gzip. Public pages always become the same bytes, so that nginx and browsers find them equal.

    The random padding that Django adds to all others hides tokens from attackers who measure sizes
    (BREACH); a public page holds none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        super().__init__(get_response)
        self._same_bytes = _SameBytes(get_response)

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.headers.get("Cache-Control") in FOR_EVERYONE:
            return self._same_bytes.process_response(request, response)
        return super().process_response(request, response)


class ConditionalGet(ConditionalGetMiddleware):
    """ETags and 304, for HEAD as for GET.

    Django leaves HEAD out since its content may be empty. Here views render the whole page for
    HEAD as well; its headers are then GET's, and the content is left out at this outermost place.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.method != "HEAD" or not isinstance(response, HttpResponse):
            return super().process_response(request, response)
        if self.needs_etag(response) and not response.has_header("ETag"):
            set_response_etag(response)
        etag = response.headers.get("ETag")
        answer = get_conditional_response(request, etag=etag, response=response) or response
        answer.content = b""
        return answer
