"""A member's own pages: "Meine Ausgabe" and the reading list."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from articles import editions, shelf
from articles.models import Article, Source, Topic
from articles.paging import PAGE_SIZE, number_in, page_of

changing = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@login_required
def my_edition(request: HttpRequest) -> HttpResponse:
    """The front page of what the member follows, then earlier days.

    Queries: choice, articles with sources, topics.
    """
    choice = shelf.choice_of(request.user)
    context: dict[str, Any] = {"choice": choice}
    if choice:
        page = page_of(shelf.edition_of(choice), request.GET.get("ab", ""))
        days = editions.by_day(page.articles)
        context |= {"page": page, "days": days}
        if page.is_first and days:
            day, articles = days.pop(0)
            context |= {
                "day": day,
                "articles": articles,
                "sections": editions.by_topic(articles[editions.TOP :]),
            }
    return render(request, "articles/my_edition.html", context)


@changing
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Tick what to follow. Sources are added on their own pages, and can be left here."""
    choice = shelf.choice_of(request.user)
    if request.method == "POST":
        topics = Topic.objects.filter(slug__in=_slugs(request, "thema"))
        kept = set(_slugs(request, "quelle"))
        sources = [source for source in choice.sources if source.slug in kept]
        shelf.choose(request.user, list(topics), sources)
        return redirect("my_edition")
    context = {"choice": choice, "topics": Topic.objects.all()}
    return render(request, "articles/choose.html", context)


def _slugs(request: HttpRequest, name: str) -> list[str]:
    return [slug for slug in request.POST.getlist(name) if "\0" not in slug]


@changing
@login_required
def follow_topic(request: HttpRequest, slug: str) -> HttpResponse:
    return _follow(request, get_object_or_404(Topic, slug=slug))


@changing
@login_required
def follow_source(request: HttpRequest, slug: str) -> HttpResponse:
    return _follow(request, get_object_or_404(Source, slug=slug))


def _follow(request: HttpRequest, subject: Topic | Source) -> HttpResponse:
    """Follow, or with `nicht` no longer; a link that was merely opened changes nothing."""
    if request.method == "POST":
        change = shelf.unfollow if "nicht" in request.POST else shelf.follow
        change(request.user, subject)
    return redirect(subject)


@require_safe
@login_required
def reading_list(request: HttpRequest) -> HttpResponse:
    """Saved articles, the last saved first. Queries: they with their sources, topics."""
    position = request.GET.get("ab", "")
    saved = shelf.saved_by(request.user)
    if position:
        number = number_in(position)
        if number is None:
            raise Http404("No such position.")
        saved = saved.filter(pk__lt=number)
    rows = list(
        saved.select_related("article__source", "article__picture").prefetch_related(
            "article__topics"
        )[: PAGE_SIZE + 1]
    )
    context = {
        "rows": rows[:PAGE_SIZE],
        "is_first": not position,
        "next_position": rows[PAGE_SIZE - 1].pk if len(rows) > PAGE_SIZE else None,
    }
    return render(request, "articles/reading_list.html", context)


@changing
@login_required
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the article, or with `nicht` take it off the list; `liste` leads back there."""
    article = get_object_or_404(Article.objects.published(), pk=pk)
    if request.method == "POST":
        change = shelf.unsave if "nicht" in request.POST else shelf.save
        change(request.user, article)
        if "liste" in request.POST:
            return redirect("reading_list")
    return redirect(article)
