"""What the libraries say, in our words."""

import importlib.util
import re
from pathlib import Path

import polib

from tests.translations import COMPILED, SOURCE, compiled


def test_the_compiled_file_is_made_from_the_source():
    assert COMPILED.read_bytes() == compiled()


def test_every_sentence_still_exists_in_the_libraries():
    """A sentence that a library has changed would fall back to the library's own German."""
    allauth = Path(importlib.util.find_spec("allauth").origin).parent
    known = {
        entry.msgid for entry in polib.pofile(str(allauth / "locale/de/LC_MESSAGES/django.po"))
    }
    django = Path(importlib.util.find_spec("django").origin).parent / "contrib"
    source = " ".join(
        file.read_text() for file in django.rglob("*.*") if file.suffix in {".py", ".html"}
    )
    source = re.sub(r'"\s*"', "", source)

    missing = [
        entry.msgid
        for entry in polib.pofile(str(SOURCE))
        if entry.msgid not in known and entry.msgid not in source
    ]
    assert missing == []
