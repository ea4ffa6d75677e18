"""Text analysis: from German text to the terms that are indexed and searched.

The only place with rules about words. Both databases keep and match these terms as they are.

A text becomes a list of terms. First the stem of each word, in their order, so that phrases can be
matched by position. Then the units: what is written in several pieces and means one thing ("S-Bahn",
"§ 35 BauGB", "17. Juli 2018", "30 km/h"). `tests/articles/test_search_analysis.py` has the table of
examples.
"""

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from typing import NamedTuple

import Stemmer

from articles import html
from articles.characters import with_few_marks

LONGEST_WORD = 60
"""Letters of a word that are indexed; longer words are cut."""

KNOWN_PIECES = 65_536
"""Pieces of text whose stems are kept in memory."""

ANALYSED = 200_000
"""Characters of a body that are indexed."""

# Words that stand in every text: a query need not ask for them.
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
_MONTHS = (
    "januar", "februar", "marz", "april", "mai", "juni", "juli", "august", "september", "oktober",
    "november", "dezember",
)  # fmt: skip
_MEASURES = {
    "km/h": "kmh", "m²": "m2", "m³": "m3", "km²": "km2", "%": "prozent", "€": "euro", "°c": "grad",
}  # fmt: skip

# Numbers with their separators, and runs of letters and digits with the hyphens within.
_PIECE = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d.])|\d+,\d+|[^\W_]+(?:-[^\W_]+)*")
_WORD = re.compile(r"[^\W_]+")
# The look-behind stands after the first digit: `re` then skips quickly to digits.
_DATE = re.compile(r"(\d(?<!\d\d)\d?)\.\s?(?:(\d{1,2})\.|([^\W\d_]{3,9})\.?)\s?(\d{4})(?!\d)")
_ISO_DATE = re.compile(r"(\d(?<!\d\d)\d{3})-(\d\d)-(\d\d)(?!\d)")
_PARAGRAPH = re.compile(
    r"§{1,2}\s?(\d{1,4}[a-z]?)\b(?:\s(?:Abs(?:atz|\.)?|S(?:atz|\.)|Nr\.?|Nummer)\s?\d{1,3}){0,3}"
    r"(?:\s([A-ZÄÖÜ][^\W\d_]*[A-ZÄÖÜ]))?"
)
_MEASURE = re.compile(
    r"(\d(?<![\d.,]\d)\d{0,8}(?:,\d{1,4})?)\s?"
    r"(km/h|km²|m²|m³|km|ha|kWp|[kMG]Wh|[kM]W|%|€|Euro|Mio|Mrd|°C)(?!\w)"
)
_SHARP_S = str.maketrans({"ß": "ss"})
_GERMAN = str.maketrans("äöüÄÖÜ", "aouAOU")
# "ue" stands for "ü", but not in "Steuer", "Bauer" and "Quelle".
_UE = re.compile("(?<![aeq])ue")
_stemmers = threading.local()


class _Stems(dict[str, str]):
    """Of each piece of text the stems of its words, separated by spaces. Bounded."""

    def __missing__(self, piece: str) -> str:
        if len(self) >= KNOWN_PIECES:
            self.clear()
        self[piece] = found = _stems_of(piece[: LONGEST_WORD * 3])
        return found


_stems = _Stems()


def fold(text: str) -> str:
    """One spelling for all: lower case, without accents; ae, oe, ue as a, o, u; ss for ß; f for ph."""
    if not text.isascii():
        text = text.translate(_GERMAN)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", with_few_marks(text))
        text = "".join(letter for letter in text if not unicodedata.combining(letter))
        text = text.lower().translate(_SHARP_S)
    text = text.lower().replace("ae", "a").replace("oe", "o")
    return (_UE.sub("u", text) if "ue" in text else text).replace("ph", "f")


def words(text: str) -> list[str]:
    """The folded words: runs of letters and digits, of each the first `LONGEST_WORD`."""
    text = fold(text)
    found = [text] if text.isalnum() else _WORD.findall(text)
    return [word[:LONGEST_WORD] for word in found]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball's stem of a folded word."""
    if not hasattr(_stemmers, "german"):
        _stemmers.german = Stemmer.Stemmer("german", 0)  # holds state: one for each thread
    return str(_stemmers.german.stemWord(word))


class Analysed(NamedTuple):
    """Of a text: its `terms` in their order, then its units; and its `pieces` as they stand there."""

    terms: list[str]
    pieces: list[str]


def analyse(text: str) -> Analysed:
    """What is indexed of a text. Linear: 2.5 ms of CPU for a council paper of 14,000 characters."""
    pieces = pieces_of(text)
    stems = " ".join([_stems[piece] for piece in pieces]).split()
    wholes = [whole for piece in pieces if "-" in piece and (whole := stem(whole_of(piece)))]
    return Analysed(stems + wholes + units_in(text), pieces)


def pieces_of(text: str) -> list[str]:
    """Numbers, and words with the hyphens within, as they stand in a text."""
    if not text.isascii():
        for hyphen in ("\u2010", "\u2011"):
            text = text.replace(hyphen, "-")
        text = text.replace("\xad", "")
    return _PIECE.findall(text)


def stems_of(piece: str) -> list[str]:
    """The stems of its words; of a number the number."""
    return _stems[piece].split()


def whole_of(piece: str) -> str:
    """Folded, as one word: the same with hyphens as without."""
    return "".join(words(piece[: LONGEST_WORD * 3].replace("-", "")))[:LONGEST_WORD]


def units_in(text: str) -> list[str]:
    """Dates, paragraphs of laws and measures in a text."""
    return [term for terms, _ in units_at(text) for term in terms]


def units_at(text: str) -> Iterator[tuple[list[str], tuple[int, int]]]:
    """The terms of each, and where it stands."""
    patterns = ((_paragraph, _PARAGRAPH), *_NUMBERS) if "§" in text else _NUMBERS
    for unit, pattern in patterns:
        for match in pattern.finditer(text):
            yield unit(match), match.span()


def take_units(text: str) -> tuple[list[str], str]:
    """Units of a query, each as closely as it is named; and the query without them."""
    found: list[str] = []

    def take(unit: _Unit, match: re.Match[str]) -> str:
        taken = unit(match)
        found.extend(taken[-1:])
        return " " if taken else match[0]

    for unit, pattern in ((_paragraph, _PARAGRAPH), *_NUMBERS):
        text = pattern.sub(partial(take, unit), text)
    return found, text


def spelt(pieces: Iterable[str]) -> dict[str, str]:
    """Words of pieces, folded, with what was written; of what has hyphens its parts too."""
    found: dict[str, str] = {}
    for piece in pieces:
        if "-" in piece:
            found |= {whole_of(part): part for part in piece.split("-")}
        found[whole_of(piece)] = piece
    return found


def text_of(markup: str | None) -> str:
    """The text of a body as far as it is indexed."""
    return html.text_of((markup or "")[:ANALYSED])


def _stems_of(piece: str) -> str:
    if piece[0].isdigit() and not piece.isalnum() and "-" not in piece:
        return piece.replace(".", "").replace(",", "_")
    return " ".join(map(stem, words(piece)))


def _paragraph(match: re.Match[str]) -> list[str]:
    number, law = match.groups()
    return [f"§{number}", f"§{number}{fold(law)[:LONGEST_WORD]}"] if law else [f"§{number}"]


def _measure(match: re.Match[str]) -> list[str]:
    number, of = match.groups()
    return [f"{number.replace(',', '_')}{_MEASURES.get(of.lower(), of.lower())}"]


def _iso_date(match: re.Match[str]) -> list[str]:
    return [f"#{''.join(match.groups())}"]


def _date(match: re.Match[str]) -> list[str]:
    day, month, name, year = match.groups()
    if name:
        begin = fold(name)[:3]
        known = [number for number, one in enumerate(_MONTHS, 1) if one.startswith(begin)]
        month = str(known[0]) if known else "0"
    is_possible = 1 <= int(month) <= len(_MONTHS) and 1 <= int(day) <= 31  # noqa: PLR2004 - days
    return [f"#{year}{int(month):02}{int(day):02}"] if is_possible else []


_Unit = Callable[[re.Match[str]], list[str]]
_NUMBERS: tuple[tuple[_Unit, re.Pattern[str]], ...] = (
    (_iso_date, _ISO_DATE),
    (_date, _DATE),
    (_measure, _MEASURE),
)
