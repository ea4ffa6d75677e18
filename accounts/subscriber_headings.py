"""Whether a line of a subscribers' list without an address is a heading, by its form alone.

No list of words knows all that may stand over people who left ("Ex-Bezieher:", "3 Personen"). So
what is no person whose address is missing or broken counts as a heading.
"""

import re
from collections.abc import Sequence

from accounts.subscriber_words import NO, plain, words

_CUT_SHORT = re.compile(r"[a-z0-9._+-]+")
"""The part of an address before the @."""
_WHOLE = re.compile(r"[^@]+@[^@.]+\.[^@]+")
_INSTEAD_OF_AN_ADDRESS = NO | words(
    "keine keiner unbekannt unknown fehlt fehlend leer ka na entfaellt"
)
SEVERAL = 2


def looks_like_heading(filled: Sequence[str], email: str, first: str) -> bool:
    """By the filled cells of a line and its first cell, where `email` is no address. Linear."""
    email = email.strip()
    if any(cell.rstrip().endswith(":") for cell in filled):
        return True
    if "@" in email:
        return _says_more_than_an_address(email)
    if _CUT_SHORT.fullmatch(email):
        return False
    if len(filled) == 1 and first.strip():
        return not _CUT_SHORT.fullmatch(first.strip())
    return bool(plain(email)) and plain(email) not in _INSTEAD_OF_AN_ADDRESS


def _says_more_than_an_address(text: str) -> bool:
    """Such as "Verteiler bis 2014, info@kw.example"; not "anna @ example.org"."""
    parts = [part.strip("()[]<>,;.") for part in text.split()]
    said = sum(part.isalnum() for part in parts)
    addresses = sum(bool(_WHOLE.fullmatch(part)) for part in parts)
    return said >= SEVERAL or (said == 1 and addresses == 1)
