"""Editions: all that was published on one day, by the paper's own clock."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from articles.models import Article, ArticleQuerySet

# Years in which an edition can lie; beyond them the arithmetic of time zones ends.
YEARS = range(1900, 2200)


def bounds(day: date) -> tuple[datetime, datetime]:
    """Midnight, and the midnight after it."""
    zone = timezone.get_current_timezone()
    start = datetime.combine(day, time.min, tzinfo=zone)
    return start, datetime.combine(day + timedelta(days=1), time.min, tzinfo=zone)


def edition(day: date) -> ArticleQuerySet:
    """What was published on that day."""
    start, end = bounds(day)
    return Article.objects.published().filter(published_at__gte=start, published_at__lt=end)


def newest_day() -> date | None:
    """The day of the newest edition; one query."""
    return _day_of(Article.objects.published().newest_first())


def day_before(day: date) -> date | None:
    """The edition before that day; one query. Empty days have none."""
    start, _ = bounds(day)
    return _day_of(Article.objects.published().filter(published_at__lt=start).newest_first())


def day_after(day: date) -> date | None:
    """The edition after that day; one query."""
    _, end = bounds(day)
    later = Article.objects.published().filter(published_at__gte=end)
    return _day_of(later.order_by("published_at", "pk"))


def _day_of(articles: ArticleQuerySet) -> date | None:
    moment = articles.values_list("published_at", flat=True).first()
    return timezone.localdate(moment) if moment else None
