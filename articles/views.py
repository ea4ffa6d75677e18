"""The public pages. Each is the same for every anonymous reader and may be kept by caches."""

import re
from datetime import date
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import editions, html
from articles.access import Reader, may_read_body
from articles.models import Article, ArticleQuerySet, Body, Picture, Source, Topic
from articles.paging import page_of
from articles.pictures import storage
from articles.structured_data import as_script_content, news_article

RELATED = 4
_PICTURE_NAME = re.compile(r"([0-9a-f]{32})/[0-9]{1,5}w\.(?:avif|webp)")

may_be_kept = cache_control(public=True)


@require_safe
@may_be_kept
def front_page(request: HttpRequest) -> HttpResponse:
    """The newest edition. Queries: newest day, its articles, their topics, previous day."""
    day = editions.newest_day()
    if day is None:
        return render(request, "articles/front_page.html", {"articles": []})
    return render(request, "articles/front_page.html", _edition_context(day) | {"newest": True})


@require_safe
@may_be_kept
def edition(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """The edition of one day. Queries: its articles, their topics, previous and next day."""
    try:
        wanted = date(year if year in editions.YEARS else 0, month, day)
    except (ValueError, OverflowError) as error:
        raise Http404("No such day.") from error
    context = _edition_context(wanted)
    if not context["articles"]:
        raise Http404("Nothing was published on that day.")
    context["next_day"] = editions.day_after(wanted)
    return render(request, "articles/front_page.html", context)


def _edition_context(day: date) -> dict[str, Any]:
    articles = list(editions.edition(day).newest_first().for_cards())
    return {"day": day, "articles": articles, "previous_day": editions.day_before(day)}


@require_safe
@may_be_kept
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


@require_safe
@may_be_kept
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """One size of a published article's picture; editors see the others' too. One query."""
    parts = _PICTURE_NAME.fullmatch(name)
    found = (
        parts and Picture.objects.filter(file=f"{parts[1]}.jpg").select_related("article").first()
    )
    if not found or not (found.article.is_published or _is_editor(request)):
        raise Http404("No such picture.")
    try:
        with storage().open(name) as file:
            content = file.read()
    except FileNotFoundError as error:
        raise Http404("No such size.") from error
    return HttpResponse(content, content_type=f"image/{name.rpartition('.')[2]}")


def _is_editor(request: HttpRequest) -> bool:
    return request.user.has_perm("articles.view_article")


def _related(article: Article, topics: list[Topic]) -> list[Article]:
    if not topics:
        return []
    others = Article.objects.published().filter(topics=topics[0]).exclude(pk=article.pk)
    return list(others.select_related("source").newest_first()[:RELATED])


@require_safe
@may_be_kept
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic's articles. Queries: topic, articles with sources, topics."""
    found = get_object_or_404(Topic, slug=slug)
    return _listing(request, "articles/topic.html", found, found.articles.published())


@require_safe
@may_be_kept
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """A source's articles. Queries: source, articles, topics."""
    found = get_object_or_404(Source, slug=slug)
    return _listing(request, "articles/source.html", found, found.articles.published())


def _listing(
    request: HttpRequest, template: str, subject: Topic | Source, articles: ArticleQuerySet
) -> HttpResponse:
    page = page_of(articles, request.GET.get("ab", ""))
    return render(request, template, {"subject": subject, "page": page})
