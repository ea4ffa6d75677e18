"""The article as it would stand in the paper, from a form that nobody has saved.

The pages are the paper's own template. They are rendered for this one request, never kept, never
indexed, and never reached by an address that could be passed on.
"""

import base64
import io
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
from PIL import Image

from articles import cards, html
from articles.models import Article, Picture, Source
from articles.paging import number_in
from articles.views.article import page_context

KINDS = {
    "anonym": "Ohne Konto",
    "mitglied": "Mitglied",
    "telefon": "Telefon",
    "druck": "Druck",
    "karte": "Geteilter Link",
}
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
        response._csp_update = {"frame-src": ["'self'"], "img-src": ["data:"]}  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's mark
        return response

    return preview


def _frame(kind: str) -> str:
    return kind if kind in {"karte", "telefon"} else "page"


def _page(desk: "ModelAdmin[Article]", request: HttpRequest, kind: str) -> dict[str, Any]:
    """The template's context, and for a telephone the whole page as a text."""
    form = desk.get_form(request)(request.POST, request.FILES)
    form.is_valid()
    data = form.cleaned_data
    article = _completed(form.instance, data.get("source"))
    may_read = kind in WITH_BODY or article.open_to_all
    context = page_context(
        article,
        html.render(data.get("body", "")) if may_read else None,
        picture=_picture_of(data, _stored_picture(desk, request)),
        topics=list(data.get("topics") or []),
        related=[],
        card_url=f"data:image/png;base64,{base64.b64encode(cards.png(article)).decode()}",
        structured_data="{}",
        host=settings.BASE_URL.partition("://")[2],
        # The paper's head as its readers see it, not the editor's own.
        user=AnonymousUser(),
        has_session=False,
        messages=[],
    )
    if kind == "telefon":
        context["page"] = render_to_string(
            "admin/articles/article/preview_page.html", context | {"is_framed": True}, request
        )
    return context


def _picture_of(data: dict[str, Any], stored: Picture | None) -> Picture | dict[str, Any] | None:
    """The upload if there is one, in the page itself, else the saved one; with the typed words."""
    words = {"alt": data.get("picture_alt", ""), "credit": data.get("picture_credit", "")}
    if upload := data.get("picture"):
        content = upload.read()
        url = f"data:image/jpeg;base64,{base64.b64encode(content).decode()}"
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
        return {**words, "width": width, "height": height, "largest_url": url, "sources": {}}
    if stored is not None:
        stored.alt, stored.credit = words["alt"], words["credit"]
    return stored


def _stored_picture(desk: "ModelAdmin[Article]", request: HttpRequest) -> Picture | None:
    """The saved one of the article in the form, unless it is to be removed."""
    pk = number_in(request.POST.get("article", ""))
    if "picture_removed" in request.POST or pk is None:
        return None
    return Picture.objects.filter(article__in=desk.get_queryset(request).filter(pk=pk)).first()


def _completed(article: Article, source: Source | None) -> Article:
    """What the form says so far; what is missing or wrong is left out or stands in brackets."""
    article.pk = 0
    article.headline = article.headline or "(Schlagzeile fehlt)"
    article.teaser = article.teaser or "(Teaser fehlt)"
    article.source = source or Source(name="(Quelle fehlt)", slug="fehlt")
    article.published_at = article.published_at or timezone.now()
    article.corrected_at = timezone.now() if article.correction else None
    return article
