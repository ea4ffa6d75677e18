"""`python -m tests.translations` makes the .mo file from the .po file beside it."""

from pathlib import Path

import polib

SOURCE = Path(__file__).parents[1] / "locale/de/LC_MESSAGES/django.po"
COMPILED = SOURCE.with_suffix(".mo")


def compiled() -> bytes:
    binary: bytes = polib.pofile(str(SOURCE)).to_binary()
    return binary


if __name__ == "__main__":
    COMPILED.write_bytes(compiled())
