"""Where articles stood in a former service, so that links to it stay alive."""

from django.db import models

from articles.models.article import Article

PATH_MAX_LENGTH = 500


class FormerAddress(models.Model):
    """A path of the former service, without a slash at its end (`articles.former.path_of`)."""

    path = models.CharField("Pfad", max_length=PATH_MAX_LENGTH)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="+", verbose_name="Artikel"
    )

    class Meta:
        verbose_name = "Frühere Adresse"
        verbose_name_plural = "Frühere Adressen"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["path"], name="former_path_unique")]

    def __str__(self) -> str:
        return self.path
