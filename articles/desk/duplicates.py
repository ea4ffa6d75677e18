"""Articles that say the same already: pointed out while writing and after saving, never forbidden."""

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from difflib import SequenceMatcher
from itertools import islice

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from articles.models import Article
from articles.paging import number_in
from articles.records import names_article

WEEK = timedelta(days=7)
ALIKE = 0.85
"""Of the letters in the same order: an inflected word is alike, another town's name is not."""
COMPARED = 2_000
MOST_CLOSE = 200
"""Headlines of nearly the same letters that are compared letter by letter (0.3 ms each)."""

SHOWN = 3
ASKED = ("headline", "original_url", "besides")


def find(
    headline: str, original_url: str, *, among: QuerySet[Article], besides: int | None
) -> list[Article]:
    """At most three of `among`, those with the same link first. Three queries."""
    others = among.select_related("source")
    if besides is not None:
        others = others.exclude(pk=besides)
    found = (
        list(others.filter(original_url=original_url).order_by("-pk")[:SHOWN])
        if names_article(original_url)
        else []
    )
    if headline and len(found) < SHOWN:
        others = others.exclude(pk__in=[article.pk for article in found])
        found += islice(_alike(headline, _of_this_week(others)), SHOWN - len(found))
    return found


def _alike(headline: str, articles: Iterable[Article]) -> Iterator[Article]:
    matcher = SequenceMatcher(b=headline.casefold(), autojunk=False)
    close = 0
    for article in articles:
        matcher.set_seq1(article.headline.casefold())
        if matcher.real_quick_ratio() > ALIKE < matcher.quick_ratio():
            if matcher.ratio() > ALIKE:
                yield article
            close += 1
            if close == MOST_CLOSE:
                return


def _of_this_week(articles: QuerySet[Article]) -> Iterator[Article]:
    """What appears or was begun within a week; two queries, since each has its own index."""
    now = timezone.now()
    out = articles.filter(
        state=Article.State.PUBLISHED, published_at__gte=now - WEEK, published_at__lte=now + WEEK
    )
    begun = articles.filter(
        state__in=[Article.State.DRAFT, Article.State.REVIEW], created_at__gte=now - WEEK
    )
    yield from out.order_by("-published_at", "-pk")[:COMPARED]
    yield from begun.order_by("-pk")[:COMPARED]


def told(article: Article) -> SafeString:
    return format_html(
        'Das gibt es vielleicht schon: <a href="{url}">{headline}</a> ({source}, {state})',
        **_named(article),
    )


def _named(article: Article) -> dict[str, str]:
    desk = reverse("admin:articles_article_change", args=[article.pk])
    return {
        "url": article.get_absolute_url() if article.is_published else desk,
        "headline": article.headline,
        "source": article.source.name,
        "state": article.state_label,
    }


def known_to(request: HttpRequest) -> QuerySet[Article]:
    """What may be named to this editor: authors learn of no colleague's draft."""
    if request.user.has_perm("articles.publish_article"):
        return Article.objects.all()
    return Article.objects.published() | Article.objects.filter(created_by=request.user.pk)


def view(desk: "ModelAdmin[Article]") -> Callable[[HttpRequest], HttpResponse]:
    """`?headline=&original_url=&besides=`: what is alike, for the form to point out."""

    def duplicates(request: HttpRequest) -> HttpResponse:
        if not desk.has_view_permission(request):
            raise PermissionDenied
        given = {name: request.GET.get(name, "").replace("\0", "") for name in ASKED}
        besides = number_in(given["besides"])
        found = find(
            given["headline"][:250],
            given["original_url"][:1000],
            among=known_to(request),
            besides=besides,
        )
        return JsonResponse({"found": [_named(article) for article in found]})

    return duplicates
