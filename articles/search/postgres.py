"""Search on PostgreSQL: `tsvector` columns with a GIN index each, kept by the database itself.

`articles_article.public_words` is made of headline (weight A), sub-headline (B) and teaser (C),
`articles_body.all_words` of these and the body (D). Both also hold each longer stem reversed,
behind a "<", so that "*wärme" is found by its end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.db import connection, transaction
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet
from articles.search.question import Question
from articles.search.words import SHORTEST_PART

PATIENCE_MS = 150
"""What the index may take for one question. Only phrases of very common words take more."""

PUBLIC = '"articles_article"."public_words"'
ALL = '(SELECT "all_words" FROM "articles_body" WHERE "article_id" = "articles_article"."id")'
_IN_PUBLIC = f"{PUBLIC} @@ %s::tsquery"
_IN_ALL = (
    '"articles_article"."id" IN '
    '(SELECT "article_id" FROM "articles_body" WHERE "all_words" @@ %s::tsquery)'
)
# The words themselves count most; parts of longer words add a little.
_RANK = "ts_rank({words}, %s::tsquery, 1) + 0.2 * ts_rank({words}, %s::tsquery, 1)"


def matching(articles: ArticleQuerySet, question: Question, *, full: bool) -> ArticleQuerySet:
    """Those of `articles` that answer the question, with their `rank`. One query for the stems."""
    stems = _stems(question)
    condition = _condition(question, stems)
    if not condition:
        return articles.none()
    where = _IN_ALL if full else _IN_PUBLIC
    exact = " | ".join(f"'{found}'" for found in sorted(set().union(*stems.values())))
    rank = _RANK.format(words=ALL if full else PUBLIC)
    found = articles.extra(where=[where], params=[condition])  # noqa: S610 - constants and parameters
    ranked = found.annotate(rank=RawSQL(rank, [exact, condition], FloatField()))  # noqa: S611 - as above
    return cast("ArticleQuerySet", ranked)


@contextmanager
def by_index() -> Iterator[None]:
    """Within the block the index alone answers, and for so long only; then OperationalError.

    Where the planner takes a word for common, it would read the table instead, and all of it if
    the word stands in old articles only.
    """
    with transaction.atomic():
        _set("enable_seqscan = off", "enable_indexscan = off", f"statement_timeout = {PATIENCE_MS}")
        yield
        _set("enable_seqscan = on", "enable_indexscan = on", "statement_timeout = DEFAULT")


def _set(*settings: str) -> None:
    with connection.cursor() as cursor:
        for setting in settings:
            cursor.execute(f"SET LOCAL {setting}")


def _stems(question: Question) -> dict[str, list[str]]:
    """PostgreSQL's own stems of every word; none for those that its German does not index."""
    sought = {*question.words, *question.excluded, *(w for p in question.phrases for w in p)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, tsvector_to_array(to_tsvector('german', word)) FROM unnest(%s::text[]) AS word",
            [sorted(sought)],
        )
        return dict(cursor.fetchall())


def _condition(question: Question, stems: dict[str, list[str]]) -> str:
    """The question as text of a `tsquery`; stems are letters and digits alone."""
    parts = [_anywhere(stem) for word in question.words for stem in stems[word]]
    parts += [phrase for words in question.phrases if (phrase := _phrase(words, stems))]
    without = [f"!'{stem}'" for word in question.excluded for stem in stems[word]]
    return " & ".join(parts + without) if parts else ""


def _anywhere(stem: str) -> str:
    if len(stem) < SHORTEST_PART:
        return f"'{stem}'"
    return f"('{stem}':* | '<{stem[::-1]}':*)"


def _phrase(words: tuple[str, ...], stems: dict[str, list[str]]) -> str:
    """The stems at their distances; words that are not indexed leave a gap."""
    text, gap = "", 1
    for word in words:
        if not stems[word]:
            gap += 1
            continue
        text += f" <{gap}> " if text else ""
        text += f"'{stems[word][0]}'"
        gap = 1
    return f"({text})" if text else ""
