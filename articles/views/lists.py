"""Topics and sources: all their articles, page by page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import shelf
from articles.models import Source, Topic
from articles.paging import page_of


@require_safe
@cache_control(public=True)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic's articles. Queries: topic, articles with sources, topics; for members, following."""
    found = get_object_or_404(Topic, slug=slug)
    return _listing(request, "articles/topic.html", found)


@require_safe
@cache_control(public=True)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """A source's articles. Queries as `topic`."""
    found = get_object_or_404(Source, slug=slug)
    return _listing(request, "articles/source.html", found)


def _listing(request: HttpRequest, template: str, subject: Topic | Source) -> HttpResponse:
    page = page_of(subject.published(), request.GET.get("ab", ""))
    context: dict[str, Any] = {"subject": subject, "page": page}
    if request.user.is_authenticated:
        context["is_followed"] = shelf.follows(request.user, subject)
    return render(request, template, context)
