"""The search page. Anonymous readers search public words; whoever may read bodies searches them."""

from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.encoding import uri_to_iri
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import html, saved_searches
from articles.access import may_read_bodies
from articles.models import Article, ArticleQuerySet, Body, Topic
from articles.paging import PAGE_SIZE
from articles.search import corrections, effort, narrowing, ranking, synonyms
from articles.search.corrections import Correction
from articles.search.highlighting import LENGTH, READ, marked, snippet
from articles.search.query import LONGEST, Query, parse
from articles.search.ranking import Hits, Page
from articles.search.suggestions import pages, suggest

_PAGES = {str(number): number for number in range(1, ranking.RANKED // PAGE_SIZE + 1)}
_SHOWN = 2
"""Hits' own teasers are shown whole up to so many snippets' length."""


@dataclass(frozen=True)
class Result:
    """A hit as the page shows it: the sub-headline only if words were found there.

    `passage` stems from the body, for those who may read it.
    """

    article: Article
    headline: SafeString
    subheadline: SafeString
    teaser: SafeString
    passage: SafeString


@require_safe
@cache_control(public=True)
def search(request: HttpRequest) -> HttpResponse:
    """`?q=` with what narrows it. About twelve queries, and two to four for each word."""
    given = request.GET.get("q", "")
    question = parse(given)
    wanted = narrowing.read(request.GET, question.text)
    context = {"question": question, "narrowing": wanted, "longest": LONGEST}
    if not question:
        return render(request, "articles/search.html", context | {"topics": Topic.objects.all()})
    full = may_read_bodies(request.user)
    articles = wanted.apply(Article.objects.published())
    by_date = wanted.order == narrowing.NEWEST
    step = "ab" if by_date else "seite"
    position = request.GET.get(step, "")
    try:
        with effort.bounded():
            answer = _answer(articles, question, position, full=full, by_date=by_date)
    except effort.TooMuchError:
        context |= {"full": full, "advice": effort.ADVICE}
        return render(request, "articles/search.html", context)
    page, correction = answer.page, answer.correction
    orders = [
        (label, wanted.but(order=key), key == wanted.order)
        for key, label in narrowing.ORDERS.items()
    ]
    if request.user.is_authenticated:
        context["saved"] = saved_searches.find(request.user, wanted)
    else:
        # An IRI, whose letters count once: only so much of a way back is carried through a login.
        context["way_back"] = uri_to_iri(f"{request.path}?{wanted.query}")
    context |= {
        "full": full,
        "hits": answer.hits,
        "page": page,
        "is_first": not position,
        "next": page.next_position and f"?{wanted.query}&{step}={page.next_position}",
        "results": _results(
            page.pks, synonyms.added(correction.query if correction else question), full=full
        ),
        "offers": narrowing.offers(wanted, answer.hits),
        "orders": orders,
        "by_date": wanted.but(order=narrowing.NEWEST),
        "correction": correction,
        "corrected": correction and wanted.but(text=correction.text),
        "suggestions": pages(question.text),
    }
    return render(request, "articles/search.html", context)


@require_safe
@cache_control(public=True)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What is being typed may mean these: `kind`, `label`, `url`; the same for every reader."""
    found = suggest(request.GET.get("q", "")[:LONGEST])
    return JsonResponse(
        {"suggestions": [asdict(one) for one in found]}, json_dumps_params={"ensure_ascii": False}
    )


class _Answer(NamedTuple):
    hits: Hits
    page: Page
    correction: Correction | None


def _answer(
    articles: ArticleQuerySet, question: Query, position: str, *, full: bool, by_date: bool
) -> _Answer:
    """The hits, or those of what may have been meant. Raises Http404 for a page that does not exist."""
    number = 1 if by_date else _number(position or "1")
    hits = ranking.find(articles, question, full=full, pages=number)
    correction = None
    if hits.number == 0:
        correction = corrections.correct(articles, question, full=full)
    if correction:
        question, hits = correction.query, correction.hits
    if not by_date:
        return _Answer(hits, ranking.best(hits, number), correction)
    page = ranking.newest(articles, question, hits, position, full=full)
    return _Answer(hits, page, correction)


def _number(text: str) -> int:
    if text not in _PAGES:
        raise Http404("No such page.")
    return _PAGES[text]


def _results(pks: list[int], question: Query, *, full: bool) -> list[Result]:
    """Two queries for the articles; one more for bodies where these were searched."""
    articles = Article.objects.published().for_cards().in_bulk(pks)
    bodies = _bodies(pks) if full else {}
    return [
        Result(
            article=articles[pk],
            headline=marked(articles[pk].headline, question),
            subheadline=snippet(articles[pk].subheadline, question),
            teaser=_teaser(articles[pk].teaser, question),
            passage=snippet(html.text_of(bodies.get(pk, "")[:READ]), question),
        )
        for pk in pks
        if pk in articles
    ]


def _bodies(pks: list[int]) -> dict[int, str]:
    """By number. One query, of what is public in that moment: a hit may have become a draft."""
    public = Article.objects.published().filter(pk__in=pks)
    return dict(Body.objects.filter(article__in=public).values_list("article_id", "html"))


def _teaser(text: str, question: Query) -> SafeString:
    if len(text) <= _SHOWN * LENGTH:
        return marked(text, question)
    return snippet(text, question) or marked(f"{text[: _SHOWN * LENGTH]} …", question)
