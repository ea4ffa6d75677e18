"""The article page, and the boundary behind which the body lies."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import html
from articles.access import Reader, may_read_body
from articles.models import Article, Body, Topic
from articles.structured_data import as_script_content, news_article

RELATED = 4


@require_safe
@cache_control(public=True)
def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """An article with its body, or with the wall where the body would be.

    Queries: article with source, topics, related articles; the body only for who may read it.
    """
    found = Article.objects.for_cards().filter(pk=pk).first()
    if found is not None and found.state == Article.State.WITHDRAWN and found.published_at:
        gone = HTTPStatus.GONE
        return render(request, "articles/withdrawn.html", {"article": found}, status=gone)
    if found is None or not found.is_published:
        raise Http404("No such article.")
    if slug != found.slug:
        return redirect(found, permanent=True)
    topics = list(found.topics.all())
    context = {
        "article": found,
        "picture": getattr(found, "picture", None),
        "topics": topics,
        "body": _body_for(request.user, found),
        "related": _related(found, topics),
        "structured_data": as_script_content(news_article(found)),
    }
    return render(request, "articles/article.html", context)


def _body_for(reader: Reader, article: Article) -> SafeString | None:
    """The boundary: a body, or nothing. One query where the reader may read, none otherwise."""
    if not may_read_body(reader, article):
        return None
    markup = Body.objects.filter(article=article).values_list("html", flat=True).first()
    return html.render(markup or "")


def _related(article: Article, topics: list[Topic]) -> list[Article]:
    if not topics:
        return []
    others = Article.objects.published().filter(topics=topics[0]).exclude(pk=article.pk)
    return list(others.select_related("source").newest_first()[:RELATED])
