"""Topics and sources: all their articles, page by page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import shelf
from articles.models import Source, Topic
from articles.paging import page_of
from web import audiences


@require_safe
@cache_control(public=True)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic's articles. Queries: topic, articles with sources, topics; for members, following."""
    return _listing(request, "articles/topic.html", Topic, slug)


@require_safe
@cache_control(public=True)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """A source's articles. Queries as `topic`."""
    return _listing(request, "articles/source.html", Source, slug)


def _listing(
    request: HttpRequest, template: str, kind: type[Topic] | type[Source], slug: str
) -> HttpResponse:
    position = request.GET.get("ab", "")
    is_followed = request.user.is_authenticated and shelf.follows(request.user, kind, slug)

    def context() -> dict[str, Any]:
        subject: Any = get_object_or_404(kind, slug=slug)
        return {
            "subject": subject,
            "page": page_of(subject.published(), position),
            "position": position,
            "is_followed": is_followed,
        }

    return audiences.render(request, template, context, query=position, variant=is_followed)
