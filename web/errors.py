"""Pages for what went wrong, in the site's own design and with the right status."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control

from web.uploads import NoRoom

LOGIN_FORMS = {"account_login", "account_code", "mfa_authenticate"}
MAX_NEXT = 2_000
"""Characters of a way back that is carried on; the form itself checks where it leads."""


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, NoRoom):
        return Unavailable("Für diese Datei ist gerade kein Platz.")
    return HttpResponse(render_to_string("400.html"), status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, or the browser keeps no cookies. The form leads on to where it led.

    A login gives the browser a new token: a second click on its button, with the old one, leads to
    the form, and that leads who is logged in on to the article.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    form = request.path + (f"?{urlencode({'next': wanted})}" if 0 < len(wanted) <= MAX_NEXT else "")
    name = request.resolver_match.url_name if request.resolver_match else None
    if name in LOGIN_FORMS and request.user.is_authenticated:
        return redirect(form)
    return render(request, "403_csrf.html", {"form_url": form}, status=HTTPStatus.FORBIDDEN)


@cache_control(public=True)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=HTTPStatus.NOT_FOUND)


class Unavailable(HttpResponse):
    """The page that says "not now", rendered without request, session or database."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE

    def __init__(self, reason: str = "Unsere Datenbank antwortet nicht.") -> None:
        page = render_to_string("503.html", {"reason": reason})
        super().__init__(page, headers={"Retry-After": "30"})


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without request, session or database: any of them may be what failed."""
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)
