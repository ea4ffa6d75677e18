"""Every mail: German and formal, with links to this site alone, and nothing that tells of a reader."""

import re

import pytest
from django.conf import settings

from accounts.mails import build

TEMPLATES = settings.BASE_DIR / "templates"
MAILS = sorted(
    str(file.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for file in TEMPLATES.rglob("*_message.txt")
)
LINK = re.compile(r"https?://[^\s\"<]+")
FAMILIAR = re.compile(r"\b([Dd]u|[Dd]ein\w*|[Dd]ir|[Dd]ich|[Dd]einem)\b")


def parts(name):
    context = {"code": "123456", "minutes": 30, "next_url": "/thema/klimaschutz/", "is_claim": True}
    mail = build(name, "martha@altenbrueck.example", context)
    ((html, kind),) = mail.alternatives
    assert kind == "text/html"
    return mail.subject, mail.body, html


def test_there_are_mails():
    assert len(MAILS) > 15


@pytest.mark.parametrize("name", MAILS)
def test_nothing_in_it_reports_back(name):
    _, text, html = parts(name)

    assert re.findall(r"<(?:img|script|link|iframe|object|video|audio)|url\(|@import", html) == []
    for part in (text, html):
        for link in LINK.findall(part):
            assert re.fullmatch(r"http://testserver(/[a-z/-]*(\?next=/thema/klimaschutz/)?)?", link)


@pytest.mark.parametrize("name", MAILS)
def test_it_is_formal_and_german(name):
    subject, text, _ = parts(name)
    text = LINK.sub("", text)

    assert text.startswith("Guten Tag,")
    assert FAMILIAR.findall(subject + text) == []
    assert not re.search(r"\b(your|you|password|please|account)\b", subject + text, re.IGNORECASE)
