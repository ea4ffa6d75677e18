"""Search on PostgreSQL: a `tsvector` of our own terms for each article and index, with GIN."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any, cast

from django.db import connection

from articles.models import ArticleQuerySet
from articles.models.index import FullEntry, PublicEntry, Term
from articles.search.document import GAP, NAMED, Document
from articles.search.query import ENOUGH, WEIGHTS, Counted, Phrase, Word

MOST_POSITIONS = 255
"""Of a term in one `tsvector` (PostgreSQL 15, section 12.11)."""

# D, C, B, A in PostgreSQL's order; none may be more than 1.
_OF_CLASSES = ", ".join(str(weight / WEIGHTS[0]) for weight in reversed(WEIGHTS))
_COUNT = f"{WEIGHTS[0]} * ts_rank_cd('{{{_OF_CLASSES}}}', terms, %s::tsquery)"

_MODELS: tuple[type[PublicEntry | FullEntry], ...] = (PublicEntry, FullEntry)
_DUE = "unnest(%s::bigint[], string_to_array(%s, E'\\n')) AS due(pk, terms)"
_SYNTAX = re.compile(r"[':\\]")
"""Signs that no term has: defence in depth."""
NOTHING = "-"
"""No term of ours: no condition may be empty."""

AND, OR, NOT = " & ", " | ", " & !"


def phrase(terms: Phrase) -> str:
    """Side by side."""
    return f"({' <-> '.join(map(_quoted, terms))})" if len(terms) > 1 else _quoted(terms[0])


def write(documents: Sequence[Document]) -> None:
    """Two queries."""
    with connection.cursor() as cursor:
        for model, due in _due(documents):
            cursor.execute(
                f"""INSERT INTO {_table(model)} (article_id, terms)
                SELECT pk, terms::tsvector FROM {_DUE}
                ON CONFLICT (article_id) DO UPDATE SET terms = EXCLUDED.terms""",
                due,
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
    for model in _MODELS:
        model.objects.filter(pk__in=pks).delete()


def differing(documents: Sequence[Document]) -> list[int]:
    """Numbers of those whose entries are not stored like that. Two queries."""
    found: list[int] = []
    with connection.cursor() as cursor:
        for model, due in _due(documents):
            cursor.execute(
                f"""SELECT due.pk FROM {_DUE}
                LEFT JOIN {_table(model)} AS stored ON stored.article_id = due.pk
                WHERE stored.terms IS DISTINCT FROM due.terms::tsvector""",
                due,
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


def counted(pks: Collection[int], words: Sequence[Word], *, full: bool) -> Iterator[Counted]:
    """How often the words stand in each of these articles. One query."""
    exact = [[*map(phrase, word.phrases), *map(_quoted, word.tags)] for word in words]
    # Of several words how near they are, of phrases by their first terms: as SQLite does it.
    near = (
        exact if len(words) == 1 else [[_quoted(one[0]) for one in word.phrases] for word in words]
    )
    beginning = [
        [*one, f"{_quoted(word.part)}:*"] if word.part else one
        for word, one in zip(words, near, strict=True)
    ]
    ending = [
        [_quoted(one) for one in word.near if word.part and not one.startswith(word.part)]
        for word in words
    ]
    longer = [[*one, *others] for one, others in zip(beginning, ending, strict=True)]
    with connection.cursor() as cursor:
        # ts_delete: a body's terms are read once, not by each function anew. Whether any of forty terms
        # is there costs much less than counting them.
        cursor.execute(
            f"""SELECT article_id, terms @@ %s::tsquery, terms @@ %s::tsquery, terms @@ %s::tsquery, exact,
                CASE WHEN exact >= {ENOUGH} THEN exact
                    WHEN terms @@ %s::tsquery THEN {_COUNT}
                    ELSE {_COUNT} END
            FROM (SELECT *, {_COUNT} AS exact
                FROM (SELECT article_id, ts_delete(terms, '') AS terms FROM {_table(_model(full=full))}
                    WHERE article_id = ANY(%s) OFFSET 0) AS entries
                OFFSET 0) AS entries""",
            [
                _all(map(_in_headline, word.phrases) for word in words),
                _all(exact),
                phrase(tuple(term for word in words for term in word.phrases[0])),
                OR.join(term for each in ending for term in each) or _quoted(NOTHING),
                _all(longer),
                _all(beginning),
                _all(near),
                list(pks),
            ],
        )
        yield from map(Counted._make, cursor.fetchall())


def holders(condition: str, *, full: bool, most: int) -> list[int]:
    """Numbers of some articles that fulfil it. One query."""
    # The condition as a constant: the planner must know how common it is.
    entries = _model(full=full).objects.extra(where=["terms @@ %s::tsquery"], params=[condition])
    return list(entries.values_list("pk", flat=True)[:most])


def fulfilling(condition: str, pks: Collection[int], *, full: bool) -> list[int]:
    """Those of these articles that fulfil it, by reading the terms of each. One query."""
    entries = _model(full=full).objects.filter(pk__in=pks)
    found = entries.extra(where=["terms @@ %s::tsquery"], params=[condition])
    return list(found.values_list("pk", flat=True))


def strays(last: int) -> list[int]:
    """None: foreign keys hold."""
    return []


def _all(words: Iterable[Iterable[str]]) -> str:
    """One of the conditions of each word."""
    return AND.join(f"({OR.join(one)})" for one in words)


def _in_headline(terms: Phrase) -> str:
    return f"({AND.join(f'{_quoted(term)}:A' for term in terms)})"


def _model(*, full: bool) -> type[PublicEntry | FullEntry]:
    return FullEntry if full else PublicEntry


def _table(model: type[PublicEntry | FullEntry | Term]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001 - Django's documented name


def _due(documents: Sequence[Document]) -> list[tuple[Any, list[Any]]]:
    """Of each table what is to stand there, as parameters of `_DUE`."""
    pks = [one.pk for one in documents]
    both = zip(*map(_vectors, documents), strict=True)
    return [(model, [pks, "\n".join(some)]) for model, some in zip(_MODELS, both, strict=True)]


def _vectors(document: Document) -> tuple[str, str]:
    """Of public words, and of all, as text. PostgreSQL itself bounds positions."""
    texts = document.texts
    places: defaultdict[str, list[str]] = defaultdict(list)
    place = 1
    for weight, terms in zip("ABC", (texts.headline, texts.subheadline, texts.teaser), strict=True):
        place = _put(places, weight, terms, place)
    public = _written(places, document.tags, place + GAP)  # as after an empty body
    place = _put(places, "D", texts.body, place)
    return public, _written(places, document.tags, place)


def _put(places: dict[str, list[str]], weight: str, terms: str, place: int) -> int:
    """Note the places of terms, from `place` on; where the next field begins."""
    found = _SYNTAX.sub("", terms).split()
    for at, term in enumerate(found, place):
        places[term].append(f"{at}{weight}")
    return place + len(found) + GAP


def _written(places: dict[str, list[str]], tags: Iterable[str], place: int) -> str:
    named = [f"{tag}:{place}C" if tag.startswith(NAMED) else tag for tag in tags]
    terms = [f"{term}:{','.join(at[:MOST_POSITIONS])}" for term, at in places.items()]
    return " ".join(named + terms)


def _quoted(term: str) -> str:
    """Defence in depth: terms hold letters, digits and few signs."""
    if "'" in term or "\\" in term:
        term = term.replace("\\", "").replace("'", "")
    return f"'{term}'"
