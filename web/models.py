from django.db import models


class ContentVersion(models.Model):
    """One row that counts the changes that readers can see (`web.content_version`)."""

    number = models.PositiveBigIntegerField("Nummer", default=0)

    class Meta:
        verbose_name = "Stand der Inhalte"
        verbose_name_plural = "Stand der Inhalte"
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="content_version_is_one_row")
        ]

    def __str__(self) -> str:
        return str(self.number)
