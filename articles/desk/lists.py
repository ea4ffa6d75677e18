"""The list of articles: as fast at a million as at a thousand.

Newest first by number, page by position; nothing counts or sorts the whole table, and each filter
has its index.
"""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from articles import editions
from articles.desk import searching
from articles.models import Article, ArticleQuerySet, ArticleTopic, Topic
from articles.search import effort

FIRST = 1
MOST = 2**63 - 1


class ArticleList(ChangeList):
    """Pages by position: `?p=` is the number below which the page begins."""

    def get_results(self, request: HttpRequest) -> None:
        articles = self.queryset
        if self.page_num > FIRST:
            articles = articles.filter(pk__lt=min(self.page_num, MOST))
        if self.query:
            page = self._search(request, cast("ArticleQuerySet", articles))
        else:
            rows = list(articles[: self.list_per_page + 1])
            has_more = len(rows) > self.list_per_page
            rows = rows[: self.list_per_page]
            page = searching.Page(rows, rows[-1].pk if has_more else None)
        self.below = page.below
        self.is_full = len(page.hits) == self.list_per_page
        self.result_list = page.hits
        self.result_count = len(self.result_list)
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = bool(self.result_list)
        self.can_show_all = self.multi_page = False

    def _search(self, request: HttpRequest, articles: ArticleQuerySet) -> searching.Page:
        try:
            with effort.bounded():
                return searching.newest(articles, self.query, limit=self.list_per_page)
        except effort.TooMuchError:
            messages.warning(request, effort.ADVICE)
            return searching.Page([], None)

    @property
    def older(self) -> str:
        """The query of the page that follows."""
        return self.get_query_string({"p": self.below})

    @property
    def newest(self) -> str:
        return self.get_query_string(remove=["p"])


class StateFilter(admin.SimpleListFilter):
    title = "Status"
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("draft", "Entwurf"),
            ("review", "In Prüfung"),
            ("scheduled", "Geplant"),
            ("published", "Veröffentlicht"),
            ("withdrawn", "Zurückgezogen"),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        published, now = Article.State.PUBLISHED, timezone.now()
        match self.value():
            case "scheduled":
                return queryset.filter(state=published, published_at__gt=now)
            case "published":
                return queryset.filter(state=published, published_at__lte=now)
            case None:
                return queryset
        return queryset.filter(state=self.value())


class PeriodFilter(admin.SimpleListFilter):
    """By day of appearance; within days, the index of published articles serves."""

    title = "Erschienen"
    parameter_name = "erschienen"
    DAYS = {"1": "heute", "2": "seit gestern", "7": "in den letzten 7 Tagen", "30": "in 30 Tagen"}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(self.DAYS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() not in self.DAYS:
            return queryset
        earlier = timedelta(days=int(str(self.value())) - 1)
        since, _ = editions.bounds(timezone.localdate() - earlier)
        return queryset.filter(
            state=Article.State.PUBLISHED, published_at__gte=since, published_at__lte=timezone.now()
        )


class TopicFilter(admin.SimpleListFilter):
    title = "Thema"
    parameter_name = "thema"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(topic.slug, topic.name) for topic in Topic.objects.all()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() is None:
            return queryset
        topic = Topic.objects.filter(slug=self.value()).first()
        through = ArticleTopic.objects.filter(article=OuterRef("pk"), topic=topic)
        return queryset.filter(Exists(through))
