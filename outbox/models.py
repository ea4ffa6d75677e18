"""A mail on its way: written with the transaction that caused it, deleted once it is sent."""

from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from typing import Any, Self
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.encoding import punycode

LEASE = timedelta(minutes=5)
"""How long a worker may take for one mail before another may try it.

Longer than the five steps of one mail (MAIL, RCPT, DATA, text, answer) may take, each of them up to
EMAIL_TIMEOUT. Where a server is slower still, a mail may arrive twice, with the same Message-ID.
"""

BACKOFF = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 30, 60, 180, 360)]
"""Waits after failed attempts; after the last one the mail is given up and kept for a look."""

FREE_INTERRUPTIONS = 5
"""So often a broken connection costs a mail no attempt. From then on the mail itself may be why."""

KEPT_FOR = timedelta(days=7)
"""How long a mail that was given up is kept for a look."""


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> Self:
        return self.filter(not_before__lte=now, given_up_at=None)

    def forgotten(self, now: datetime) -> Self:
        """Given up so long ago that nobody will look at them; they hold addresses."""
        return self.filter(given_up_at__lt=now - KEPT_FOR)

    def claim_next(self) -> "OutgoingMail | None":
        """The mail that has been due for longest, for this worker alone until its lease ends.

        One query to find it, one conditional UPDATE to claim it; more where others were faster.
        """
        now = timezone.now()
        due = self.due(now).order_by("not_before", "pk")
        for pk in due.values_list("pk", flat=True)[:20]:
            claimed = self.due(now).filter(pk=pk)
            is_ours = claimed.update(not_before=now + LEASE, attempts=F("attempts") + 1)
            if is_ours and (mail := self.filter(pk=pk).first()):  # deleted with its account: next
                return mail
        return None


def new_message_id(from_email: str) -> str:
    """A Message-ID in the sender's domain."""
    domain = parseaddr(from_email)[1].rpartition("@")[2]
    return f"<{uuid4().hex}@{punycode(domain)}>"


class OutgoingMail(models.Model):
    to = models.JSONField("An")
    from_email = models.CharField("Von", max_length=320)
    subject = models.CharField("Betreff", max_length=500)
    text = models.TextField("Text")
    html = models.TextField("HTML", blank=True)
    headers = models.JSONField("Kopfzeilen", default=dict)
    message_id = models.CharField("Message-ID", max_length=320)
    created_at = models.DateTimeField("Geschrieben am", default=timezone.now)
    not_before = models.DateTimeField("Frühestens", default=timezone.now, db_index=True)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    interruptions = models.PositiveSmallIntegerField("Abgebrochene Verbindungen", default=0)
    given_up_at = models.DateTimeField("Aufgegeben am", null=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "ausgehende E-Mail"
        verbose_name_plural = "ausgehende E-Mails"

    def __str__(self) -> str:
        return f"E-Mail {self.pk}"

    def as_message(self) -> EmailMultiAlternatives:
        """The same however often it is sent: Message-ID and date are those of its writing."""
        written_at = timezone.localtime(self.created_at, timezone.get_default_timezone())
        headers = {"Message-ID": self.message_id, "Date": format_datetime(written_at)}
        message = EmailMultiAlternatives(
            self.subject, self.text, self.from_email, self.to, headers=headers | self.headers
        )
        if self.html:
            message.attach_alternative(self.html, "text/html")
        return message

    def postpone(self) -> None:
        """Try again later, or give up after the last wait."""
        if self.attempts > len(BACKOFF):
            self.give_up()
        else:
            self._end_claim(not_before=timezone.now() + BACKOFF[self.attempts - 1])

    def give_up(self) -> None:
        """Never try again; keep it for a look."""
        self._end_claim(given_up_at=timezone.now())

    def release(self) -> None:
        """Hand it back as if it had not been tried, behind all mails that are due."""
        if self.interruptions >= FREE_INTERRUPTIONS:
            self.postpone()
            return
        self._end_claim(
            not_before=timezone.now(),
            attempts=F("attempts") - 1,
            interruptions=F("interruptions") + 1,
        )

    def _end_claim(self, **changes: Any) -> None:
        """Change the row, unless the lease ended meanwhile and another worker has it."""
        OutgoingMail.objects.filter(pk=self.pk, not_before=self.not_before).update(**changes)
