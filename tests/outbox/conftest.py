"""A mail server that speaks SMTP, and misbehaves where a test says so."""

import asyncio
import contextlib
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core.mail import EmailMultiAlternatives

from bench.servers import free_port
from outbox.backend import EmailBackend

DROP, HANG = "drop the connection", "hang"


class MailServer(Controller):
    """`behaviour` maps a command (EHLO, MAIL, RCPT, DATA, TEXT) to an answer, DROP or HANG.

    TEXT stands for the end of the mail: what it does there comes after the mail was received.
    """

    def __init__(self):
        super().__init__(self, hostname="127.0.0.1", port=free_port())
        self.behaviour, self.received, self.greetings = {}, [], []
        self.after_text = lambda: None
        self._hanging = []

    def factory(self):
        return SMTP(self, hostname="post.example", enable_SMTPUTF8=False)

    async def _misbehave(self, command, server):
        answer = self.behaviour.get(command)
        if answer == DROP:
            server.transport.abort()
        elif answer == HANG:
            self._hanging.append(asyncio.current_task())
            await asyncio.Event().wait()
        return answer

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        self.greetings.append(hostname)
        session.host_name = hostname
        answer = await self._misbehave("EHLO", server)
        return [answer] if answer else responses

    async def handle_HELO(self, server, session, envelope, hostname):  # noqa: N802
        """What smtplib tries after a refused EHLO."""
        session.host_name = hostname
        return await self._misbehave("EHLO", server) or "250 OK"

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        envelope.mail_from = address
        return await self._misbehave("MAIL", server) or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = await self._misbehave("RCPT", server) or self.behaviour.get(address)
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        self.after_text()
        return await self._misbehave("TEXT", server) or "250 OK"

    @property
    def subjects(self):
        return [message["Subject"] for message in self.received]

    def stop(self, *args, **options):
        for task in self._hanging:
            self.loop.call_soon_threadsafe(task.cancel)
        with contextlib.suppress(AssertionError):  # stopped already
            super().stop(*args, **options)


@pytest.fixture
def mail_server(settings):
    server = MailServer()
    server.start()
    settings.OUTBOX_BACKEND = "outbox.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = server.hostname, server.port
    settings.EMAIL_TIMEOUT = 0.5
    yield server
    server.stop()


@pytest.fixture
def put(db):
    """Write a mail to the outbox."""

    def put(subject="Ihr Code", to="nora@stadt.example"):
        message = EmailMultiAlternatives(
            subject, "Text", "Zeitung <post@zeitung.example>", [to], headers={"X-A": "b"}
        )
        message.attach_alternative("<p>HTML</p>", "text/html")
        EmailBackend().send_messages([message])

    return put
