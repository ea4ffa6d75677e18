"""What articles were before: one row for each save in the newsroom."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Version(models.Model):
    """What an article was after one save in the newsroom; it outlives the article.

    Articles count their saves in `Article.version`: an editor who began with another number than
    the one that stands there now would overwrite somebody.
    """

    article_id = models.PositiveBigIntegerField("Artikel")  # no foreign key: see the docstring
    number = models.PositiveIntegerField("Fassung")
    headline = models.CharField("Schlagzeile", max_length=250)
    content = models.JSONField("Inhalt")
    changed = models.JSONField("Geändert", default=list)
    note = models.CharField("Anlass", max_length=200, blank=True)
    is_deletion = models.BooleanField("Löschung", default=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="Von",
    )
    saved_at = models.DateTimeField("Am", default=timezone.now)

    class Meta:
        verbose_name = "Fassung"
        verbose_name_plural = "Fassungen"
        ordering = ["-number"]
        indexes = [
            models.Index(
                fields=["-saved_at"],
                name="version_deletions",
                condition=models.Q(is_deletion=True),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article_id", "number"], name="version_unique"),
        ]

    def __str__(self) -> str:
        return f"Fassung {self.number}: {self.headline}"


class Erased(models.Model):
    """An article that was erased for good: no import brings it back. Holds nothing of its text."""

    name_hash = models.CharField("Prüfsumme von Kennung oder Link", max_length=64, primary_key=True)
    erased_at = models.DateTimeField("Am", default=timezone.now)

    class Meta:
        verbose_name = "Entfernter Artikel"
        verbose_name_plural = "Entfernte Artikel"

    def __str__(self) -> str:
        return f"Entfernt am {self.erased_at:%d.%m.%Y}"
