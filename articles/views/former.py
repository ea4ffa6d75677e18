"""Links to a former service lead on to the article that was imported from there."""

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import cache_control

from articles.former import article_at
from web import errors


@cache_control(public=True)
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for an unknown address, unless an article stood there once. One query."""
    try:
        article = article_at(request) if request.method in {"GET", "HEAD"} else None
    except (OperationalError, InterfaceError):
        return errors.Unavailable()
    if article is None:
        return errors.not_found(request, exception)
    return redirect(article, permanent=True)
