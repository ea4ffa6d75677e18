"""What a reader asks for: words, phrases in quotation marks, and words with a minus before them."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from articles.search.words import SHORTEST_PART, STOP_WORDS, stem, stems_of, words

LONGEST = 200
"""Characters of a question that are read, spaces in a row as one."""

LOOKED_AT = 2_000
"""Characters that are looked at for these."""

MOST_TERMS = 12

Span = tuple[datetime, datetime]
"""Two moments between which articles appeared, the earlier first."""

_QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"') | {"\0": " "})
_TERM = re.compile(r'(-?)(?:"([^"]*)"|([^\s"]+))')


@dataclass(frozen=True)
class Question:
    """Folded words. All of `words` and `phrases` must stand in an article, none of `excluded`.

    `is_shortened`: more was asked than is read. `is_common`: only words that stand everywhere.
    """

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[str, ...] = ()
    is_shortened: bool = False
    is_common: bool = False

    def __bool__(self) -> bool:
        """Whether there is something to look for."""
        return bool(self.words or self.phrases)

    def names(self, word: str) -> bool:
        """Whether this word of a text (as it stands there) is one that was asked for."""
        if word not in self._known:
            self._known[word] = any(self._is_near(stem) for stem in stems_of(word))
        return self._known[word]

    @cached_property
    def _known(self) -> dict[str, bool]:
        """Words of texts that were looked at already: most stand in every text."""
        return {}

    def _is_near(self, stem: str) -> bool:
        return any(
            stem == sought
            or (len(sought) >= SHORTEST_PART and (stem.startswith(sought) or stem.endswith(sought)))
            for sought in self.sought_stems
        )

    @cached_property
    def sought_stems(self) -> frozenset[str]:
        """Of all words that must stand in an article."""
        sought = {*self.words, *(word for phrase in self.phrases for word in phrase)}
        return frozenset(stem(word) for word in sought - STOP_WORDS)


def parse(text: str) -> Question:
    """Read a question; any text is one, and none can be an error."""
    given = text
    text = " ".join(text[:LOOKED_AT].translate(_QUOTES).split())
    found: list[str] = []
    phrases: list[tuple[str, ...]] = []
    excluded: list[str] = []
    for minus, phrase, word in _TERM.findall(text[:LONGEST]):
        parts = words(phrase or word)
        if minus:
            excluded += parts
        elif len(parts) > 1 and phrase:
            phrases.append(tuple(parts))
        else:
            found += parts
    unique = list(dict.fromkeys(found))
    telling = [word for word in unique if word not in STOP_WORDS]
    return Question(
        text=text[:LONGEST],
        words=tuple(telling[:MOST_TERMS]),
        phrases=tuple(phrases[:MOST_TERMS]),
        excluded=tuple(excluded[:MOST_TERMS]),
        is_shortened=(len(given) > LOOKED_AT or len(text) > LONGEST or len(telling) > MOST_TERMS),
        is_common=bool(unique) and not telling and not phrases,
    )
