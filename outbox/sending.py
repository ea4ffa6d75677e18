"""Sending what lies in the outbox: one connection, one mail after the other."""

import logging
import re
import smtplib
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from outbox.models import OutgoingMail

logger = logging.getLogger("outbox")

SERVICE_NOT_AVAILABLE = 421
PERMANENT = 500
NO_CODE = -1  # smtplib's, for an answer that does not begin with a number
ENHANCED_CODE = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")


class Round(NamedTuple):
    """What became of one look into the outbox."""

    sent: int = 0
    is_server_away: bool = False


def send_due() -> int:
    """Send every mail that is due, the longest due first. Returns how many went out."""
    return send_round().sent


def send_round(is_stopped: Callable[[], bool] = lambda: False) -> Round:
    """Send every mail that is due, until the connection fails or `is_stopped` says so.

    A failure of the connection stops the round and costs no mail an attempt: the mails stay due. A
    mail that the server refuses for good is given up and kept; one that it refuses for now waits,
    and does not stop the others. No database lock is held while the mail server is spoken to.
    """
    OutgoingMail.objects.forgotten(timezone.now()).delete()
    if is_stopped() or not OutgoingMail.objects.due(timezone.now()).exists():
        return Round()
    connection = get_connection(settings.OUTBOX_BACKEND)
    sent = 0
    try:
        connection.open()
    except Exception as error:  # noqa: BLE001 - no network, a host that is no name, an answer that is none
        _close(connection)
        logger.warning("No connection to the mail server: %s", describe(error))
        return Round(is_server_away=True)
    try:
        while not is_stopped() and (mail := OutgoingMail.objects.claim_next()) is not None:
            try:
                connection.send_messages([mail.as_message()])
            except Exception as error:  # noqa: BLE001 - whatever one mail causes, the others go on
                if not _settle(mail, error):
                    return Round(sent, is_server_away=True)
            else:
                mail.delete()
                sent += 1
    finally:
        _close(connection)
    return Round(sent)


def describe(error: Exception) -> str:
    """An error for the log: its kind and codes. The server's own words may name an address."""
    code, text = _reply(error)
    enhanced = ENHANCED_CODE.match(text)
    parts = [type(error).__name__, str(code or ""), enhanced[0].decode() if enhanced else ""]
    return " ".join(part for part in parts if part)


def _settle(mail: OutgoingMail, error: Exception) -> bool:
    """Decide what becomes of a mail that was not sent. Returns whether the round may go on."""
    code, _ = _reply(error)
    what = describe(error)
    if code in {SERVICE_NOT_AVAILABLE, NO_CODE} or _is_of_the_connection(error):
        logger.warning("The connection failed at mail %s: %s", mail.pk, what)
        mail.release()
        return False
    if code >= PERMANENT and not isinstance(error, smtplib.SMTPSenderRefused):
        logger.error("Mail %s was refused for good: %s", mail.pk, what)
        mail.give_up()
    else:  # a refused sender is the operator's to mend; no mail shall be lost to that
        logger.warning("Mail %s was not sent, attempt %s: %s", mail.pk, mail.attempts, what)
        mail.postpone()
    return True


def _is_of_the_connection(error: Exception) -> bool:
    if type(error) is smtplib.SMTPResponseException:
        return True  # smtplib's own: a reply of more than 8,192 bytes, after which it hangs up
    if isinstance(error, smtplib.SMTPException):
        return isinstance(
            error,
            (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError),
        )
    return isinstance(error, OSError)


def _reply(error: Exception) -> tuple[int, bytes]:
    """The server's answer; of several recipients the mildest; (0, b"") where it gave none."""
    match error:
        case smtplib.SMTPRecipientsRefused():
            return min(error.recipients.values(), key=lambda reply: reply[0])
        case smtplib.SMTPResponseException():
            text = error.smtp_error
            return error.smtp_code, text if isinstance(text, bytes) else text.encode()
        case _:
            return 0, b""


def _close(connection: BaseEmailBackend) -> None:
    """Close a connection that may be broken already."""
    try:
        connection.close()
    except OSError:
        logger.debug("The mail server had gone.")
