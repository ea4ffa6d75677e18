"""Editions: all that was published on one day, by the paper's own clock."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, ArticleQuerySet, Topic

# Years in which an edition can lie; beyond them the arithmetic of time zones ends.
YEARS = range(1900, 2200)


def check_year(moment: datetime) -> None:
    """For forms."""
    if moment.year not in YEARS:
        raise ValidationError(f"Bitte geben Sie ein Jahr von {YEARS[0]} bis {YEARS[-1]} an.")


TOP = 5
"""Articles above the topics on a front page: the lead, two beside it, two below."""


@dataclass(frozen=True)
class Section:
    """A part of an edition: a topic, or what has none."""

    topic: Topic | None
    articles: list[Article]


def bounds(day: date) -> tuple[datetime, datetime]:
    """Midnight, and the midnight after it."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(day, time.min, tzinfo=zone)
    return start, datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def edition(day: date) -> ArticleQuerySet:
    """What was published on that day."""
    start, end = bounds(day)
    return Article.objects.published().since(start).before(end)


def newest_appearance() -> datetime | None:
    """When the newest published article appeared; changes when a planned one's moment comes. One query."""
    newest = Article.objects.published().newest_first().values_list("published_at", flat=True)
    return newest.first()


def address(day: date) -> str:
    return reverse("edition", args=[day.year, day.month, day.day])


def address_of(article: Article) -> str:
    """The edition in which an article stands."""
    return address(timezone.localdate(article.published_at))


def by_topic(articles: list[Article]) -> list[Section]:
    """Each article once, under its first topic; the largest topics first, what has none last.

    The articles come with their topics loaded; no query.
    """
    sections: dict[str, Section] = {}
    for article in articles:
        topic = next(iter(article.topics.all()), None)
        section = sections.setdefault(topic.name if topic else "", Section(topic, []))
        section.articles.append(article)
    return sorted(
        sections.values(),
        key=lambda section: (
            section.topic is None,
            -len(section.articles),
            section.topic.name if section.topic else "",
        ),
    )


def newest_day() -> date | None:
    """The day of the newest edition; one query."""
    return _day_of(Article.objects.published().newest_first())


def by_day(articles: list[Article]) -> list[tuple[date, list[Article]]]:
    """Published articles in their order, day by day; no query."""
    return [
        (day, list(group))
        for day, group in groupby(articles, lambda one: timezone.localdate(one.published_at))
    ]


def life() -> tuple[date, date] | None:
    """The first and the newest day of the paper; two queries. None before the first article."""
    first = _day_of(Article.objects.published().order_by("published_at", "pk"))
    newest = newest_day()
    return (first, newest) if first and newest else None


def day_before(day: date) -> date | None:
    """The edition before that day; one query. Empty days have none."""
    start, _ = bounds(day)
    return _day_of(Article.objects.published().before(start).newest_first())


def day_after(day: date) -> date | None:
    """The edition after that day; one query."""
    _, end = bounds(day)
    later = Article.objects.published().since(end)
    return _day_of(later.order_by("published_at", "pk"))


def _day_of(articles: ArticleQuerySet) -> date | None:
    moment = articles.values_list("published_at", flat=True).first()
    return timezone.localdate(moment) if moment else None
