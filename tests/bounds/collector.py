"""Which of the project's functions are handed a text that came from outside."""

import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from django.core.files import File

ROOT = Path(__file__).parents[2]
PACKAGES = ("accounts", "articles", "importing", "newsroom", "outbox", "web")


@contextmanager
def functions_given(needle):
    """The names of functions that get `needle` in an argument, while the block runs.

    Looks into texts, bytes, lists and dictionaries, two levels deep. Of objects only into files,
    which have the needle in their name.
    """
    found = set()
    raw = needle.encode()
    known = {}

    def look(frame, event, _):
        if event != "call":
            return
        code = frame.f_code
        if code not in known:
            known[code] = _name(frame)
        name = known[code]
        if name is None or name in found:
            return
        count = code.co_argcount + code.co_kwonlyargcount
        if any(_holds(frame.f_locals.get(one), needle, raw) for one in code.co_varnames[:count]):
            found.add(name)

    before = sys.getprofile()
    threading.setprofile(look)
    sys.setprofile(look)
    try:
        yield found
    finally:
        sys.setprofile(before)
        threading.setprofile(None)


def _name(frame):
    """Module and qualified name of a function of the project; None for any other frame."""
    code = frame.f_code
    module = frame.f_globals.get("__name__", "")
    path = Path(code.co_filename)
    is_ours = module.split(".")[0] in PACKAGES or "planted" in code.co_name
    if not is_ours or "migrations" in path.parts or code.co_name.startswith("<"):
        return None
    return f"{module}.{code.co_qualname}"


def _holds(value, needle, raw, depth=2):
    if isinstance(value, str):
        return needle in value
    if isinstance(value, bytes | bytearray):
        return raw in value
    if isinstance(value, File):
        return needle in (value.name or "")
    if depth and isinstance(value, dict):
        return any(_holds(one, needle, raw, depth - 1) for one in [*value, *value.values()])
    if depth and isinstance(value, list | tuple | set):
        return any(_holds(one, needle, raw, depth - 1) for one in value)
    return False
