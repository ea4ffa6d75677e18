"""Sending what lies in the outbox."""

import logging

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from outbox.models import OutgoingMail

logger = logging.getLogger("outbox")


def send_due() -> int:
    """Send every mail that is due, oldest first; how many went out.

    No database lock is held while the mail server is spoken to. A mail that cannot be sent waits
    for its next attempt and does not stop the others. Errors are logged without addresses.
    """
    OutgoingMail.objects.forgotten(timezone.now()).delete()
    connection: BaseEmailBackend | None = None
    sent = 0
    try:
        while (mail := OutgoingMail.objects.claim_next()) is not None:
            try:
                if connection is None:
                    connection = get_connection(settings.OUTBOX_BACKEND)
                    connection.open()
                connection.send_messages([mail.as_message()])
            except Exception as error:  # noqa: BLE001 - whatever a mail server does, the next mail goes on
                logger.warning(
                    "Mail %s was not sent, attempt %s: %s",
                    mail.pk,
                    mail.attempts,
                    type(error).__name__,
                )
                mail.postpone()
                _close(connection)
                connection = None
            else:
                mail.delete()
                sent += 1
    finally:
        _close(connection)
    return sent


def _close(connection: BaseEmailBackend | None) -> None:
    """Close a connection that may be broken already."""
    if connection is not None:
        try:
            connection.close()
        except OSError:
            logger.debug("The mail server had gone.")
