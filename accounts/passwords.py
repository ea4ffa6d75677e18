"""What a new password must not be: known from leaks, a common word with digits, or too near.

No composition rules and no expiry (NIST SP 800-63B-4, 3.1.1.2): length, and this list. It holds
hashes of lower-cased passwords of ten characters and more, and of shorter words, names and
passwords that people lengthen by digits ("sommer2026!"). `build_known_passwords` makes it.
"""

import hashlib
import re
from bisect import bisect_left
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User

KNOWN_PASSWORDS = Path(__file__).parent / "known_passwords.bin"
HASH_SIZE = 5
"""Bytes kept of each hash. With 370,000 entries, one in 1.5 million good passwords is refused."""

SHORTEST_CORE = 3
FEWEST_CHARACTERS = 5
"""Different ones, that is: "ababababababab" has two."""

OWN_WORDS = ("kommunalwirtschaft", "passwort", "password", "kennwort")
"""Besides the site's names: words that suggest themselves here."""

ENOUGH_BESIDES = 8
"""Letters that a password with one of our own words needs besides it."""


def digest(password: str) -> bytes:
    return hashlib.sha256(password.encode("utf-8", "replace")).digest()[:HASH_SIZE]


def core(password: str) -> str:
    """What remains without digits and signs before and behind. Linear."""
    letters = [place for place, character in enumerate(password) if character.isalpha()]
    return password[letters[0] : letters[-1] + 1] if letters else ""


def is_known(password: str) -> bool:
    """Whether it stands in the list, is a word of the list with decoration, or repeats itself."""
    lowered = password.lower()
    candidates = {lowered, core(lowered)}
    return len(set(lowered)) < FEWEST_CHARACTERS or any(
        len(word) >= SHORTEST_CORE and _is_listed(word) for word in candidates
    )


def is_near(password: str, user: User | None) -> bool:
    """Whether little is left of it without the site's words and the member's address and name."""
    texts = [settings.SITE_NAME, settings.ACCOUNT_NAME, *OWN_WORDS]
    if user is not None:
        texts += [user.email, user.name, user.organisation]
    words = {word for text in texts for word in re.split(r"[\W_]+", text.casefold())}
    rest = password.casefold()
    for word in sorted((word for word in words if len(word) >= SHORTEST_CORE), key=len)[::-1]:
        rest = rest.replace(word, "")
    letters = sum(character.isalpha() for character in rest)
    return len(rest) < len(password.casefold()) and letters < ENOUGH_BESIDES


class KnownPasswordValidator:
    """Refuses what an attacker tries first. No queries; the list is read once per process."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_known(password):
            raise ValidationError(
                "Dieses Passwort ist leicht zu erraten: Es steht in Listen bekannter Passwörter, "
                "oder es ist ein bekanntes Wort mit Ziffern oder Zeichen.",
                code="password_known",
            )
        if is_near(password, user):
            raise ValidationError(
                "Dieses Passwort liegt zu nahe. Bitte wählen Sie eines, das weder mit dieser "
                "Website noch mit Ihrer Adresse zu tun hat.",
                code="password_near",
            )

    def get_help_text(self) -> str:
        return "Kein bekanntes Passwort und kein einzelnes Wort mit Ziffern."


@cache
def _known() -> bytes:
    return KNOWN_PASSWORDS.read_bytes()


def _is_listed(word: str) -> bool:
    known = _known()
    wanted = digest(word)

    def entry(index: int) -> bytes:
        return known[index * HASH_SIZE : (index + 1) * HASH_SIZE]

    count = len(known) // HASH_SIZE
    index = bisect_left(range(count), wanted, key=entry)
    return index < count and entry(index) == wanted
