"""The article page, and the boundary behind which the body lies."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import cards, editions, html, shelf
from articles.access import Reader, may_read_body
from articles.models import Article, Body, Source, Topic
from articles.structured_data import as_script_content, of_article

RELATED = 4
BODY_ANCHOR = "volltext"


@dataclass(frozen=True)
class Related:
    """Other articles of the same topic or source."""

    title: str
    subject: Topic | Source
    articles: list[Article]


@require_safe
@cache_control(public=True)
def article(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """An article with its body, or with the wall where the body would be.

    Queries: article with source, topics, related articles of topic and source; the body only for
    who may read it; for members whether they have saved it.
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
    body = _body_for(request.user, found)
    card_url = cards.address(found)
    context = {
        "article": found,
        "picture": getattr(found, "picture", None),
        "topics": topics,
        "body": body,
        "minutes": html.reading_minutes(body) if body else None,
        # Where a reader who comes back through the wall goes on: the first hidden paragraph.
        "way_back": f"{found.get_absolute_url()}#{BODY_ANCHOR}",
        "related": _related(found, topics),
        "edition_url": editions.address_of(found),
        "card_url": card_url,
        "structured_data": as_script_content(of_article(found, card_url)),
    }
    if request.user.is_authenticated:
        context["is_saved"] = shelf.has_saved(request.user, found)
    return render(request, "articles/article.html", context)


def _body_for(reader: Reader, article: Article) -> SafeString | None:
    """The boundary: a body, or nothing. One query where the reader may read, none otherwise."""
    if not may_read_body(reader, article):
        return None
    markup = Body.objects.filter(article=article).values_list("html", flat=True).first()
    return html.render(markup or "")


def _related(article: Article, topics: list[Topic]) -> list[Related]:
    """Of the first topic, then of the source; no article twice. At most two queries."""
    shown = {article.pk}
    found = []
    for title, subject in [("Mehr zu", topic) for topic in topics[:1]] + [
        ("Mehr von", article.source)
    ]:
        others = subject.published().exclude(pk__in=shown)
        articles = list(others.select_related("source").newest_first()[:RELATED])
        shown |= {other.pk for other in articles}
        if articles:
            found.append(Related(f"{title} {subject.name}", subject, articles))
    return found
