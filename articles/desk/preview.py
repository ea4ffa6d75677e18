"""The article as it would stand in the paper, from a form that nobody has saved.

The pages are the paper's own template. They are rendered for this one request, never kept, never
indexed, and never reached by an address that could be passed on.
"""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import html
from articles.models import Article, Picture, Source

KINDS = {
    "anonym": "Ohne Konto",
    "mitglied": "Mitglied",
    "telefon": "Telefon",
    "druck": "Druck",
    "karte": "Geteilter Link",
}
_NUMBER = re.compile(r"[0-9]{1,18}")
WITH_BODY = {"mitglied", "telefon", "druck"}


def view(desk: "ModelAdmin[Article]") -> Callable[[HttpRequest], HttpResponse]:
    """POST the article form with `als=` one of KINDS. No query writes."""

    @require_POST
    def preview(request: HttpRequest) -> HttpResponse:
        if not desk.has_add_permission(request) and not desk.has_change_permission(request):
            raise PermissionDenied
        kind = request.POST.get("als", "")
        kind = kind if kind in KINDS else "anonym"
        page = _page(desk, request, kind)
        context = {"kind": kind, "name": KINDS[kind], **page}
        response = render(request, f"admin/articles/article/preview_{_frame(kind)}.html", context)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's mark
        return response

    return preview


def _frame(kind: str) -> str:
    return kind if kind in {"karte", "telefon"} else "page"


def _page(desk: "ModelAdmin[Article]", request: HttpRequest, kind: str) -> dict[str, Any]:
    """The template's context, and for a telephone the whole page as a text."""
    article, topics, body = _typed(desk, request)
    picture = _stored_picture(desk, request)
    if picture is not None:
        article.picture = picture
    context = {
        "article": article,
        "topics": topics,
        "body": html.render(body) if kind in WITH_BODY or article.open_to_all else None,
        "related": [],
        "structured_data": "{}",
        "host": settings.BASE_URL.partition("://")[2],
        # The paper's head as its readers see it, not the editor's own.
        "user": AnonymousUser(),
        "has_session": False,
        "messages": [],
    }
    if kind == "telefon":
        context["page"] = render_to_string(
            "admin/articles/article/preview_page.html", context | {"is_framed": True}, request
        )
    return context


def _stored_picture(desk: "ModelAdmin[Article]", request: HttpRequest) -> Picture | None:
    """Of the article in the form; an upload is only looked at when it is saved."""
    pk = request.POST.get("article", "")
    if "picture_removed" in request.POST or not _NUMBER.fullmatch(pk):
        return None
    return Picture.objects.filter(article__in=desk.get_queryset(request).filter(pk=pk)).first()


def _typed(desk: "ModelAdmin[Article]", request: HttpRequest) -> tuple[Article, list[Any], str]:
    """What the form says so far; what is missing or wrong is left out or stands in brackets."""
    form = desk.get_form(request)(request.POST)
    form.is_valid()
    data = form.cleaned_data
    source = data.get("source") or Source(name="(Quelle fehlt)", slug="fehlt")
    correction = data.get("correction", "")
    article = Article(
        pk=0,
        headline=data.get("headline") or "(Schlagzeile fehlt)",
        subheadline=data.get("subheadline", ""),
        teaser=data.get("teaser") or "(Teaser fehlt)",
        source=source,
        original_url=data.get("original_url", ""),
        published_at=data.get("published_at") or timezone.now(),
        open_to_all=data.get("open_to_all", False),
        correction=correction,
        corrected_at=timezone.now() if correction else None,
    )
    return article, list(data.get("topics") or []), data.get("body", "")
