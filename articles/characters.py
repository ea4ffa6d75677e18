"""Characters as readers can see them: what outside texts may carry that no page should show.

Every function here is linear in its text.
"""

import re
import sys
import unicodedata

MOST_MARKS = 30
"""Combining marks in a row that stay (Unicode's stream-safe text format, UAX 15). No language needs
more, and sorting a long run of them is quadratic."""

# Bullets and arrows of Symbol and Wingdings, as word processors and PDF files leave them.
_SYMBOLS = {
    **dict.fromkeys((0xF06C, 0xF06E, 0xF075, 0xF076, 0xF0A7, 0xF0B7, 0xF0D8, 0xF0E9), "•"),
    0xF02D: "–",
    0xF0E0: "→",
    0xF0E8: "→",
    0xF0FC: "✓",
}
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
# Direction overrides, byte order marks, noncharacters, halves of surrogate pairs.
_UNSEEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\u200b\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
_C1 = re.compile("[\x80-\x9f]")
# Some marks only show themselves when they are decomposed, such as U+0F73 and U+FF9E.
_COMBINING = "".join(
    letter
    for letter in map(chr, range(0x300, sys.maxunicode))
    if unicodedata.combining(unicodedata.normalize("NFKD", letter)[0])
)
# Cheap questions first: nearly all texts are ordinary, and nearly all others hold no such run.
_NOT_ORDINARY = re.compile("[^\t\n\r\x20-\x7e\xa0-\u02ff\u2010-\u2027\u2030-\u205e\u20ac]")
_MAYBE_MANY_MARKS = re.compile(f"[\u0300-\u1fff\u20d0-\u20ff\u2c80-\U0010ffff]{{{MOST_MARKS + 1}}}")
_MANY_MARKS = re.compile(f"([{_COMBINING}]{{{MOST_MARKS}}})[{_COMBINING}]+")
# Letters of no width beside what `str.isspace` knows.
_BLANK = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u180e\u200b-\u200f\u2060-\u2064\u2800\ufe00-\ufe0f]*"
)


def readable(text: str) -> str:
    """The text composed (NFC) and without what shows as a box, as nothing, or in another order.

    Symbols of private use become what they stand for, or spaces.
    """
    if not _NOT_ORDINARY.search(text):
        return text
    text = _UNSEEN.sub("", _C1.sub(_from_windows, text))
    text = _PRIVATE.sub(_from_symbols, text)
    return with_few_marks(unicodedata.normalize("NFC", with_few_marks(text)))


def with_few_marks(text: str) -> str:
    """The text with at most `MOST_MARKS` combining marks in a row: safe to be normalised."""
    return _MANY_MARKS.sub(r"\1", text) if _MAYBE_MANY_MARKS.search(text) else text


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    return _BLANK.fullmatch(text) is not None


_FIRST_SYMBOL = 0xF000
"""Of the private use area: fonts of symbols such as Wingdings lie here."""


def _from_symbols(match: re.Match[str]) -> str:
    """Symbols stand between words (U+F000 and above); others are parts of letters at most."""
    code = ord(match[0])
    return _SYMBOLS.get(code, " " if code >= _FIRST_SYMBOL else "")


def _from_windows(match: re.Match[str]) -> str:
    """A control character of C1 was a letter of Windows-1252; HTML reads its number so, too."""
    return bytes([ord(match[0])]).decode("cp1252", "ignore")
