"""Searching articles by their public words: headline, sub-headline, teaser. Never the body.

PostgreSQL keeps a `tsvector` column of these words (German stems, GIN index) by itself; the model
does not know it, since only this module asks for it. On SQLite each word is looked for as it is.
"""

from typing import cast

from django.db import connection
from django.db.models import Q

from articles.models import Article, ArticleQuerySet

FIELDS = ("headline", "subheadline", "teaser")
COLUMN = "public_words"
MOST_WORDS = 20
"""Words of a question that count; whoever pastes an article gets its beginning searched."""


def matching(articles: ArticleQuerySet, text: str) -> ArticleQuerySet:
    """Those of `articles` that hold all words of `text`; nothing for a text without words."""
    words = text.replace("\0", " ").split()[:MOST_WORDS]
    if not words:
        return articles.none()
    if connection.vendor == "postgresql":
        table = Article._meta.db_table  # noqa: SLF001 - Django's documented name
        condition = f'"{table}"."{COLUMN}" @@ websearch_to_tsquery(\'german\', %s)'
        found = articles.extra(where=[condition], params=[" ".join(words)])  # noqa: S610 - no input in it
        return cast("ArticleQuerySet", found)
    for word in words:
        hits = [Q(**{f"{field}__icontains": word}) for field in FIELDS]
        articles = articles.filter(hits[0] | hits[1] | hits[2])
    return articles
