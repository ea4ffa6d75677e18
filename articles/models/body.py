"""The full text, in a table of its own: no query for articles can load it by mistake."""

from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual

from articles.fields import BodyField
from articles.html import BODY_MAX_LENGTH
from articles.models.article import Article


class Body(models.Model):
    """The full text. No accessor leads here from an article: who wants it must ask for it."""

    article = models.OneToOneField(
        Article,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="+",
        verbose_name="Artikel",
    )
    html = BodyField("Volltext")

    class Meta:
        verbose_name = "Volltext"
        verbose_name_plural = "Volltexte"
        constraints = [
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("html"), BODY_MAX_LENGTH),
                name="body_length",
                violation_error_message="Der Volltext ist zu lang: höchstens eine Million Zeichen.",
            ),
        ]

    def __str__(self) -> str:
        return f"Volltext zu Artikel {self.pk}"
