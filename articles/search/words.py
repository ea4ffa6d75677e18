"""From German text to the words that are compared: one spelling, one stem.

"Straße" and "Strasse", "Bürger" and "Buerger", "Häuser" and "Haus" are the same word here. In the
database the same is done by SQL (migration 0002) on PostgreSQL and by these functions on SQLite.
"""

import re
import threading
import unicodedata
from functools import lru_cache

import Stemmer

from articles import html
from articles.characters import with_few_marks

SHORTEST_PART = 4
"""Letters of a stem that is also looked for at the beginning and the end of longer words."""

LONGEST_WORD = 100
"""Letters of a word that are compared: caches of words must not hold whole texts."""

SEARCHED = 200_000
"""Characters of a body that are indexed: a vector of PostgreSQL's holds one megabyte at most."""

# Words that stand in every text: a question need not ask for them.
STOP_WORDS = frozenset(
    """
    ab aber alle allem allen aller alles als also am an auch auf aus bei beim bin bis bist da
    dabei dadurch dafur dagegen daher dann daran darauf darin darum das dass davon dazu dein dem
    den denn der des dessen die dies diese diesem diesen dieser dieses doch dort du durch ein eine
    einem einen einer eines er es etwas euer fur gegen gibt hab habe haben hat hatte hier hin ich
    ihr ihre ihrem ihren ihrer im in ins ist ja jede jedem jeden jeder jedes jene kann kein keine
    man mehr mein mit muss nach nicht nichts noch nun nur ob oder ohne sehr sein seine seinem
    seinen seiner sich sie sind so soll sollen sowie uber um und uns unser unter vom von vor wann
    war waren was weil weiter welche welchem welchen welcher wenn wer werden wie wir wird wo zu
    zum zur zwischen
    """.split()  # noqa: SIM905 - a text is read more easily than a list
)
_WORD = re.compile(r"[^\W_]+")
_SHARP_S = str.maketrans({"ß": "ss"})
# "ue" stands for "ü", but not in "Steuer", "Bauer" and "Quelle".
_UE = re.compile("(?<![aeq])ue")
_stemmers = threading.local()


def fold(text: str) -> str:
    """One spelling for all: lower case, without accents; ae, oe, ue as a, o, u; ss for ß."""
    text = unicodedata.normalize("NFKD", with_few_marks(text))
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = text.lower().translate(_SHARP_S).replace("ae", "a").replace("oe", "o")
    return _UE.sub("u", text)


def words(text: str) -> list[str]:
    """The folded words: runs of letters and digits, of each the first `LONGEST_WORD`."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball's stem of a folded word."""
    if not hasattr(_stemmers, "german"):
        _stemmers.german = Stemmer.Stemmer("german")  # holds state: one for each thread
    return str(_stemmers.german.stemWord(word))


@lru_cache(maxsize=50_000)
def stems_of(word: str) -> tuple[str, ...]:
    """The stems of one word as it stands in a text."""
    return tuple(stem(part) for part in words(word))


def stems(text: str | None) -> str:
    """The stems of a text, in its order, separated by spaces."""
    return " ".join(stem(word) for word in words(text or ""))


def text_of(markup: str | None) -> str:
    """The text of a body as far as it is searched."""
    return html.text_of((markup or "")[:SEARCHED])


def endings(text: str | None) -> str:
    """The stems of longer words, reversed: a word's end is found by its beginning."""
    found = {stem(word) for word in words(text or "")}
    return " ".join(sorted(one[::-1] for one in found if len(one) > SHORTEST_PART + 1))
