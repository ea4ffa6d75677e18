"""The e-mail backend that writes to the outbox instead of talking to a mail server."""

from collections.abc import Sequence

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from outbox.models import OutgoingMail, new_message_id


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the mails down, in the caller's transaction. One query."""
        rows = [_row_of(message) for message in email_messages if message.to]
        OutgoingMail.objects.bulk_create(rows)
        return len(rows)


def _row_of(message: EmailMessage) -> OutgoingMail:
    """Raises ValueError for what the outbox does not carry, rather than losing it."""
    if message.attachments or message.cc or message.bcc or message.reply_to:
        raise ValueError("The outbox carries no attachments, copies or reply addresses.")
    message.message()  # refuses line breaks in headers here, where the caller can see it
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    html = next((str(part[0]) for part in alternatives if part[1] == "text/html"), "")
    return OutgoingMail(
        to=list(message.to),
        from_email=message.from_email,
        subject=str(message.subject),
        text=str(message.body),
        html=html,
        headers=dict(message.extra_headers),
        message_id=new_message_id(message.from_email),
    )
