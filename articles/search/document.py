"""What search holds of one article: the terms of each field, and tags.

Tags mark an article's source and topics, when it appeared (UTC), and whether it belongs to the
samples by which `ranking` estimates.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from articles.models import Article, Term
from articles.search import analysis

Noted = dict[Term.Scope, set[str]]
"""Pieces that an import knows to be in the vocabulary."""

SAMPLES = (4, 16, 64, 256)
"""Of so many articles one is in the sample of that name."""

NAMED = ("@q", "@t")
"""Tags of sources and topics: their names count as words of the teaser."""

MOST_BYTES = 800_000
"""Of a body's terms with their places; PostgreSQL's `tsvector` holds 1 MiB, public words included."""

GAP = 5
"""Places between two fields: no phrase reaches from one into the next."""

MOST_TIMES = 40
"""Days, months or years that name a span of time."""


@dataclass(frozen=True)
class Texts:
    """What is indexed of an article's texts: terms of each field, and pieces for the vocabulary.

    Each as one string, separated by spaces: another process hands them on for a third of the cost.
    """

    headline: str
    subheadline: str
    teaser: str
    body: str
    public_pieces: str
    body_pieces: str


@dataclass(frozen=True)
class Document:
    """What is indexed of one article: its texts, and tags."""

    pk: int
    texts: Texts
    tags: list[str]
    vocabulary: dict[Term.Scope, set[str]]
    """Of a published article: pieces of its public words, and of all."""


def texts_of(headline: str, subheadline: str, teaser: str, markup: str) -> Texts:
    """No query: an import does this ahead, without a lock."""
    parts = [headline, subheadline, teaser, analysis.text_of(markup)]
    *public, body = [analysis.analyse(part) for part in parts]
    return Texts(
        headline=" ".join(public[0].terms),
        subheadline=" ".join(public[1].terms),
        teaser=" ".join(public[2].terms),
        body=" ".join(_bounded(body.terms)),
        public_pieces=" ".join({piece for part in public for piece in part.pieces}),
        body_pieces=" ".join(set(body.pieces)),
    )


def _bounded(terms: list[str]) -> list[str]:
    """The first terms, as far as an entry has room for them."""
    if 4 * sum(map(len, terms)) + 8 * len(terms) <= MOST_BYTES:  # UTF-8 takes four bytes at most
        return terms
    room, seen = MOST_BYTES, set[str]()
    for number, term in enumerate(terms):
        room -= 2 if term in seen else len(term.encode()) + 8
        if room < 0:
            return terms[:number]
        seen.add(term)
    return terms


def document_of(
    article: Article, markup: str, topics: Iterable[int], texts: Texts | None = None
) -> Document:
    """No query. `texts`, where they are known: those of the article and its body."""
    texts = texts or texts_of(article.headline, article.subheadline, article.teaser, markup)
    public = set(texts.public_pieces.split())
    known = {Term.Scope.PUBLIC: public, Term.Scope.ALL: public.union(texts.body_pieces.split())}
    return Document(
        pk=article.pk,
        texts=texts,
        tags=[
            source_tag(article.source_id),
            *map(topic_tag, topics),
            *(sample_tag(one) for one in SAMPLES if article.pk % one == 0),
            *(_times_of(article.published_at) if article.published_at else ()),
        ],
        vocabulary=known if article.state == Article.State.PUBLISHED else {},
    )


def source_tag(pk: int) -> str:
    return f"@q{pk}"


def topic_tag(pk: int) -> str:
    return f"@t{pk}"


def times(since: datetime, until: datetime) -> tuple[str, ...]:
    """Tags of the days of a span (UTC), of its months where these are many, else of its years."""
    first, last = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    days = (last - first).days + 1
    if days <= MOST_TIMES:
        return tuple(f"@{first + timedelta(day):%Y%m%d}" for day in range(days))
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    if len(months) <= MOST_TIMES:
        return tuple(f"@{month // 12:04}{month % 12 + 1:02}" for month in months)
    return tuple(f"@{year:04}" for year in range(first.year, last.year + 1))


def _times_of(moment: datetime) -> list[str]:
    day = moment.astimezone(UTC)
    return [f"@{day:%Y}", f"@{day:%Y%m}", f"@{day:%Y%m%d}"]


def sample_tag(one_of: int) -> str:
    return f"@s{one_of}"
