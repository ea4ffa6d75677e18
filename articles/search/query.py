"""What a reader asks for: words, phrases in quotation marks, and words with a minus before them."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from articles.characters import with_few_marks
from articles.search import analysis
from articles.search.analysis import STOP_WORDS

LONGEST = 200
"""Characters of a query that are read, spaces in a row as one."""

LOOKED_AT = 2_000
"""Characters that are looked at for these."""

MOST_TERMS = 12

SHORTEST_PART = 4
"""Letters of a stem that is also looked for at the beginning and the end of longer words."""

Phrase = tuple[str, ...]
"""Terms that stand side by side; most have one term."""

WEIGHTS = (10, 6, 3, 1)
"""What a place counts in headline, sub-headline, teaser (also names of source and topics), and body."""

ENOUGH = 5
"""Count of the words themselves from which on longer ones change no order (`order.LONGER`)."""

_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"') | {"\0": " "})
_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')


@dataclass(frozen=True)
class Word:
    """One thing that must stand in an article: as typed, and as each of `phrases`.

    `near`: terms of longer words that begin or end with it. `tags`: marks of articles whose source
    or topic has it in its name.
    """

    typed: str
    phrases: tuple[Phrase, ...]
    near: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def stem(self) -> str | None:
        """Of a plain word; None for units and phrases."""
        first = self.phrases[0]
        return first[0] if len(first) == 1 and first[0].isalpha() else None

    @property
    def part(self) -> str | None:
        """Its stem, if that is also looked for at the beginning and the end of longer words."""
        return self.stem if self.stem and len(self.stem) >= SHORTEST_PART else None


class Counted(NamedTuple):
    """How often the words of a query stand in an article.

    `is_titled`: all in the headline; `is_exact`: all anywhere, as they are; `is_phrase`: side by side.
    `exact`: of one word the weights of its places (`WEIGHTS`); of several the weight of each shortest
    stretch that has all of them, divided by one more than it has others. `longer`: longer words too, unless `exact` is `ENOUGH`.
    """

    pk: int
    is_titled: bool
    is_exact: bool
    is_phrase: bool
    exact: float
    longer: float


@dataclass(frozen=True)
class Query:
    """All of `words` must stand in an article, none of `excluded`.

    `is_shortened`: more was asked than is read. `is_common`: only words that stand everywhere.
    """

    text: str
    words: tuple[Word, ...] = ()
    excluded: tuple[Phrase, ...] = ()
    is_shortened: bool = False
    is_common: bool = False

    def __bool__(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.words)

    def named_by(self, word: str) -> frozenset[str]:
        """The terms of `sought` that a word of a text (as it stands there) names."""
        if word not in self._known:
            stems = [analysis.stem(one) for one in analysis.words(word)]
            self._known[word] = frozenset(
                term for term in self.sought for stem in stems if _names(stem, term)
            )
        return self._known[word]

    def is_met_by(self, terms: frozenset[str]) -> bool:
        """Whether these are enough for each word."""
        terms |= STOP_WORDS
        return all(any(terms.issuperset(one) for one in word.phrases) for word in self.words)

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        """Words of texts that were looked at already."""
        return {}

    @cached_property
    def sought(self) -> frozenset[str]:
        """Terms of all words that must stand in an article."""
        found = {term for word in self.words for phrase in word.phrases for term in phrase}
        return frozenset(found - STOP_WORDS)


def parse(text: str) -> Query:
    """Read a query; any text is one, and none can be an error. No query of the database."""
    given = text
    text = " ".join(text[:LOOKED_AT].translate(_QUOTES).split())
    read = unicodedata.normalize("NFC", with_few_marks(text[:LONGEST]))
    phrases, excluded, plain = [], list[Phrase](), list[str]()
    for minus, quoted, word in _TERM.findall(read):
        if minus:
            excluded += phrases_of(quoted or word)
        elif quoted:
            phrases += [_phrase(quoted)] if phrases_of(quoted) else []
        else:
            plain.append(word)
    units, rest = analysis.take_units(" ".join(plain))
    # Some letters, such as U+037A, are none once they are folded.
    typed = dict.fromkeys(piece for piece in analysis.pieces_of(rest) if analysis.whole_of(piece))
    found = {word.phrases: word for word in [*phrases, *map(_unit, units), *map(_word, typed)]}
    telling = [word for word in found.values() if not _says_nothing(word)]
    return Query(
        text=text[:LONGEST],
        words=tuple(telling[:MOST_TERMS]),
        excluded=tuple(excluded[:MOST_TERMS]),
        is_shortened=(len(given) > LOOKED_AT or len(text) > LONGEST or len(telling) > MOST_TERMS),
        is_common=bool(found) and not telling,
    )


def phrases_of(text: str) -> tuple[Phrase, ...]:
    """As what a word or a short phrase is searched; none for a text without words."""
    pieces = [piece for piece in analysis.pieces_of(text) if analysis.whole_of(piece)]
    if not pieces:
        return ()
    return (_word(pieces[0]) if len(pieces) == 1 else _phrase(text)).phrases


def _says_nothing(word: Word) -> bool:
    """A word that stands in every text; but "OB" is short for a mayor."""
    folded = analysis.fold(word.typed[: analysis.LONGEST_WORD])
    return len(word.phrases[0]) == 1 and folded in STOP_WORDS and word.typed != "OB"


def _word(piece: str) -> Word:
    stems = tuple(analysis.stems_of(piece))
    if "-" not in piece:
        return Word(piece, (stems,))
    return Word(piece, ((analysis.stem(analysis.whole_of(piece)),), stems))


def _unit(term: str) -> Word:
    return Word(term, ((term,),))


def _phrase(quoted: str) -> Word:
    units, rest = analysis.take_units(quoted)
    if units and not analysis.pieces_of(rest):
        return Word(quoted, tuple((unit,) for unit in units[:1]))
    stems = [stem for piece in analysis.pieces_of(quoted) for stem in analysis.stems_of(piece)]
    return Word(quoted, (tuple(stems),))


def _names(stem: str, term: str) -> bool:
    """Whether it is the term, or a longer word that begins or ends with it."""
    return stem == term or (
        len(term) >= SHORTEST_PART and (stem.startswith(term) or stem.endswith(term))
    )
