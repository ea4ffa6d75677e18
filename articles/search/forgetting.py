"""Words that stood in one article alone, and are to be forgotten with it.

The vocabulary only grows: a surname would stay in it. FTS5 only marks what a deleted row had in its
index, until parts of it are merged.
"""

from collections.abc import Iterable

from django.db import connection

from articles.models import Article, Body, Term, Version
from articles.search import analysis, index, postgres, sqlite

_backend = postgres if connection.vendor == "postgresql" else sqlite

OTHERS = 3
"""Articles that are read for each stem which the erased one had."""

BATCH = 500


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

    Forms of words go with it too: of those whose stem others have, what these wrote is noted anew.
    Three queries for each word, and four for each thousand. SQLite also rewrites the whole index;
    nobody else writes meanwhile.
    """
    words = sorted(words)
    others: set[int] = set()
    for word in words:
        others.update(
            _backend.holders(_backend.phrase((analysis.stem(word),)), full=True, most=OTHERS)
        )
    for start in range(0, len(words), BATCH):
        Term.objects.filter(folded__in=words[start : start + BATCH]).delete()
    pks = sorted(others)
    for start in range(0, len(pks), BATCH):
        index.note(index.documents(pks[start : start + BATCH]), only=set(words))
    if connection.vendor == "sqlite":
        sqlite.forget_deleted()
