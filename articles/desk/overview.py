"""How the paper stands: today's edition as it will be, what is planned, what waits, what is missing."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from articles import editions
from articles.models import Article

SHOWN = 50
AHEAD = timedelta(days=14)
LINKS_CHECKED = timedelta(days=7)


@dataclass(frozen=True)
class Overview:
    """Lists of articles with their sources; each holds at most SHOWN."""

    today: list[Article]
    planned: list[tuple[date, list[Article]]]
    waiting: list[Article]
    without_link: list[Article]


def of(editor: Any) -> Overview | None:
    """None for whoever may not see articles. Four queries, each by an index."""
    if not editor.has_perm("articles.view_article"):
        return None
    articles = Article.objects.select_related("source")
    if not editor.has_perm("articles.publish_article"):
        articles = articles.filter(created_by=editor)
    published = articles.filter(state=Article.State.PUBLISHED)
    now = timezone.localtime()
    midnight, tomorrow = editions.bounds(now.date())
    planned = published.filter(published_at__gte=tomorrow, published_at__lt=tomorrow + AHEAD)
    recent = published.filter(published_at__gte=now - LINKS_CHECKED, original_url="")
    today = published.filter(published_at__gte=midnight, published_at__lt=tomorrow)
    return Overview(
        today=list(today.order_by("published_at", "pk")[:SHOWN]),
        planned=[
            (day, list(group))
            for day, group in groupby(planned.order_by("published_at", "pk")[:SHOWN], _day)
        ],
        waiting=list(articles.filter(state=Article.State.REVIEW).order_by("changed_at")[:SHOWN]),
        without_link=list(recent.newest_first()[:SHOWN]),
    )


def _day(article: Article) -> date:
    return timezone.localdate(article.published_at)
