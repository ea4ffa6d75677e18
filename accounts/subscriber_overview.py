"""How the takeover goes: counts, and how imported, claimed and unsubscribed grew over the months."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from accounts.models import LegacySubscriber, SubscriberImport
from accounts.subscriber_rows import INVALID

WIDTH, HEIGHT, MARGIN = 720, 260, 8


@dataclass(frozen=True)
class Line:
    """One line of the picture: a name, its points as SVG wants them, its last value."""

    name: str
    kind: str
    points: str
    total: int


@dataclass(frozen=True)
class Overview:
    imported: int
    claimed: int
    open: int
    unsubscribed: int
    invalid: int
    months: list[date]
    lines: list[Line]
    most: int


def overview() -> Overview:
    """Six queries, each over the whole list: an operators' page, not a readers' one."""
    subscribers = LegacySubscriber.objects
    counts = subscribers.aggregate(
        imported=Count("pk"),
        claimed=Count("pk", filter=Q(claimed_at__isnull=False)),
        unsubscribed=Count("pk", filter=Q(unsubscribed_at__isnull=False)),
        open=Count("pk", filter=Q(claimed_at=None, unsubscribed_at=None)),
    )
    done = SubscriberImport.objects.filter(state=SubscriberImport.State.DONE)
    invalid: dict[date, int] = {}
    for run in done:
        month = timezone.localtime(run.created_at).date().replace(day=1)
        invalid[month] = invalid.get(month, 0) + run.verdicts.get(INVALID, 0)
    series = {
        ("übernommen", "imported"): _by_month("imported_at"),
        ("mit Passwort", "claimed"): _by_month("claimed_at"),
        ("abbestellt", "unsubscribed"): _by_month("unsubscribed_at"),
        ("ungültige Zeilen", "invalid"): invalid,
    }
    months = sorted({month for values in series.values() for month in values})
    grown = {key: _grown(values, months) for key, values in series.items()}
    most = max((values[-1] for values in grown.values() if values), default=0)
    lines = [
        Line(name, kind, _points(values, most), values[-1] if values else 0)
        for (name, kind), values in grown.items()
    ]
    return Overview(**counts, invalid=sum(invalid.values()), months=months, lines=lines, most=most)


def _by_month(field: str) -> dict[date, int]:
    rows = (
        LegacySubscriber.objects.filter(**{f"{field}__isnull": False})
        .annotate(month=TruncMonth(field))
        .values_list("month")
        .annotate(number=Count("pk"))
        .order_by("month")
    )
    return {timezone.localtime(month).date(): number for month, number in rows}


def _grown(values: dict[date, int], months: list[date]) -> list[int]:
    total, grown = 0, []
    for month in months:
        total += values.get(month, 0)
        grown.append(total)
    return grown


def _points(values: list[int], most: int) -> str:
    """From left to right over the months, from the bottom to the highest of all lines."""
    steps = max(len(values) - 1, 1)
    return " ".join(
        f"{MARGIN + (WIDTH - 2 * MARGIN) * index / steps:.1f},"
        f"{HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / max(most, 1):.1f}"
        for index, value in enumerate(values)
    )
