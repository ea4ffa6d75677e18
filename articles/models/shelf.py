"""What members keep for themselves: topics and sources that they follow, articles to read later,
searches.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone

from articles.models.article import Article, Source, Topic


class Follow(models.Model):
    """A member follows a topic or a source."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="follows",
        db_index=False,  # the unique constraints begin with it
        verbose_name="Mitglied",
    )
    topic = models.ForeignKey(
        Topic, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="Thema"
    )
    source = models.ForeignKey(
        Source, on_delete=models.CASCADE, null=True, related_name="+", verbose_name="Quelle"
    )
    since = models.DateTimeField("Seit", default=timezone.now)

    class Meta:
        verbose_name = "Gefolgt"
        verbose_name_plural = "Gefolgt"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(topic__isnull=False, source__isnull=True)
                | models.Q(topic__isnull=True, source__isnull=False),
                name="follow_one_thing",
            ),
            models.UniqueConstraint(fields=["member", "topic"], name="follow_topic_once"),
            models.UniqueConstraint(fields=["member", "source"], name="follow_source_once"),
        ]

    def __str__(self) -> str:
        return f"Gefolgt seit {timezone.localtime(self.since):%d.%m.%Y}"


class Saved(models.Model):
    """A member saved an article for later."""

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved",
        db_index=False,  # the unique constraints begin with it
        verbose_name="Mitglied",
    )
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="+", verbose_name="Artikel"
    )
    saved_at = models.DateTimeField("Gemerkt am", default=timezone.now)

    class Meta:
        verbose_name = "Gemerkt"
        verbose_name_plural = "Gemerkt"
        indexes = [models.Index(fields=["member", "-id"], name="saved_newest")]
        constraints = [
            models.UniqueConstraint(fields=["member", "article"], name="saved_once"),
        ]

    def __str__(self) -> str:
        return f"Gemerkt am {timezone.localtime(self.saved_at):%d.%m.%Y}"


class SavedSearch(models.Model):
    """A member's search under a name. Topic and source stand here by their slugs, since the search
    outlives them.
    """

    NAME_MAX_LENGTH = 100

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_searches",
        db_index=False,  # the unique constraint begins with it
        verbose_name="Mitglied",
    )
    name = models.CharField("Name", max_length=NAME_MAX_LENGTH)
    question = models.CharField("Suchwörter", max_length=200)
    topic = models.CharField("Thema", max_length=90, blank=True)
    source = models.CharField("Quelle", max_length=90, blank=True)
    land = models.CharField("Land", max_length=90, blank=True)
    period = models.CharField("Zeit", max_length=10, blank=True)
    order = models.CharField("Sortierung", max_length=10)
    saved_at = models.DateTimeField("Gespeichert am", default=timezone.now)

    class Meta:
        verbose_name = "Gespeicherte Suche"
        verbose_name_plural = "Gespeicherte Suchen"
        constraints = [
            models.UniqueConstraint(fields=["member", "name"], name="saved_search_name_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="saved_search_has_name"),
            models.CheckConstraint(
                condition=~models.Q(question=""), name="saved_search_has_question"
            ),
        ]

    def __str__(self) -> str:
        return self.name
