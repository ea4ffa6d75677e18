"""Our mails: a subject and a text; the HTML part is set from the text, so that both say the same."""

from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string


def send(template: str, to: str, context: dict[str, Any]) -> None:
    """Render `<template>_subject.txt` and `<template>_message.txt`, and put the mail out."""
    build(template, to, context).send()


def build(template: str, to: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    context = context | {
        "SITE_NAME": settings.SITE_NAME,
        "ACCOUNT_NAME": settings.ACCOUNT_NAME,
        "BASE_URL": settings.BASE_URL,
    }
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    text = render_to_string(f"{template}_message.txt", context).strip() + "\n"
    # Answers of a machine are no occasion for a machine's answer (RFC 3834).
    headers = {"Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(subject, text, to=[to], headers=headers)
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    html = render_to_string("mail/layout.html", context | {"paragraphs": paragraphs})
    mail.attach_alternative(html, "text/html")
    return mail
