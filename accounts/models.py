"""Who may log in, who subscribed before, and who is on the way from one to the other."""

import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.addresses import AddressField

NEXT_MAX_LENGTH = 500
HAS_VERIFIED_ADDRESS = """EXISTS (
    SELECT 1 FROM account_emailaddress address
    WHERE address.user_id = accounts_user.id AND address.verified)"""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=email, **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def with_membership(self) -> models.QuerySet["User"]:
        """Users that know without a further query whether their address is verified.

        Raw SQL: building this part with the ORM costs more than running the query, for each page.
        """
        verified = RawSQL(HAS_VERIFIED_ADDRESS, (), models.BooleanField())  # noqa: S611 - a constant
        return self.annotate(has_verified_address=verified)

    def administrators(self) -> models.QuerySet["User"]:
        """Who can give and take rights in the newsroom."""
        return self.filter(is_active=True, is_staff=True, is_superuser=True)


class User(AbstractBaseUser, PermissionsMixin):
    """An account: an e-mail address and a password."""

    email = AddressField(
        "E-Mail-Adresse",
        unique=True,
        error_messages={"unique": "Ein Konto mit dieser Adresse gibt es schon."},
    )
    # room for a legacy subscriber's first and last name
    name = models.CharField("Name", max_length=250, blank=True)
    organisation = models.CharField("Organisation", max_length=200, blank=True)
    is_staff = models.BooleanField(
        "Redaktion", default=False, help_text="Darf sich in der Redaktion anmelden."
    )
    is_active = models.BooleanField(
        "Aktiv", default=True, help_text="Ohne diesen Haken ist das Konto gesperrt."
    )
    date_joined = models.DateTimeField("Angelegt am", default=timezone.now)
    session_generation = models.PositiveIntegerField(
        "Generation der Sitzungen", default=0, db_default=0, editable=False
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "Konto"
        verbose_name_plural = "Konten"
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, **options: Any) -> "User":
        user = super().from_db(db, field_names, values, **options)
        vars(user)["_read"] = dict(zip(field_names, values, strict=True))
        return user

    def save(self, *args: Any, **options: Any) -> None:
        """Of a row that was read, write what was changed since, and no row that is gone.

        A session's account is read when its request begins. Written as a whole at the end, it
        would undo what an administrator, or its owner in another tab, did meanwhile: lock it,
        change the password, delete it.
        """
        read: dict[str, Any] | None = vars(self).get("_read")
        loaded = {
            field.attname: vars(self)[field.attname]
            for field in self._meta.concrete_fields
            if field.attname in vars(self)  # not deferred
        }
        if read is not None and not args and options.keys() <= {"using"}:
            options["update_fields"] = [
                name for name, value in loaded.items() if name not in read or read[name] != value
            ]
        super().save(*args, **options)
        if read is not None:
            written = options.get("update_fields")
            read |= {
                name: value for name, value in loaded.items() if written is None or name in written
            }

    def get_session_auth_hash(self) -> str:
        """What a session must know: it ends with the password, and by `devices.log_out_everywhere`."""
        value = f"{self.session_generation}:{self.password}"
        return salted_hmac("accounts.session", value, algorithm="sha256").hexdigest()

    @property
    def is_member(self) -> bool:
        """Whether this account reads full texts: active, with an address that was verified.

        One query, none for users loaded by `UserManager.with_membership()`.
        """
        if not self.is_active:
            return False
        annotated: bool | None = self.__dict__.get("has_verified_address")
        if annotated is not None:
            return bool(annotated)  # SQLite's raw answers are numbers
        return bool(EmailAddress.objects.filter(user=self, verified=True).exists())


class Consent(models.Model):
    """Proof that somebody agreed: to which wording, in which form, when. Append-only."""

    SUBSCRIBED_AGAIN = "wieder abonniert"  # a form

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="consents", verbose_name="Konto"
    )
    wording = models.CharField("Fassung", max_length=50)
    form = models.CharField("Formular", max_length=50)
    given_at = models.DateTimeField("Erteilt am")

    class Meta:
        verbose_name = "Einwilligung"
        verbose_name_plural = "Einwilligungen"
        ordering = ["-given_at"]

    def __str__(self) -> str:
        return f"{self.form}, Fassung {self.wording}"


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
    ignore_extra = models.BooleanField("Unbekannte Spalten übergehen", default=False)
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

    class Meta:
        verbose_name = "Sperrvermerk"
        verbose_name_plural = "Sperrvermerke"

    def __str__(self) -> str:
        return f"Abbestellt am {self.unsubscribed_at:%d.%m.%Y}"


class MailQuota(models.Model):
    """When mails went to an address in the last day; kept by `quota.take`."""

    address_hash = models.CharField("Prüfsumme der Adresse", max_length=64, primary_key=True)
    sent_at = models.JSONField("Zeitpunkte", default=list)
    last_at = models.DateTimeField("Zuletzt", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "Mailkontingent"
        verbose_name_plural = "Mailkontingente"

    def __str__(self) -> str:
        return f"{len(self.sent_at)} E-Mails"


class PendingSignUp(models.Model):
    """A sign-up, claim or reset that waits for its code. Nothing changes before the code came back.

    The password lives here as a hash until then, so whoever proves the address gets the password
    that was chosen in the same browser, whatever others began with that address.
    """

    class Form(models.TextChoices):
        SIGN_UP = "registrierung", "Registrierung"
        CLAIM = "kommunalwirtschaft", "kommunalwirtschaft.eu"
        RESET = "passwort", "Neues Passwort"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = AddressField("E-Mail-Adresse")
    form = models.CharField("Formular", max_length=20, choices=Form)
    password = models.CharField("Passwort (Hash)", max_length=128)
    wording = models.CharField("Fassung der Bedingungen", max_length=50)
    next_url = models.CharField("Danach", max_length=NEXT_MAX_LENGTH, blank=True)
    created_at = models.DateTimeField("Begonnen am", default=timezone.now)
    expires_at = models.DateTimeField("Gültig bis", db_index=True)
    key_id = models.CharField("Schlüssel des Codes", max_length=8)
    code_number = models.PositiveSmallIntegerField("Nummer des Codes", default=1)
    is_mailed = models.BooleanField("Code verschickt", default=False)
    attempts = models.PositiveSmallIntegerField("Versuche mit diesem Code", default=0)
    used_at = models.DateTimeField("Eingelöst am", null=True, blank=True)

    class Meta:
        verbose_name = "begonnene Registrierung"
        verbose_name_plural = "begonnene Registrierungen"

    def __str__(self) -> str:
        return f"{self.get_form_display()} vom {self.created_at:%d.%m.%Y %H:%M}"


class AddressCode(models.Model):
    """A code that proves an address of an account: a new one, or an unproven one at login.

    allauth keeps code and address in the session; what must hold against parallel requests, and
    what a deletion must find, stands here.
    """

    key = models.CharField("Prüfsumme von Adresse und Code", max_length=64, primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", verbose_name="Konto")
    email = AddressField("E-Mail-Adresse")
    session_key = models.CharField("Sitzung", max_length=40)
    is_mailed = models.BooleanField("Code verschickt")
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    created_at = models.DateTimeField("Erzeugt am", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "Code für eine Adresse"
        verbose_name_plural = "Codes für Adressen"

    def __str__(self) -> str:
        return f"Code vom {self.created_at:%d.%m.%Y %H:%M}"
