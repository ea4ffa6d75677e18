"""Months as they hang on a wall: which day has an edition, and how to get to other months."""

from calendar import Calendar, monthrange
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists
from django.urls import reverse
from django.utils.dates import MONTHS

from articles import editions
from articles.models import Article


@dataclass(frozen=True)
class Day:
    """A square of the calendar; `url` is None where no edition appeared."""

    date: date
    url: str | None
    is_of_month: bool
    is_current: bool


@dataclass(frozen=True)
class Month:
    """Weeks from Monday to Sunday, and the neighbours in which the paper existed."""

    first: date
    weeks: list[list[Day]]
    previous: date | None
    following: date | None

    @property
    def previous_url(self) -> str | None:
        return address(self.previous) if self.previous else None

    @property
    def following_url(self) -> str | None:
        return address(self.following) if self.following else None


@dataclass(frozen=True)
class Year:
    number: int
    months: list[tuple[str, str]]
    """Name and address of each month in which the paper existed."""


def month(wanted: date, life: tuple[date, date], *, current: date | None = None) -> Month:
    """The calendar of a month. One query.

    `life` is the first and the newest day of the paper, `current` the day whose page it stands on.
    """
    first, year, number = wanted.replace(day=1), wanted.year, wanted.month
    previous, following = _step(first, -1), _step(first, 1)
    out = _days_with_edition(first)
    weeks = [
        [
            Day(
                date=day,
                url=editions.address(day) if day in out else None,
                is_of_month=day.month == number,
                is_current=day == current,
            )
            for day in week
        ]
        for week in Calendar().monthdatescalendar(year, number)
    ]
    return Month(
        first=first,
        weeks=weeks,
        previous=previous if previous >= life[0].replace(day=1) else None,
        following=following if following <= life[1] else None,
    )


def years(first: date, newest: date) -> list[Year]:
    """The years of the paper, newest first. No query."""
    return [
        Year(
            number,
            [
                (str(MONTHS[month]), address(date(number, month, 1)))
                for month in range(1, 13)
                if (first.year, first.month) <= (number, month) <= (newest.year, newest.month)
            ],
        )
        for number in range(newest.year, first.year - 1, -1)
    ]


def address(month: date) -> str:
    return reverse("month", args=[month.year, month.month])


def _days_with_edition(first: date) -> set[date]:
    """One query that asks the index once for each day, however many articles a day has."""
    days = [
        first.replace(day=number + 1) for number in range(monthrange(first.year, first.month)[1])
    ]
    asked = {f"day_{day.day}": Exists(editions.edition(day)) for day in days}
    found: Any = Article.objects.order_by().values(**asked)[:1]
    return {day for row in found for day in days if row[f"day_{day.day}"]}


def _step(month: date, months: int) -> date:
    years, index = divmod(month.year * 12 + month.month - 1 + months, 12)
    return date(years, index + 1, 1)
