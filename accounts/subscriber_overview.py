"""How the takeover goes: counts, and how imported, claimed and unsubscribed grew day by day."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.models import LegacySubscriber, SubscriberImport
from accounts.subscriber_columns import INVALID

WIDTH, HEIGHT, MARGIN = 720, 260, 8
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Line:
    """One line of the picture: a name, its points as SVG wants them, its last value."""

    name: str
    kind: str
    points: str
    total: int


@dataclass(frozen=True)
class Overview:
    """Counts of today; `lines` from the day before the first import until today."""

    imported: int
    claimed: int
    open: int
    unsubscribed: int
    invalid: int
    days: list[date]
    lines: list[Line]
    most: int


def overview() -> Overview:
    """Five queries, each over the whole list: an operators' page, not a readers' one."""
    counts = LegacySubscriber.objects.aggregate(
        imported=Count("pk"),
        claimed=Count("pk", filter=Q(claimed_at__isnull=False)),
        unsubscribed=Count("pk", filter=Q(unsubscribed_at__isnull=False)),
        open=Count("pk", filter=Q(claimed_at=None, unsubscribed_at=None)),
    )
    imported, invalid = _by_day("imported_at"), _invalid_by_day()
    days = _days_since(min(imported, default=None))
    series = {
        ("übernommen", "imported"): imported,
        ("mit Passwort", "claimed"): _by_day("claimed_at"),
        ("abbestellt", "unsubscribed"): _by_day("unsubscribed_at"),
        ("ungültige Zeilen", "invalid"): invalid,
    }
    grown = {key: _grown(values, days) for key, values in series.items()}
    most = max((values[-1] for values in grown.values() if values), default=0)
    lines = [
        Line(name, kind, _points(values, most), values[-1] if values else 0)
        for (name, kind), values in grown.items()
    ]
    return Overview(**counts, invalid=sum(invalid.values()), days=days, lines=lines, most=most)


def _by_day(field: str) -> dict[date, int]:
    rows = (
        LegacySubscriber.objects.filter(**{f"{field}__isnull": False})
        .annotate(day=TruncDate(field))
        .values_list("day")
        .annotate(number=Count("pk"))
        .order_by("day")
    )
    return dict(rows)


def _invalid_by_day() -> dict[date, int]:
    invalid: dict[date, int] = {}
    for run in SubscriberImport.objects.filter(state=SubscriberImport.State.DONE):
        day = timezone.localdate(run.created_at)
        invalid[day] = invalid.get(day, 0) + run.verdicts.get(INVALID, 0)
    return invalid


def _days_since(first: date | None) -> list[date]:
    if first is None:
        return []
    number = (timezone.localdate() - first).days + 1
    return [first + DAY * n for n in range(-1, number)]


def _grown(values: dict[date, int], days: list[date]) -> list[int]:
    """The sum up to each day, with what lay before the first one."""
    if not days:
        return []
    total = sum(number for day, number in values.items() if day < days[0])
    grown = []
    for day in days:
        total += values.get(day, 0)
        grown.append(total)
    return grown


def _points(values: list[int], most: int) -> str:
    """From left to right over the days, from the bottom to the highest of all lines."""
    steps = max(len(values) - 1, 1)
    return " ".join(
        f"{MARGIN + (WIDTH - 2 * MARGIN) * index / steps:.1f},"
        f"{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / max(most, 1):.1f}"
        for index, value in enumerate(values)
    )
