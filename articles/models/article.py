"""Articles, their sources and topics: all of it public."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Greatest, Lower
from django.utils import timezone

from articles import laender
from articles.fields import PlainCharField, PlainTextField, WebAddressField
from articles.models.querysets import ArticleQuerySet
from articles.slugs import address, slug_of

TEASER_MAX_LENGTH = 2_000
SITEMAP_SIZE = 1_000
"""Consecutive numbers in one sitemap."""

SCHEDULED = "Geplant"
OFFICIAL_KEY = "^([0-9]{2}|[0-9]{3}|[0-9]{5}|[0-9]{8}|[0-9]{9}|[0-9]{12})$"


class Source(models.Model):
    """Who announced it: a municipality, district, company, association."""

    name = PlainCharField("Name", max_length=200)
    slug = models.SlugField("Adresse", max_length=90, unique=True)
    url = WebAddressField("Website", max_length=500, blank=True)
    ags = models.CharField(
        "Amtlicher Gemeindeschlüssel",
        max_length=12,
        blank=True,
        help_text="8 Ziffern für eine Gemeinde, 5 für einen Kreis, 12 als Regionalschlüssel.",
    )

    class Meta:
        verbose_name = "Quelle"
        verbose_name_plural = "Quellen"
        ordering = ["slug"]  # spells "ä" as "ae", so the order is a German one on every database
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="source_name_unique",
                violation_error_message="Eine Quelle mit diesem Namen gibt es schon.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="source_name_not_blank",
                violation_error_message="Bitte geben Sie der Quelle einen Namen.",
            ),
            models.CheckConstraint(
                condition=models.Q(ags="") | models.Q(ags__regex=OFFICIAL_KEY),
                name="source_ags_digits",
                violation_error_message="Ein amtlicher Schlüssel besteht aus 2, 3, 5, 8, 9 oder 12 Ziffern.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("source", self.slug)

    def published(self) -> "ArticleQuerySet":
        """Its articles that exist for the public."""
        return Article.objects.published().filter(source=self)

    @property
    def land(self) -> str:
        """The name of its Land, or "" where nothing says so."""
        land = laender.BY_KEY.get(self.ags[:2])
        return land.name if land else ""


class Topic(models.Model):
    """A subject heading."""

    name = PlainCharField("Name", max_length=100)
    slug = models.SlugField("Adresse", max_length=90, unique=True)

    class Meta:
        verbose_name = "Thema"
        verbose_name_plural = "Themen"
        ordering = ["slug"]  # spells "ä" as "ae", so the order is a German one on every database
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_unique",
                violation_error_message="Ein Thema mit diesem Namen gibt es schon.",
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="topic_name_not_blank",
                violation_error_message="Bitte geben Sie dem Thema einen Namen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address("topic", self.slug)

    def published(self) -> "ArticleQuerySet":
        """Its articles that exist for the public."""
        return Article.objects.published().of_topic(self)


class Article(models.Model):
    """The public part of an article: every field here may be shown to everyone."""

    class State(models.TextChoices):
        DRAFT = "draft", "Entwurf"
        REVIEW = "review", "In Prüfung"
        PUBLISHED = "published", "Veröffentlicht"
        WITHDRAWN = "withdrawn", "Zurückgezogen"

    headline = PlainCharField("Schlagzeile", max_length=250)
    subheadline = PlainCharField("Unterzeile", max_length=300, blank=True)
    teaser = PlainTextField(
        "Teaser",
        max_length=TEASER_MAX_LENGTH,
        help_text="Öffentlich: der Einstieg, den alle lesen. Eigenständig geschrieben, reiner Text.",
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="articles",
        verbose_name="Quelle",
        db_index=False,  # an index below begins with it
    )
    # Indexed below: `db_index` and `unique` would add a second index for LIKE on PostgreSQL, which
    # nothing here uses and every import would pay for.
    original_url = WebAddressField("Link zum Original", max_length=1000, blank=True)
    topics = models.ManyToManyField(
        Topic, through="ArticleTopic", related_name="articles", verbose_name="Themen", blank=True
    )
    state = models.CharField("Status", max_length=10, choices=State, default=State.DRAFT)
    published_at = models.DateTimeField(
        "Erscheint am",
        null=True,
        blank=True,
        help_text="Liegt der Zeitpunkt in der Zukunft, erscheint der Artikel erst dann.",
    )
    open_to_all = models.BooleanField(
        "Für alle frei",
        default=False,
        help_text="Der volle Text ist ohne Konto lesbar.",
    )
    correction = PlainTextField(
        "Korrekturhinweis",
        max_length=1000,
        blank=True,
        help_text="Öffentlich: was berichtigt wurde. Steht unter dem Teaser.",
    )
    corrected_at = models.DateTimeField("Berichtigt am", null=True, blank=True, editable=False)
    withdrawal_note = PlainTextField(
        "Hinweis zum Zurückziehen",
        max_length=1000,
        blank=True,
        help_text="Öffentlich: warum der Artikel zurückgezogen wurde. Steht an seiner Stelle.",
    )
    version = models.PositiveIntegerField("Fassung", default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="Angelegt von",
    )
    external_id = models.CharField(  # noqa: DJ001 - NULL: only imported articles have one
        "Kennung beim Import", max_length=200, null=True, blank=True, editable=False
    )
    import_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField("Angelegt am", default=timezone.now, editable=False)
    changed_at = models.DateTimeField("Geändert am", auto_now=True)
    renewed_at = models.GeneratedField(
        verbose_name="Für Leser neu seit",
        expression=Greatest("changed_at", "published_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = "Artikel"
        verbose_name_plural = "Artikel"
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_article", "Can publish and withdraw articles")]
        indexes = [
            # These two are not for published ones alone: SQLite would rather sort than use them.
            models.Index(fields=["state", "-published_at", "-id"], name="article_published"),
            models.Index(
                fields=["source", "state", "-published_at", "-id"], name="article_source_published"
            ),
            models.Index(
                models.F("id") / SITEMAP_SIZE,
                models.F("renewed_at").desc(),
                name="article_sitemap",
                condition=models.Q(state="published"),
            ),
            models.Index(fields=["state", "-id"], name="article_state"),
            models.Index(fields=["original_url"], name="article_original_url"),
            models.Index(fields=["-id"], name="article_open", condition=models.Q(open_to_all=True)),
            models.Index(
                fields=["changed_at"],
                name="article_in_review",
                condition=models.Q(state="review"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["external_id"], name="article_external_id_unique"),
            models.CheckConstraint(
                condition=~models.Q(headline=""),
                name="article_headline_not_blank",
                violation_error_message="Ein Artikel braucht eine Schlagzeile.",
            ),
            models.CheckConstraint(
                condition=~models.Q(teaser=""),
                name="article_teaser_not_blank",
                violation_error_message="Ein Artikel braucht einen Teaser: Ihn lesen alle.",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="article_published_has_time",
                violation_error_message="Bitte geben Sie an, wann der Artikel erscheint.",
            ),
            models.CheckConstraint(
                condition=models.Q(correction="", corrected_at__isnull=True)
                | (~models.Q(correction="") & models.Q(corrected_at__isnull=False)),
                name="article_correction_has_time",
                violation_error_message="Ein Korrekturhinweis trägt den Zeitpunkt der Korrektur.",
            ),
        ]

    def __str__(self) -> str:
        return self.headline

    def get_absolute_url(self) -> str:
        return address("article", self.pk, self.slug)

    @property
    def slug(self) -> str:
        return slug_of(self.headline, fallback="artikel")

    @property
    def is_published(self) -> bool:
        """Twin of `ArticleQuerySet.published()`."""
        return self.state == self.State.PUBLISHED and _is_past(self.published_at)

    @property
    def is_gone(self) -> bool:
        """Withdrawn after it had appeared. What never appeared does not exist for the public."""
        return self.state == self.State.WITHDRAWN and _is_past(self.published_at)

    @property
    def state_label(self) -> str:
        """What editors call its state: "planned" is one of theirs, though not of the database's."""
        return SCHEDULED if self.is_scheduled else self.State(self.state).label

    @property
    def is_scheduled(self) -> bool:
        return self.state == self.State.PUBLISHED and not _is_past(self.published_at)


def _is_past(moment: datetime | None) -> bool:
    return moment is not None and moment <= timezone.now()
