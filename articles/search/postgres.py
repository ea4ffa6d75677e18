"""Search on PostgreSQL: a `tsvector` of our own terms for each article and index, with GIN."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django.db import connection
from django.db.models import FloatField
from django.db.models.expressions import RawSQL

from articles.models import ArticleQuerySet
from articles.models.index import FullEntry, PublicEntry, Term
from articles.search.document import NAMED, Document
from articles.search.query import Orders, Phrase

LAST_POSITION = 16_383
MOST_POSITIONS = 255
"""Of a term in one `tsvector` (PostgreSQL 15, section 12.11)."""

GAP = 5
"""Positions between two fields: no phrase reaches from one into the next."""

# Headline, sub-headline, teaser, body; D, C, B, A in PostgreSQL's order.
_WEIGHTS = "{0.1, 0.3, 0.6, 1.0}"

_MODELS: tuple[tuple[type[PublicEntry | FullEntry], bool], ...] = (
    (PublicEntry, False),
    (FullEntry, True),
)
AND, OR, NOT = " & ", " | ", " & !"


def phrase(terms: Phrase) -> str:
    """Side by side."""
    return f"({' <-> '.join(map(_quoted, terms))})" if len(terms) > 1 else _quoted(terms[0])


def in_headline(terms: Phrase) -> str:
    """All in the headline."""
    return f"({AND.join(f'{_quoted(term)}:A' for term in terms)})"


def write(documents: Sequence[Document]) -> None:
    """Two queries."""
    for model, is_full in _MODELS:
        rows: list[Any] = [
            model(article_id=one.pk, terms=_vector(one, is_full=is_full)) for one in documents
        ]
        model.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["article"], update_fields=["terms"]
        )


def note(terms: Sequence[tuple[int, str, str, str]]) -> None:
    """Add terms that the vocabulary does not have: scope, folded, ending, word. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_table(Term)} (scope, folded, ending, word)"
            " SELECT * FROM unnest(%s::smallint[], %s::text[], %s::text[], %s::text[])"
            " ON CONFLICT DO NOTHING",
            [list(column) for column in zip(*terms, strict=True)],
        )


def remove(pks: Iterable[int]) -> None:
    """Two queries."""
    for model, _ in _MODELS:
        model.objects.filter(pk__in=pks).delete()


def differing(documents: Sequence[Document]) -> list[int]:
    """Numbers of those whose entries are not stored like that. Two queries."""
    found: list[int] = []
    with connection.cursor() as cursor:
        for model, is_full in _MODELS:
            pks = [one.pk for one in documents]
            vectors = [_vector(one, is_full=is_full) for one in documents]
            cursor.execute(
                f"""SELECT due.pk FROM unnest(%s::bigint[], %s::text[]) AS due(pk, terms)
                LEFT JOIN {_table(model)} AS stored ON stored.article_id = due.pk
                WHERE stored.terms IS DISTINCT FROM due.terms::tsvector""",
                [pks, vectors],
            )
            found += [pk for (pk,) in cursor.fetchall()]
    return found


def matching(articles: ArticleQuerySet, condition: str, *, full: bool) -> ArticleQuerySet:
    """Those of `articles` whose terms fulfil the condition.

    OFFSET 0 is an optimisation fence: PostgreSQL asks the index for the condition as a whole.
    """
    where = f""""articles_article"."id" IN (SELECT "article_id" FROM {_table(_model(full=full))}
        WHERE "terms" @@ %s::tsquery OFFSET 0)"""
    found = articles.extra(where=[where], params=[condition])  # noqa: S610 - as above
    return cast("ArticleQuerySet", found)


def ranked(articles: ArticleQuerySet, orders: Orders, *, full: bool) -> ArticleQuerySet:
    """With `tier` and `closeness` (0 to about 1).

    Public words: 2 for all in the headline, 1 for all as they are, 1 more for side by side. All words:
    no tiers, since each expression reads the terms of a whole body anew.
    """
    table = _table(_model(full=full))
    terms = f'(SELECT "terms" FROM {table} WHERE "article_id" = "articles_article"."id")'
    # Grows with each place where the words stand, more where they stand together; 0 to 1.
    rank = f"ts_rank_cd('{_WEIGHTS}', {terms}, %s::tsquery, 32)"
    tier = f"""CASE WHEN {terms} @@ %s::tsquery THEN 2 WHEN {terms} @@ %s::tsquery THEN 1 ELSE 0 END
        + CASE WHEN {terms} @@ %s::tsquery THEN 1 ELSE 0 END"""
    condition, exact, adjacent, headline = orders
    tiers = RawSQL("0", []) if full else RawSQL(tier, [headline, exact, adjacent])  # noqa: S611 - constants and parameters
    # Longer words count less than the words themselves.
    either = f"greatest({rank}, 0.3 * {rank})"
    closeness = RawSQL(either, [exact, condition], FloatField())  # noqa: S611 - as above
    return cast("ArticleQuerySet", articles.annotate(tier=tiers, closeness=closeness))


def holders(term: str, *, full: bool, most: int) -> list[int]:
    """Numbers of some articles that have it. One query."""
    # The term as a constant: the planner must know how common it is.
    entries = _model(full=full).objects.extra(
        where=["terms @@ %s::tsquery"], params=[_quoted(term)]
    )
    return list(entries.values_list("pk", flat=True)[:most])


def strays(last: int) -> list[int]:
    """None: foreign keys hold."""
    return []


def _model(*, full: bool) -> type[PublicEntry | FullEntry]:
    return FullEntry if full else PublicEntry


def _table(model: type[PublicEntry | FullEntry | Term]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001 - Django's documented name


def _vector(document: Document, *, is_full: bool) -> str:
    """As text; entries are the same however often they are made."""
    places: dict[str, list[str]] = {tag: [] for tag in document.tags}
    fields = [("A", document.headline), ("B", document.subheadline), ("C", document.teaser)]
    place = 1
    for weight, terms in [*fields, ("D", document.body if is_full else [])]:
        for at, term in enumerate(terms, place):
            spot = f"{min(at, LAST_POSITION)}{weight}"
            if term in places:
                places[term].append(spot)
            else:
                places[term] = [spot]
        place += len(terms) + GAP
    for tag in document.tags:
        if tag.startswith(NAMED):
            places[tag] = [f"{min(place, LAST_POSITION)}C"]
    if place > MOST_POSITIONS:
        places = {term: list(dict.fromkeys(at[:MOST_POSITIONS])) for term, at in places.items()}
    return " ".join(
        [f"{_quoted(term)}:{','.join(at)}" if at else _quoted(term) for term, at in places.items()]
    )


def _quoted(term: str) -> str:
    """Defence in depth: terms hold letters, digits and few signs."""
    if "'" in term or "\\" in term:
        term = term.replace("\\", "").replace("'", "")
    return f"'{term}'"
