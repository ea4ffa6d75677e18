"""The page for authors whose article was published or withdrawn while they wrote: their text, to copy."""

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import html
from articles.desk.forms import saver_of
from articles.editing.versions import LABELS
from articles.html import BODY_MAX_LENGTH
from articles.models import Article, Version

if TYPE_CHECKING:
    from django.http import QueryDict

TYPED = ("headline", "subheadline", "teaser", "original_url", "correction")


def page(desk: "ModelAdmin[Article]", request: HttpRequest, article: Article) -> HttpResponse:
    """403, with what was typed. One query for who did it."""
    version = Version.objects.filter(article_id=article.pk, number=article.version).first()
    context = {
        **desk.admin_site.each_context(request),
        "title": "Nicht gesichert",
        "article": article,
        "done": _done_to(article),
        "who": saver_of(version) if version else "Jemand",
        "when": timezone.localtime(version.saved_at if version else article.changed_at),
        "body": _body_of(request.POST),
        "texts": _texts_of(request.POST),
        "opts": desk.opts,
    }
    template = "admin/articles/article/overtaken.html"
    return TemplateResponse(request, template, context, status=HTTPStatus.FORBIDDEN)


def _done_to(article: Article) -> str:
    if article.state == Article.State.WITHDRAWN:
        return "zurückgezogen"
    return "zur Veröffentlichung geplant" if article.is_scheduled else "veröffentlicht"


def _texts_of(posted: "QueryDict") -> dict[str, str]:
    found = {LABELS[name]: posted.get(name, "").strip() for name in TYPED}
    return {label: text for label, text in found.items() if text}


def _body_of(posted: "QueryDict") -> Any:
    """Cleaned; one that is longer than any article as plain text."""
    body = posted.get("body", "")
    return html.render(html.clean(body)) if len(body) <= BODY_MAX_LENGTH else body
