"""Dates of feeds and exports, in English and German, as ISO 8601 with an offset."""

import re
from datetime import UTC, datetime, timedelta, timezone

from django.utils import timezone as site_time

from importing.report import Refused

MAX_LENGTH = 100
_MONTHS = {
    "jan": 1, "jän": 1, "feb": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "may": 5, "mai": 5, "jun": 6, "jul": 7,
    "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11, "dec": 12, "dez": 12,
}  # fmt: skip
_HOURS = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "MEZ": 1, "CET": 1, "MESZ": 2, "CEST": 2, "WET": 0, "WEST": 1,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_WRITTEN = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})\.?\s*(?:([^\W\d]{3,9})\.?|(\d{1,2})\.)\s*(\d{4})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s+Uhr)?)?\s*(\S*)"
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})")


def iso(text: str) -> str:
    """ISO 8601, RFC 822 in English or German ("Mo, 04 Mai 2015 09:00:00 +0200"), or "4.5.2015 09:00".

    Without an offset the moment is read in the site's own time zone. Raises Refused.
    """
    text = text.strip()
    try:
        moment = _read(text) if len(text) <= MAX_LENGTH else None
        if moment is None:
            raise Refused(f"published_at: {text[:40]!r} is no date that is known here")
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=site_time.get_default_timezone())
        return moment.astimezone(UTC).isoformat()
    except (ValueError, OverflowError) as error:
        raise Refused(f"published_at: {text[:40]!r} is no date and time") from error


def utc(text: str) -> str:
    """Of a moment without an offset that is known to be UTC. Raises Refused."""
    return iso(f"{text.strip()}+00:00")


def _read(text: str) -> datetime | None:
    found = _WRITTEN.fullmatch(text)
    if not found:
        return datetime.fromisoformat(text)
    day, name, number, year, hour, minute, second, zone_name = found.groups()
    month = int(number) if number else _MONTHS.get(name[:3].casefold())
    if month is None:
        return None
    midnight = datetime(int(year), month, int(day), tzinfo=_zone(zone_name))
    return midnight.replace(hour=int(hour or 0), minute=int(minute or 0), second=int(second or 0))


def _zone(name: str) -> timezone | None:
    """None where there is no name. Raises ValueError for one that is not known."""
    if not name:
        return None
    if found := _OFFSET.fullmatch(name):
        offset = timedelta(hours=int(found[2]), minutes=int(found[3]))
        return timezone(-offset if found[1] == "-" else offset)
    if name not in _HOURS:
        raise ValueError(name)
    return timezone(timedelta(hours=_HOURS[name]))
