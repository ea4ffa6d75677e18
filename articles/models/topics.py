"""Which topics an article has, with its date: one index lists a topic's articles in order."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.signals import post_save
from django.dispatch import receiver

from articles.models.article import Article, Topic


def _date_of(article: Value | OuterRef) -> Subquery:
    return Subquery(Article.objects.filter(pk=article).values("published_at"))


class ArticleTopicQuerySet(models.QuerySet["ArticleTopic"]):
    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> Any:
        """`article.topics.add()` and `.set()` end here. Rows without a date get their article's."""
        rows = list(objs)
        for row in rows:
            if row.published_at is None:
                row.published_at = _date_of(Value(row.article_id))
        return super().bulk_create(rows, *args, **kwargs)

    def renew(self) -> None:
        """Copy the dates of the articles again. One query."""
        self.update(published_at=_date_of(OuterRef("article")))


class ArticleTopic(models.Model):
    """A topic of an article; `published_at` is a copy of the article's.

    Whatever changes that date renews the copy: `Article.save()` and `ArticleQuerySet.update()`.
    """

    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        db_index=False,  # the unique constraint begins with it
        verbose_name="Artikel",
    )
    topic = models.ForeignKey(
        Topic,
        on_delete=models.CASCADE,
        related_name="+",
        db_index=False,  # the index begins with it
        verbose_name="Thema",
    )
    published_at = models.DateTimeField("Erscheint am", null=True, editable=False)

    objects = ArticleTopicQuerySet.as_manager()

    class Meta:
        verbose_name = "Thema eines Artikels"
        verbose_name_plural = "Themen der Artikel"
        default_permissions = ()  # who may change the article may change its topics
        indexes = [
            models.Index(fields=["topic", "-published_at", "-article"], name="topic_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "topic"], name="article_topic_once"),
        ]

    def __str__(self) -> str:
        """Loads neither: a list of many would ask for each, and either may be deleted meanwhile."""
        return f"Thema {self.topic_id} von Artikel {self.article_id}"


@receiver(post_save, sender=Article)
def _renew_topics(
    instance: Article, *, created: bool, update_fields: Iterable[str] | None = None, **kwargs: Any
) -> None:
    if not created and (update_fields is None or "published_at" in update_fields):
        ArticleTopic.objects.filter(article=instance).renew()
