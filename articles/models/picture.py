"""An article's lead picture."""

from django.db import models
from pictures.models import PictureField

from articles import pictures
from articles.fields import PlainCharField
from articles.models.article import Article


class Picture(models.Model):
    """The lead picture of an article: public, like teaser and headline."""

    article = models.OneToOneField(
        Article,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="picture",
        verbose_name="Artikel",
    )
    file = PictureField(
        "Bild",
        storage=pictures.storage,
        max_length=100,
        width_field="width",
        height_field="height",
        container_width=640,
        grid_columns=2,
    )
    alt = PlainCharField("Alternativtext", max_length=300)
    credit = PlainCharField("Bildnachweis", max_length=200)
    width = models.PositiveIntegerField("Breite", editable=False)
    height = models.PositiveIntegerField("Höhe", editable=False)

    class Meta:
        verbose_name = "Bild"
        verbose_name_plural = "Bilder"
        constraints = [
            models.CheckConstraint(condition=~models.Q(alt=""), name="picture_alt_not_blank"),
            models.CheckConstraint(condition=~models.Q(credit=""), name="picture_credit_not_blank"),
        ]

    def __str__(self) -> str:
        return self.alt

    @property
    def sources(self) -> dict[str, str]:
        """For each format its `srcset`; no queries."""
        return {
            kind: ", ".join(f"{size.url} {width}w" for width, size in sorted(sizes.items()))
            for kind, sizes in self.file.aspect_ratios[None].items()
        }

    @property
    def largest_url(self) -> str:
        """The largest in the format that every browser reads."""
        sizes = self.file.aspect_ratios[None]["WEBP"]
        return str(sizes[max(sizes)].url)
