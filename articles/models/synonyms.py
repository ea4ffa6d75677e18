"""Words that mean the same, as the newsroom keeps them for search."""

from django.db import models

from articles.fields import PlainCharField

MOST_GROUPS = 500
FEWEST_ENTRIES, MOST_ENTRIES = 2, 10
ENTRY_MAX_LENGTH = 60
SEPARATOR = ", "


class Synonyms(models.Model):
    """One group: words or short phrases that mean the same, such as "ÖPNV, Nahverkehr"."""

    words = PlainCharField(
        "Wörter",
        max_length=MOST_ENTRIES * (ENTRY_MAX_LENGTH + len(SEPARATOR)),
        help_text=(
            f"{FEWEST_ENTRIES} bis {MOST_ENTRIES} Wörter oder kurze Wortfolgen, die dasselbe "
            "bedeuten, durch Kommas oder Zeilen getrennt, zum Beispiel: ÖPNV, Nahverkehr. Die Suche "
            "nach einem davon findet auch die anderen."
        ),
    )

    class Meta:
        verbose_name = "Gleichbedeutende Wörter"
        verbose_name_plural = "Gleichbedeutende Wörter"
        ordering = ["words"]
        constraints = [
            models.UniqueConstraint(
                fields=["words"],
                name="synonyms_unique",
                violation_error_message="Diese Gruppe gibt es schon.",
            ),
            models.CheckConstraint(
                condition=models.Q(words__contains=SEPARATOR),
                name="synonyms_more_than_one",
                violation_error_message="Eine Gruppe hat mindestens zwei Wörter.",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def entries(self) -> tuple[str, ...]:
        return tuple(self.words.split(SEPARATOR))
