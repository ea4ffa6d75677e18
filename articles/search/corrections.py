"""What a reader may have meant: words of a query that no article has, spelt nearly like one that some do.

With `full` False from public words alone, and never a word that finds nothing: drafts are not told.
"""

from dataclasses import dataclass, replace

from articles.models import ArticleQuerySet, Term
from articles.search import vocabulary
from articles.search.analysis import fold
from articles.search.query import Query, Word
from articles.search.ranking import Hits, find

MOST_TRIED = 5
"""Corrections of one word that are searched for; the one with most hits is taken."""


@dataclass(frozen=True)
class Correction:
    """The query as it may have been meant, its hits, and how it is written."""

    query: Query
    hits: Hits
    text: str


def correct(articles: ArticleQuerySet, query: Query, *, full: bool) -> Correction | None:
    """For a query without hits: one that has some, or None.

    At most four queries for each word, and `MOST_TRIED` times those of `find`.
    """
    found = {
        place: terms
        for place, word in enumerate(query.words)
        if (terms := _candidates(word, full=full))
    }
    tried = []
    for nth in range(max(map(len, found.values()), default=0)):
        chosen = {place: terms[min(nth, len(terms) - 1)] for place, terms in found.items()}
        corrected = _with(query, chosen)
        hits = find(articles, corrected, full=full)
        if hits.ranked:
            tried.append(Correction(corrected, hits, corrected.text))
    return max(tried, key=lambda one: one.hits.counted, default=None)


def _candidates(word: Word, *, full: bool) -> list[Term]:
    """The words that are nearest; none where texts have the word itself."""
    if word.stem is None:
        return []
    folded = fold(word.typed)
    if vocabulary.holds(folded, public=not full):
        return []
    return vocabulary.corrections(folded, public=not full)[:MOST_TRIED]


def _with(query: Query, chosen: dict[int, Term]) -> Query:
    text = query.text
    corrected = list(query.words)
    for place, term in chosen.items():
        text = text.replace(query.words[place].typed, term.word, 1)
        corrected[place] = Word(term.word, ((term.stem,),))
    return replace(query, text=text, words=tuple(corrected))
