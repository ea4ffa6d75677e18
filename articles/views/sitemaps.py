"""Sitemaps, and what robots are asked to leave alone."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import sitemaps

# Nothing for search engines: pages of one reader, and lists without end.
CLOSED = (
    "/konto/", "/redaktion/", "/suche/?", "/suche/vorschlaege/", "/meine-ausgabe/", "/meine-suchen/",
    "/merkliste/",
)  # fmt: skip
# Where new members come in.
OPEN = ("/konto/signup/", "/konto/login/", "/konto/kommunalwirtschaft/")


@require_safe
@cache_control(public=True)
def index(request: HttpRequest) -> HttpResponse:
    """The sitemap of sitemaps. Two queries."""
    context = {
        "articles": sitemaps.parts_of_articles(),
        "sources": sitemaps.parts_of_sources(),
    }
    return _xml(request, "index", context)


@require_safe
@cache_control(public=True)
def articles(request: HttpRequest, number: int) -> HttpResponse:
    """A thousand numbers' articles; one query."""
    found = list(sitemaps.articles_of(_within_reach(number)).only("headline", "renewed_at"))
    if not found:
        raise Http404("No such sitemap.")
    return _xml(request, "articles", {"articles": found})


@require_safe
@cache_control(public=True)
def sources(request: HttpRequest, number: int) -> HttpResponse:
    """A thousand numbers' sources; one query."""
    found = list(sitemaps.sources_of(_within_reach(number)))
    if not found:
        raise Http404("No such sitemap.")
    return _xml(request, "pages", {"pages": found})


@require_safe
@cache_control(public=True)
def topics(request: HttpRequest) -> HttpResponse:
    """The front page, the archive, and all topics; one query."""
    return _xml(request, "pages", {"pages": sitemaps.topics(), "has_start": True})


@require_safe
@cache_control(public=True)
def news(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, as Google News wants them; one query."""
    return _xml(request, "news", {"articles": sitemaps.news()})


@require_safe
@cache_control(public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """No query. The longest rule that fits a page wins (RFC 9309)."""
    lines = [
        "User-agent: *",
        *[f"Disallow: {path}" for path in CLOSED],
        *[f"Allow: {path}" for path in OPEN],
        "",
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap')}",
        f"Sitemap: {settings.BASE_URL}{reverse('sitemap_news')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _within_reach(number: int) -> int:
    if number > sitemaps.MOST_PARTS:
        raise Http404("No such sitemap.")
    return number


def _xml(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    return render(
        request, f"sitemaps/{name}.xml", context, content_type="application/xml; charset=utf-8"
    )
