"""A mail on its way: written with the transaction that caused it, deleted once it is sent."""

from datetime import datetime, timedelta
from typing import Self

from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import F
from django.utils import timezone

LEASE = timedelta(minutes=5)
"""How long a worker may take for one mail before another may try it."""

BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60, 180, 360)]
"""Waits after failed attempts; after the last one the mail is given up and kept for a look."""


KEPT_FOR = timedelta(days=7)
"""How long a mail that was given up is kept for a look."""


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> Self:
        return self.filter(not_before__lte=now, given_up_at=None)

    def forgotten(self, now: datetime) -> Self:
        """Given up so long ago that nobody will look at them; they hold addresses."""
        return self.filter(given_up_at__lt=now - KEPT_FOR)

    def claim_next(self) -> "OutgoingMail | None":
        """The oldest due mail, for this worker alone: two workers never get the same one.

        One query to find it, one conditional UPDATE to claim it; more where others were faster.
        """
        now = timezone.now()
        for pk in self.due(now).order_by("pk").values_list("pk", flat=True)[:20]:
            claimed = self.due(now).filter(pk=pk)
            if claimed.update(not_before=now + LEASE, attempts=F("attempts") + 1):
                return self.get(pk=pk)
        return None


class OutgoingMail(models.Model):
    to = models.JSONField("An")
    from_email = models.CharField("Von", max_length=320)
    subject = models.CharField("Betreff", max_length=500)
    text = models.TextField("Text")
    html = models.TextField("HTML", blank=True)
    headers = models.JSONField("Kopfzeilen", default=dict)
    created_at = models.DateTimeField("Geschrieben am", default=timezone.now)
    not_before = models.DateTimeField("Frühestens", default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    given_up_at = models.DateTimeField("Aufgegeben am", null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "ausgehende E-Mail"
        verbose_name_plural = "ausgehende E-Mails"

    def __str__(self) -> str:
        return f"E-Mail {self.pk}"

    def as_message(self) -> EmailMultiAlternatives:
        message = EmailMultiAlternatives(
            self.subject, self.text, self.from_email, self.to, headers=self.headers
        )
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message

    def postpone(self) -> None:
        """Try again later, or give up after the last wait."""
        now = timezone.now()
        if self.attempts > len(BACKOFF):
            self.given_up_at = now
        else:
            self.not_before = now + BACKOFF[self.attempts - 1]
        self.save(update_fields=["given_up_at", "not_before"])
