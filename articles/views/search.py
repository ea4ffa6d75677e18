"""The search page. Anonymous readers search public words; whoever may read bodies searches them."""

from dataclasses import asdict, dataclass

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.encoding import uri_to_iri
from django.utils.safestring import SafeString
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles import saved_searches
from articles.access import may_read_bodies
from articles.models import Article, Body, Topic
from articles.paging import PAGE_SIZE
from articles.search import effort, hits, narrowing
from articles.search.marks import LENGTH, marked, snippet
from articles.search.question import LONGEST, Question, parse
from articles.search.suggestions import pages, suggest
from articles.search.words import text_of

_PAGES = {str(number): number for number in range(1, hits.RANKED // PAGE_SIZE + 1)}
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
    """`?q=` with what narrows it. At most fourteen queries, for members one more; none
    looks at everything.
    """
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
            found = hits.find(articles, question, full=full)
            if by_date:
                page = hits.newest(articles, question, found, position, full=full)
            else:
                page = hits.best(found, _number(position or "1"))
    except effort.TooMuchError:
        context |= {"full": full, "advice": effort.ADVICE}
        return render(request, "articles/search.html", context)
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
        "hits": found,
        "page": page,
        "is_first": not position,
        "next": page.next_position and f"?{wanted.query}&{step}={page.next_position}",
        "results": _results(page.pks, question, full=full),
        "offers": narrowing.offers(wanted, found),
        "orders": orders,
        "by_date": wanted.but(order=narrowing.NEWEST),
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


def _number(text: str) -> int:
    if text not in _PAGES:
        raise Http404("No such page.")
    return _PAGES[text]


def _results(pks: list[int], question: Question, *, full: bool) -> list[Result]:
    """Two queries for the articles; one more for bodies where these were searched."""
    articles = Article.objects.published().for_cards().in_bulk(pks)
    bodies = (
        dict(Body.objects.filter(article__in=articles).values_list("article_id", "html"))
        if full
        else {}
    )
    return [
        Result(
            article=articles[pk],
            headline=marked(articles[pk].headline, question),
            subheadline=snippet(articles[pk].subheadline, question),
            teaser=_teaser(articles[pk].teaser, question),
            passage=snippet(text_of(bodies.get(pk)), question),
        )
        for pk in pks
        if pk in articles
    ]


def _teaser(text: str, question: Question) -> SafeString:
    if len(text) <= _SHOWN * LENGTH:
        return marked(text, question)
    return snippet(text, question) or marked(f"{text[: _SHOWN * LENGTH]} …", question)
