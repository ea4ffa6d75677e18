"""Searching the newsroom's list by public words, whatever the state of an article.

Newest first, one page costs the same whatever is asked. The newest articles are read; where these
do not fill the page, the index fetches all hits of words that few articles hold. Of common words
the page then shows what was found, and where to go on.
"""

from dataclasses import dataclass

from articles.models import Article, ArticleQuerySet
from articles.search import ask, by_index_alone
from articles.search.question import parse

READ = 2_000
"""So many articles are read for a page (about 25 ms)."""

FEW = 2_000
"""So many hits are fetched at once (about 15 ms); words with more are common."""


@dataclass(frozen=True)
class Page:
    """Hits, newest first; `below` is the number at which the search goes on, None at its end."""

    hits: list[Article]
    below: int | None


def newest(articles: ArticleQuerySet, text: str, *, limit: int) -> Page:
    """A page of the newest of `articles` that hold all words of `text`; at most nine queries."""
    articles = articles.order_by("-pk")
    read = list(articles.values_list("pk", flat=True)[:READ])
    hits = list(matching(articles.filter(pk__in=read), text)[: limit + 1])
    if len(hits) > limit or len(read) < READ:
        return _page(hits, limit, None)
    few = _few(text)
    if few is not None:
        return _page(list(articles.filter(pk__in=few)[: limit + 1]), limit, None)
    return _page(hits, limit, read[-1])


def matching(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Those of `articles` that hold all words of `text`; nothing for a text without words."""
    question = parse(text)
    if not question:
        return articles.none()
    return ask(question, full=False).among(articles)


def _page(hits: list[Article], limit: int, below: int | None) -> Page:
    if len(hits) > limit:
        below = hits[limit - 1].pk
    return Page(hits[:limit], below)


def _few(text: str) -> list[int] | None:
    """The numbers of all hits, or None where there are too many to be fetched."""
    found = matching(Article.objects.order_by(), text).values_list("pk", flat=True)
    numbers = by_index_alone(lambda: list(found[: FEW + 1]))
    return numbers if numbers is not None and len(numbers) <= FEW else None
