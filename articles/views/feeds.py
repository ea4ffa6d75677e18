"""Atom feeds (RFC 4287) of the paper, of a topic, of a source: teasers only."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article, ArticleQuerySet, Source, Topic

ENTRIES = 50


@require_safe
@cache_control(public=True)
def newest(request: HttpRequest) -> HttpResponse:
    """Everything. Queries: articles with sources, topics."""
    subtitle = "Nachrichten aus Städten, Kreisen und kommunalen Unternehmen"
    return _feed(request, settings.SITE_NAME, subtitle, "/", Article.objects.published())


@require_safe
@cache_control(public=True)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Queries: topic, articles with sources, topics."""
    found = get_object_or_404(Topic, slug=slug)
    subtitle = f"Was Kommunen zum Thema {found.name} melden"
    return _of(request, found, subtitle)


@require_safe
@cache_control(public=True)
def source(request: HttpRequest, slug: str) -> HttpResponse:
    """Queries: source, articles, topics."""
    found = get_object_or_404(Source, slug=slug)
    return _of(request, found, f"Was {found.name} meldet")


def _of(request: HttpRequest, subject: Topic | Source, subtitle: str) -> HttpResponse:
    title = f"{subject.name} – {settings.SITE_NAME}"
    return _feed(request, title, subtitle, subject.get_absolute_url(), subject.published())


def _feed(
    request: HttpRequest, title: str, subtitle: str, place: str, articles: ArticleQuerySet
) -> HttpResponse:
    feed = Atom1Feed(
        title=title,
        link=settings.BASE_URL + place,
        description=subtitle,
        language="de",
        feed_url=settings.BASE_URL + request.path,
        author_name=settings.SITE_NAME,
    )
    for article in articles.newest_first().for_cards()[:ENTRIES]:
        feed.add_item(
            title=article.headline,
            link=settings.BASE_URL + article.get_absolute_url(),
            # An entry stays the same when its headline, and with it its address, is corrected.
            unique_id=settings.BASE_URL + reverse("article_by_number", args=[article.pk]),
            description=escape(article.teaser),
            author_name=article.source.name,
            pubdate=article.published_at,
            updateddate=article.renewed_at,
            categories=[topic.name for topic in article.topics.all()],
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response
