"""The site's own keys: one for each purpose, derived from `KEYS` (docs/decisions/keys.md).

New things are made under the newest entry of `KEYS`. Whatever outlives a rotation is read under
every entry, or names the entry that it was made under.
"""

import hmac
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MIN_LENGTH = 32
ID_BYTES = 4


class Purpose(StrEnum):
    """What a key is for. A changed value is another key."""

    SIGN_UP_CODE = "sign-up code"
    ADDRESS_CODE = "address code"
    MAIL_QUOTA = "mail quota"
    SUPPRESSION = "suppression"
    SECOND_FACTOR = "second factor"


@dataclass(frozen=True, repr=False)  # no repr: the secret stands in no log
class Key:
    """One entry of `KEYS`."""

    secret: str

    @property
    def id(self) -> str:
        """Names the entry where something made under it is stored; says nothing about it."""
        return _derived(self.secret, "id", ID_BYTES).hex()

    def of(self, purpose: Purpose) -> bytes:
        """The key for this purpose, 32 bytes."""
        return _derived(self.secret, f"purpose: {purpose}", 32)

    def digest(self, purpose: Purpose, text: str) -> bytes:
        return hmac.digest(self.of(purpose), text.encode(), "sha256")

    def hash(self, purpose: Purpose, text: str) -> str:
        """`text` as 64 hexadecimal digits that say nothing without the key."""
        return self.digest(purpose, text).hex()


def newest() -> Key:
    return Key(settings.KEYS[0])


def every() -> list[Key]:
    """Newest first."""
    return [Key(secret) for secret in settings.KEYS]


def by_id(key_id: str) -> Key | None:
    """None for an entry that is no longer there."""
    return next((key for key in every() if key.id == key_id), None)


def hashes(purpose: Purpose, text: str) -> list[str]:
    """The hashes of `text` under every entry, for look-ups."""
    return [key.hash(purpose, text) for key in every()]


@cache
def _derived(secret: str, info: str, length: int) -> bytes:
    """HKDF-SHA-256; the salt separates us from other programs that are given the same secret."""
    kdf = HKDF(algorithm=SHA256(), length=length, salt=b"tagesanzeiger", info=info.encode())
    return kdf.derive(secret.encode())
