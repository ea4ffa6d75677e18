"""What a single cell of a subscribers' list says: a date, yes or no, a text."""

import re
from collections.abc import Callable
from datetime import MAXYEAR, UTC, datetime
from functools import lru_cache

from django.utils import timezone

from accounts.models import LegacySubscriber
from accounts.subscriber_columns import INVALID, TEXT_COLUMNS
from accounts.subscriber_words import NO, NOT_SET, YES, single_word
from importing.limits import max_length_of
from importing.report import Refused

DATE_FORMATS = (
    "%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d.%m.%y",
    "%d-%m-%Y", "%d-%m-%Y %H:%M", "%d-%m-%Y %H:%M:%S",
)  # fmt: skip
EARLIEST = 1990
_LIMITS = {name: max_length_of(LegacySubscriber, name) for name in TEXT_COLUMNS}
_NOTHING = re.compile(r"[0\-–—.:/ ]*(?:(?<=0)T[0:.]*Z?)?")
"""An empty cell, or an empty date such as 0000-00-00T00:00:00."""


class Doubt(Refused):
    """A cell that cannot be read, of which nobody knows whether it says that the person left."""


def says_no(cell: str) -> bool:
    """Whether a filled cell says no by a word, 0 or a dash; an empty date does not."""
    return cell.strip(" -–—") in {"", "0"} or single_word(cell) in NO


def date_or_answer(cell: str, name: str) -> datetime | bool:
    """A date, True for yes and for a number above 0, False for no, 0 and an empty cell."""
    text = cell.strip()
    if _NOTHING.fullmatch(text):
        return False
    if (moment := _parsed(text)) and _is_in_range(moment):
        return moment
    word = single_word(text)
    if word in NO or word in NOT_SET:
        return False
    if word in YES:
        return True
    if text.isascii() and text.isdigit():
        return True
    if moment:
        raise Refused(f"{name}: the year {moment.year} is out of range", INVALID)
    raise Refused(f"{name}: neither yes, no nor a date", INVALID)


def text_of(value: str, name: str) -> str:
    if not value.isprintable():
        value = "".join(c for c in value if c.isprintable() or c.isspace())
    value = " ".join(value.split())
    if len(value) > _LIMITS[name]:
        raise Refused(f"{name}: {len(value):,} characters, at most {_LIMITS[name]}", INVALID)
    return value


def moment_of(text: str, name: str) -> datetime:
    """Raises Doubt."""
    moment = _parsed(text.strip())
    if moment is None:
        raise Doubt(f"{name}: no date, for example 2015-05-04 or 04.05.2015", INVALID)
    if not _is_in_range(moment):
        raise Doubt(f"{name}: the year {moment.year} is out of range", INVALID)
    return moment


def _is_in_range(moment: datetime) -> bool:
    return EARLIEST <= moment.year <= timezone.now().year + 1


@lru_cache(maxsize=10_000)
def _parsed(text: str) -> datetime | None:
    """Lists repeat their dates; the same day is read once."""
    for read in (datetime.fromisoformat, *(_reader_of(form) for form in DATE_FORMATS)):
        try:
            moment = read(text)
        except ValueError:
            continue
        moment = moment if moment.tzinfo else timezone.make_aware(moment)
        # PostgreSQL does not read every offset that Python reads.
        return moment.astimezone(UTC) if EARLIEST <= moment.year < MAXYEAR else moment
    return None


def _reader_of(form: str) -> Callable[[str], datetime]:
    return lambda text: datetime.strptime(text, form)  # noqa: DTZ007 - the caller adds the zone
