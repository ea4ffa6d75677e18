"""The demo's mails, readable in the browser. Only routed where DEMO is on."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

SEPARATOR = b"-" * 79 + b"\n"  # what Django's file backend writes after each mail
SHOWN = 50


@dataclass(frozen=True)
class Mail:
    key: str
    to: str
    subject: str
    sent_at: datetime | None
    text: str


def inbox(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/inbox.html", {"mails": _mails()[:SHOWN]})


def mail(request: HttpRequest, key: str) -> HttpResponse:
    for found in _mails():
        if found.key == key:
            return render(request, "demo/mail.html", {"mail": found})
    raise Http404("No such mail.")


def _mails() -> list[Mail]:
    """Newest first."""
    if not settings.EMAIL_FILE_PATH:
        return []
    mails: list[Mail] = []
    for file in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), reverse=True):
        parts = [part for part in file.read_bytes().split(SEPARATOR) if part.strip()]
        mails += [_read(f"{file.stem}-{number}", part) for number, part in enumerate(parts)][::-1]
    return mails


def _read(key: str, content: bytes) -> Mail:
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101 - what the default policy makes
    text = message.get_body(("plain",))
    date = message["Date"]
    return Mail(
        key=key,
        to=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=date.datetime if date else None,
        text=text.get_content() if text else "",
    )
