"""Who is on the way to an account or an address: codes that were mailed, and how many."""

import uuid

from django.db import models
from django.utils import timezone

from accounts.addresses import AddressField
from accounts.models.user import User

NEXT_MAX_LENGTH = 1_000


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
