"""Which articles: those that exist for the public, those of a topic, those before a moment."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.utils import timezone

if TYPE_CHECKING:
    from articles.models.article import Article, Topic  # noqa: F401 - a type in quotation marks

LISTED_AT = "listed_at"
"""The moment of a published article as the list of its topic knows it."""


class ArticleQuerySet(models.QuerySet["Article"]):
    def published(self) -> Self:
        """What exists for the public at this moment; `Article.is_published` is its twin."""
        return self.filter(state=self.model.State.PUBLISHED, published_at__lte=timezone.now())

    def of_topic(self, topic: "Topic") -> Self:
        """Those of a topic that have appeared, listed by the dates beside it (`ArticleTopic`)."""
        articles = self.filter(articletopic__topic=topic)
        articles = articles.annotate(**{LISTED_AT: models.F("articletopic__published_at")})
        return articles.filter(**{f"{LISTED_AT}__lte": timezone.now()})

    @property
    def moment(self) -> str:
        """The field that says when an article appeared, in the table whose index lists these."""
        return LISTED_AT if LISTED_AT in self.query.annotations else "published_at"

    def since(self, moment: datetime) -> Self:
        """Those published at that moment or later."""
        return self.filter(**{f"{self.moment}__gte": moment})

    def before(self, moment: datetime) -> Self:
        """Those published earlier than that moment."""
        return self.filter(**{f"{self.moment}__lt": moment})

    def behind(self, moment: datetime, pk: int) -> Self:
        """Those that stand behind an article of that moment and number, newest first."""
        field = self.moment
        earlier = models.Q(**{f"{field}__lt": moment})
        beside = models.Q(**{field: moment, "pk__lt": pk})
        return self.filter(earlier | beside, **{f"{field}__lte": moment})

    def newest_first(self) -> Self:
        return self.order_by(f"-{self.moment}", "-pk")

    def for_cards(self) -> Self:
        """With what a card shows: a query for articles, sources and pictures, one for topics."""
        return self.select_related("source", "picture").prefetch_related("topics")

    def update(self, **values: Any) -> int:
        """A new date reaches the topics too (`ArticleTopic`), by two queries more."""
        if "published_at" not in values:
            return super().update(**values)
        with transaction.atomic(using=self.db):
            numbers = list(self.values_list("pk", flat=True))
            changed = super().update(**values)
            article_topic: Any = self.model.topics.through
            article_topic.objects.filter(article__in=numbers).renew()
        return changed
