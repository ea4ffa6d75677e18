"""What a reader may have meant: words of a query that no article has, spelt nearly like one that some do.

With `full` False from public words alone, and never a word that finds nothing: drafts are not told.
"""

from dataclasses import dataclass, replace

from articles.models import Article, ArticleQuerySet, Term
from articles.search import vocabulary
from articles.search.analysis import fold
from articles.search.matching import ask, has_published
from articles.search.query import Query, Word
from articles.search.ranking import Hits, find, is_common

MOST_TRIED = 5
"""Corrections of one word that are searched for; the one with most hits is taken."""

MOST_WRONG = 3
"""Words of one query that are corrected."""

MOST_CANDIDATES = 20
"""Words nearly like one of the query of which the published ones are chosen."""


@dataclass(frozen=True)
class Correction:
    """The query as it may have been meant, its hits, and how it is written."""

    query: Query
    hits: Hits
    text: str


def correct(articles: ArticleQuerySet, query: Query, *, full: bool) -> Correction | None:
    """For a query without hits: one that has some, or None.

    For each word twelve queries and two for each candidate; `MOST_TRIED` times those of `find`.
    """
    found = {
        place: terms
        for place, word in enumerate(query.words)
        if (terms := _candidates(word, full=full))
    }
    if len(found) > MOST_WRONG:
        return None
    tried = []
    for nth in range(max(map(len, found.values()), default=0)):
        chosen = {place: terms[min(nth, len(terms) - 1)] for place, terms in found.items()}
        corrected = _with(query, chosen)
        hits = find(articles, corrected, full=full)
        if hits.ranked:
            tried.append(Correction(corrected, hits, corrected.text))
    return max(tried, key=lambda one: one.hits.counted, default=None)


def _candidates(word: Word, *, full: bool) -> list[Term]:
    """Of published articles the words that are nearest; none where these have the word itself.

    The vocabulary also has words of planned and withdrawn articles. Nobody may learn of these, so that
    articles are asked.
    """
    if word.stem is None or _has_hits(word, full=full):
        return []
    found = vocabulary.corrections(fold(word.typed), public=not full)[:MOST_CANDIDATES]
    known = [(edits, term) for edits, term in found if has_published(term.stem, full=full)]
    least = min((edits for edits, _ in known), default=0)
    return [term for edits, term in known if edits == least][:MOST_TRIED]


def _has_hits(word: Word, *, full: bool) -> bool:
    """Eight queries."""
    asked = ask(Query("", words=(word,)), full=full)
    return is_common(asked, Article.objects.published()) or asked.is_answered()


def _word(term: Term) -> Word:
    return Word(term.word, ((term.stem,),))


def _with(query: Query, chosen: dict[int, Term]) -> Query:
    text = query.text
    corrected = list(query.words)
    for place, term in chosen.items():
        text = text.replace(query.words[place].typed, term.word, 1)
        corrected[place] = _word(term)
    return replace(query, text=text, words=tuple(corrected))
