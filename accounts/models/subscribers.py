"""Who subscribed before, from which list, and who left."""

from django.db import models
from django.utils import timezone

from accounts.addresses import AddressField
from accounts.models.user import User


class SubscriberImport(models.Model):
    """One reading of a list: which file, by whom, with what outcome."""

    class State(models.TextChoices):
        WAITING = "waiting", "Wartet"
        RUNNING = "running", "Läuft"
        CHECKED = "checked", "Geprüft"
        DONE = "done", "Übernommen"
        FAILED = "failed", "Gescheitert"

    file_name = models.CharField("Datei", max_length=255)
    upload = models.FileField("Liste", upload_to="imports", blank=True)
    ignored_columns = models.JSONField("Übergangene Spalten", default=list, blank=True)
    dry_run = models.BooleanField("Nur prüfen", default=False)
    state = models.CharField("Stand", max_length=10, choices=State, default=State.WAITING)
    verdicts = models.JSONField("Ergebnis", default=dict)
    message = models.TextField("Meldung", blank=True)
    report_name = models.CharField("Bericht", max_length=255, blank=True)
    bytes_total = models.PositiveBigIntegerField("Größe", default=0)
    bytes_read = models.PositiveBigIntegerField("Gelesen", default=0)
    started_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name="Von"
    )
    created_at = models.DateTimeField("Begonnen am", default=timezone.now)
    beat_at = models.DateTimeField("Letztes Lebenszeichen", null=True)
    finished_at = models.DateTimeField("Beendet am", null=True)

    class Meta:
        verbose_name = "Import einer Liste"
        verbose_name_plural = "Importe"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.file_name}, {timezone.localtime(self.created_at):%d.%m.%Y %H:%M}"


class LegacySubscriber(models.Model):
    """An imported kommunalwirtschaft.eu address; with `user` once it has an account."""

    # Unique by a constraint below: `unique=True` would add a second index for LIKE on PostgreSQL,
    # which nothing here uses and every import would pay for.
    email = AddressField("E-Mail-Adresse")
    first_name = models.CharField("Vorname", max_length=100, blank=True)
    last_name = models.CharField("Nachname", max_length=100, blank=True)
    organisation = models.CharField("Organisation", max_length=200, blank=True)
    subscribed_at = models.DateTimeField("Abonniert am", null=True, blank=True)
    unsubscribed_at = models.DateTimeField("Abbestellt am", null=True, blank=True)
    consent_source = models.CharField("Herkunft der Einwilligung", max_length=200, blank=True)
    imported_at = models.DateTimeField("Übernommen am", default=timezone.now, editable=False)
    imported_in = models.ForeignKey(
        SubscriberImport,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="subscribers",
        verbose_name="Aus",
    )
    user = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="legacy_subscriptions",
        verbose_name="Konto",
        editable=False,
    )
    claimed_at = models.DateTimeField("Passwort ergänzt am", null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "kommunalwirtschaft.eu-Abonnement"
        verbose_name_plural = "kommunalwirtschaft.eu-Abonnements"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="legacy_email_unique",
                violation_error_message="Diese Adresse ist schon in der Liste.",
            ),
            models.CheckConstraint(
                condition=models.Q(unsubscribed_at__isnull=True)
                | models.Q(subscribed_at__isnull=True)
                | models.Q(unsubscribed_at__gte=models.F("subscribed_at")),
                name="legacy_left_after_joining",
                violation_error_message="Die Abbestellung liegt vor dem Abonnement.",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) | models.Q(claimed_at__isnull=False),
                name="legacy_account_has_claim_time",
                violation_error_message="Ein Abonnement mit Konto hat einen Zeitpunkt der Übernahme.",
            ),
        ]

    def __str__(self) -> str:
        return self.email


class Suppression(models.Model):
    """An address that left, and whose row is gone: a later list must not bring it back."""

    address_hash = models.CharField("Prüfsumme der Adresse", max_length=64, primary_key=True)
    key_id = models.CharField("Schlüssel der Prüfsumme", max_length=8)
    unsubscribed_at = models.DateTimeField("Abbestellt am")
    moved_to = models.ForeignKey(
        LegacySubscriber,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="Abonnement unter einer neuen Adresse",
    )
    """What its owner took along: a list that says that this address left ends it."""

    class Meta:
        verbose_name = "Sperrvermerk"
        verbose_name_plural = "Sperrvermerke"

    def __str__(self) -> str:
        return f"Abbestellt am {self.unsubscribed_at:%d.%m.%Y}"
