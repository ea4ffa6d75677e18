"""The article page, and the boundary behind which the body lies."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import cards, editions, html, shelf
from articles.access import Reader, may_read_body
from articles.models import Article, Body, Source, Topic
from articles.structured_data import as_script_content, of_article
from web import audiences

RELATED = 4
BODY_ANCHOR = "volltext"
DECISIVE = (
    "headline",
    "state",
    "published_at",
    "open_to_all",
    "changed_at",
    "withdrawal_note",
)
"""What decides who gets which page of an article, and what its "410 Gone" says."""


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

    Queries: what decides about access; for members whether they have saved it; where no page is
    kept, the article with source and picture, topics, related articles of topic and source, and
    the body for who may read it.
    """
    found = get_object_or_404(Article.objects.only(*DECISIVE), pk=pk)
    if found.is_gone:
        gone = HTTPStatus.GONE
        return render(request, "articles/withdrawn.html", {"article": found}, status=gone)
    if not found.is_published:
        raise Http404("No such article.")
    if slug != found.slug:
        return redirect(found, permanent=True)
    may_read = may_read_body(request.user, found)
    is_saved = request.user.is_authenticated and shelf.has_saved(request.user, pk)

    def context() -> dict[str, Any]:
        shown = Article.objects.published().for_cards().get(pk=pk)
        topics = list(shown.topics.all())
        card_url = cards.address(shown)
        return page_context(
            shown,
            _body(request.user, pk) if may_read else None,
            picture=getattr(shown, "picture", None),
            topics=topics,
            related=_related(shown, topics),
            card_url=card_url,
            structured_data=as_script_content(of_article(shown, card_url)),
            is_saved=is_saved,
        )

    # changed_at: a change by another process shows at once, without waiting for the version poll.
    # may_read: a page rendered for a reader who may read is never given to one who may not, even if
    # the article is closed meanwhile.
    variant = (may_read, is_saved, found.changed_at)
    try:
        page = audiences.render(request, "articles/article.html", context, variant=variant)
    except Article.DoesNotExist:  # closed or withdrawn since it was found: see what it is now
        return article(request, pk, slug)
    if found.open_to_all:
        patch_cache_control(page, must_revalidate=True)
    return page


def _body(reader: Reader, pk: int) -> SafeString:
    """What lies behind the boundary. Raises Article.DoesNotExist where it may not be read any more.

    One query for the text and what decides about it: of two, the text could be a later one, of an
    article that was closed between them.
    """
    decisive = [f"article__{name}" for name in DECISIVE]
    row = Body.objects.select_related("article").only("html", *decisive).filter(pk=pk).first()
    if row is None:
        return html.render("")
    if not may_read_body(reader, row.article):
        raise Article.DoesNotExist
    return html.render(row.html)


def page_context(article: Article, body: SafeString | None, **others: Any) -> dict[str, Any]:
    """What the template shows of an article; a preview has other `others` than a page. No queries."""
    return {
        **others,
        "article": article,
        "body": body,
        "minutes": html.reading_minutes(body) if body else None,
        # Where a reader who comes back through the wall goes on: the first hidden paragraph.
        "way_back": f"{article.get_absolute_url()}#{BODY_ANCHOR}",
        "edition_url": editions.address_of(article),
    }


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
