"""Searching the newsroom's list by public words, whatever the state of an article.

Newest first, one page costs the same whatever is asked. The newest articles are read; where these do
not fill the page, the index is asked for all hits, unless a sample says that there are very many. Of
such words the page shows what was found, and where to go on.
"""

from dataclasses import dataclass

from articles.models import Article, ArticleQuerySet
from articles.search.matching import ask
from articles.search.query import parse
from articles.search.ranking import is_common

READ = 2_000
"""So many articles are read for a page (about 25 ms)."""


@dataclass(frozen=True)
class Page:
    """Hits, newest first; `below` is the number at which the search goes on, None at its end."""

    hits: list[Article]
    below: int | None


def newest(articles: ArticleQuerySet, text: str, *, limit: int) -> Page:
    """A page of the newest of `articles` that hold all words of `text`.

    At most six queries, and those of `ask`.
    """
    asked = ask(parse(text), full=False)
    articles = articles.order_by("-pk")
    read = list(articles.values_list("pk", flat=True)[:READ])
    hits = list(asked.among(articles.filter(pk__in=read))[: limit + 1])
    if len(hits) > limit or len(read) < READ:
        return _page(hits, limit, None)
    if is_common(asked, articles):
        return _page(hits, limit, read[-1])
    return _page(list(asked.among(articles)[: limit + 1]), limit, None)


def matching(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Those of `articles` that hold all words of `text`; nothing for a text without words."""
    return ask(parse(text), full=False).among(articles)


def _page(hits: list[Article], limit: int, below: int | None) -> Page:
    if len(hits) > limit:
        below = hits[limit - 1].pk
    return Page(hits[:limit], below)
