"""Words of a query that name a source or a topic: their articles have these words too.

Compared when somebody searches, so that a source can be renamed without touching its articles.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.db.models import CharField, Q, Value
from django.db.models.functions import Concat

from articles.models import Source, Topic
from articles.search import analysis
from articles.search.document import source_tag, topic_tag
from articles.search.query import Query, Word
from articles.slugs import slug_of

MOST_NAMED = 40
"""Sources, and topics, that one query may name."""

# Words of very many sources' names: they name one only together with another word.
GENERAL = frozenset(
    analysis.stem(word)
    for word in (
        "stadt", "gemeinde", "markt", "kreis", "landkreis", "kreisstadt", "verbandsgemeinde",
        "samtgemeinde", "amt", "verwaltung", "region", "bezirk", "land", "stadtwerke", "verband",
        "zweckverband", "bad", "hansestadt", "landeshauptstadt", "universitatsstadt", "gmbh", "ag",
    )
)  # fmt: skip


def named(query: Query) -> Query:
    """The query, with the tags of sources and topics that its words name. Two queries."""
    telling = [word.stem for word in query.words if word.stem and word.stem not in GENERAL]
    slugs = {slug_of(word.typed, fallback="") for word in query.words if word.stem in telling}
    if not slugs - {""}:
        return query
    tags: dict[str, list[str]] = {}
    for tag, name in _rows(slugs - {""}):
        for stem in set(analysis.analyse(name).terms):
            tags.setdefault(stem, []).append(tag)
    return replace(query, words=tuple(_with(word, tags) for word in query.words))


def _with(word: Word, tags: dict[str, list[str]]) -> Word:
    return replace(word, tags=tuple(tags.get(word.stem or "", ())))


def _rows(slugs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Tags and names of those in whose address a word stands whole."""
    wanted = Q()
    for slug in slugs:
        wanted |= Q(padded__contains=f"-{slug}-")
    padded = Concat(Value("-"), "slug", Value("-"), output_field=CharField())
    for model, tag in ((Source, source_tag), (Topic, topic_tag)):
        found = model._default_manager.annotate(padded=padded).filter(wanted).order_by("slug")  # noqa: SLF001 - Django's documented name
        yield from ((tag(pk), name) for pk, name in found.values_list("pk", "name")[:MOST_NAMED])
