"""Words that stood in one article alone, and are to be forgotten with it.

The vocabulary only grows: a surname would stay in it. FTS5 only marks what a deleted row had in its
index, until parts of it are merged.
"""

from collections.abc import Iterable

from django.db import connection

from articles.models import Article, Body, Term, Version
from articles.search import analysis, postgres, sqlite

_backend = postgres if connection.vendor == "postgresql" else sqlite


def lock() -> None:
    """Keep others from writing articles until the transaction ends: their words must not go."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE articles_article, articles_body IN SHARE ROW EXCLUSIVE MODE")


def words_of(pk: int) -> set[str]:
    """The folded words of an article and its versions. Three queries."""
    articles = Article.objects.filter(pk=pk)
    texts = list(articles.values_list("headline", "subheadline", "teaser"))
    bodies = list(Body.objects.filter(pk=pk).values_list("html"))
    for content in Version.objects.filter(article_id=pk).values_list("content", flat=True):
        texts.append(tuple(content.get(name, "") for name in ("headline", "subheadline", "teaser")))
        bodies.append((content.get("body", ""),))
    parts = [text for row in texts for text in row if text]
    parts += [analysis.text_of(markup) for (markup,) in bodies]
    return {word for part in parts for word in analysis.spelt(analysis.pieces_of(part))}


def forget(words: Iterable[str]) -> None:
    """Forget what no article has any more, once the article is deleted.

    Three queries for each word. SQLite also rewrites the whole index; nobody else writes meanwhile.
    """
    for word in sorted(words):
        stem = analysis.stem(word)
        gone = [
            scope for scope in Term.Scope if not _backend.holds(stem, full=scope is Term.Scope.ALL)
        ]
        Term.objects.filter(scope__in=gone, folded=word).delete()
    if connection.vendor == "sqlite":
        sqlite.forget_deleted()
