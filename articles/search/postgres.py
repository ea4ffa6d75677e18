"""Search on PostgreSQL: `tsvector` columns with a GIN index each, kept by the database itself.

`articles_article.public_words` is made of headline (weight A), sub-headline (B) and teaser (C),
`articles_body.all_words` of these and the body (D). Both also name the day, month and year in which
the article appeared (UTC), so that the index finds the newest. `articles_public_stem` and
`articles_stem` list the stems of each: "*wärme" is asked for as all stems that end so.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import cast

from django.db import connection, transaction
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet
from articles.search.question import Question, Span
from articles.search.words import SHORTEST_PART

PATIENCE_MS = 20
"""What the index may take for all articles, where the newest hold few hits. A word that is as rare
everywhere takes a tenth of it; several that are common each, but seldom together, may take more.
"""

MOST_NEAR = 40
"""Longer words that begin, and that end, with one that was asked for: the shortest of them."""

MOST_TIMES = 40
"""Days, months or years that name a span of time."""

# Worked out by itself ("OFFSET 0"): within the whole, the planner would rather read many articles than
# ask the index for two words.
_IN_PUBLIC = """"articles_article"."id" IN
    (SELECT "id" FROM "articles_article" WHERE "public_words" @@ %s::tsquery OFFSET 0)"""
_IN_ALL = """"articles_article"."id" IN
    (SELECT "article_id" FROM "articles_body" WHERE "all_words" @@ %s::tsquery OFFSET 0)"""
_PUBLIC = '"articles_article"."public_words"'
_ALL = '(SELECT "all_words" FROM "articles_body" WHERE "article_id" = "articles_article"."id")'
# The words themselves count most; parts of longer words add a little.
_RANK = "ts_rank({words}, %s::tsquery, 1) + 0.2 * ts_rank({words}, %s::tsquery, 1)"
# The shortest stems that begin or end with a stem; U+10FFFF stands behind every letter.
_NEAR = """
    SELECT word, stem, CASE WHEN length(stem) < %s THEN '{{}}' ELSE ARRAY(
        (SELECT near.stem FROM {lexicon} near
         WHERE near.stem >= sought.stem AND near.stem < sought.stem || U&'\\+10FFFF'
         GROUP BY near.stem ORDER BY length(near.stem), near.stem LIMIT %s)
        UNION
        (SELECT near.stem FROM {lexicon} near
         WHERE reverse(near.stem) >= reverse(sought.stem)
            AND reverse(near.stem) < reverse(sought.stem) || U&'\\+10FFFF'
         GROUP BY near.stem ORDER BY length(near.stem), near.stem LIMIT %s)
    ) END
    FROM unnest(%s::text[]) AS word,
        LATERAL unnest(tsvector_to_array(to_tsvector('german', word))) AS sought(stem)
"""

Stems = dict[str, dict[str, list[str]]]
"""For each word of a question its stems, and for each of these the longer stems near it."""


class Asked:
    """A question as PostgreSQL understands it. One query, when it is made."""

    def __init__(self, question: Question, *, full: bool) -> None:
        stems = _stems(question, full=full)
        self._words = _condition(question, stems)
        self._exact = " | ".join(_quoted(stem) for stem in sorted(set().union(*stems.values())))
        self._full = full

    def among(self, articles: ArticleQuerySet, span: Span | None = None) -> ArticleQuerySet:
        """Those of `articles` that answer it; with `span` only such as appeared between its moments
        (and perhaps a few more).
        """
        if not self._words:
            return articles.none()
        condition = f"{self._words} & {_times(*span)}" if span else self._words
        where = _IN_ALL if self._full else _IN_PUBLIC
        found = articles.extra(where=[where], params=[condition])  # noqa: S610 - constants and parameters
        return cast("ArticleQuerySet", found)

    def ranked(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        """The articles with their `rank`."""
        rank = _RANK.format(words=_ALL if self._full else _PUBLIC)
        parameters = [self._exact, self._words]
        ranked = articles.annotate(rank=RawSQL(rank, parameters, FloatField()))  # noqa: S611 - as above
        return cast("ArticleQuerySet", ranked)


@contextmanager
def by_index() -> Iterator[None]:
    """Within the block the index alone answers, and for so long only; then OperationalError.

    Where the planner takes a word for common, it would read the table instead, and all of it if
    the word stands in old articles only.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL enable_seqscan = off; SET LOCAL statement_timeout = {PATIENCE_MS}"
            )
        yield
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL statement_timeout = DEFAULT")


def _stems(question: Question, *, full: bool) -> Stems:
    """PostgreSQL's own stems of every word; none for those that its German does not index."""
    sought = {*question.words, *question.excluded, *(w for p in question.phrases for w in p)}
    found: Stems = {word: {} for word in sought}
    asked = _NEAR.format(lexicon="articles_stem" if full else "articles_public_stem")
    with connection.cursor() as cursor:
        cursor.execute(asked, [SHORTEST_PART, MOST_NEAR, MOST_NEAR, sorted(sought)])
        for word, stem, near in cursor.fetchall():
            found[word][stem] = near
    return found


def _condition(question: Question, stems: Stems) -> str:
    """The question as text of a `tsquery`."""
    parts = [_anywhere(*each) for word in question.words for each in stems[word].items()]
    parts += [phrase for words in question.phrases if (phrase := _phrase(words, stems))]
    without = [f"!{_quoted(stem)}" for word in question.excluded for stem in stems[word]]
    return " & ".join(parts + without) if parts else ""


def _anywhere(stem: str, near: list[str]) -> str:
    return f"({' | '.join(_quoted(one) for one in dict.fromkeys([stem, *near]))})"


def _phrase(words: tuple[str, ...], stems: Stems) -> str:
    """The stems at their distances; words that are not indexed leave a gap."""
    text, gap = "", 1
    for word in words:
        if not stems[word]:
            gap += 1
            continue
        text += f" <{gap}> " if text else ""
        text += _quoted(next(iter(stems[word])))
        gap = 1
    return f"({text})" if text else ""


def _quoted(stem: str) -> str:
    """As a `tsquery` reads it; stems are letters and digits, so this is for the reader's peace."""
    doubled = stem.replace("\\", "\\\\").replace("'", "''")
    return f"'{doubled}'"


def _times(since: datetime, until: datetime) -> str:
    """The days of a span of time, its months where these are many, else its years."""
    first, last = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    days = (last - first).days + 1
    if days <= MOST_TIMES:
        names = [f"{first + timedelta(day):%Y%m%d}" for day in range(days)]
    else:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        if len(months) <= MOST_TIMES:
            names = [f"{month // 12}{month % 12 + 1:02}" for month in months]
        else:
            names = [f"{year}" for year in range(first.year, last.year + 1)]
    return f"({' | '.join(_quoted(f'@{name}') for name in names)})"
