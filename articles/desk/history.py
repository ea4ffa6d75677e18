"""The history of an article, what changed from version to version, and what was deleted."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import versions
from articles.desk.diff import compare
from articles.desk.forms import ArticleForm
from articles.models import Article, Source, Version
from articles.paging import number_in

SHOWN = 200


def show(desk: "ModelAdmin[Article]", request: HttpRequest, object_id: str) -> HttpResponse:
    """All versions, and what the chosen one (`?fassung=`, else the newest) changed."""
    article = desk.get_object(request, unquote(object_id))
    if article is None:
        raise Http404("No such article.")
    if not desk.has_view_or_change_permission(request, article):
        raise PermissionDenied
    past = Version.objects.filter(article_id=article.pk).select_related("saved_by")
    rows = list(past.defer("content")[:SHOWN])
    wanted = request.GET.get("fassung", "")
    chosen = past.filter(number=int(wanted)).first() if wanted in _numbers(rows) else past.first()
    before = past.filter(number__lt=chosen.number).first() if chosen else None
    context = {
        **desk.admin_site.each_context(request),
        "title": f"Verlauf: {article.headline}",
        "article": article,
        "versions": [(row, [versions.LABELS[name] for name in row.changed]) for row in rows],
        "chosen": chosen,
        "changes": compare(before.content, chosen.content) if chosen and before else [],
        "before": before,
        "may_restore": desk.has_change_permission(request, article),
        "opts": desk.opts,
    }
    return TemplateResponse(request, "admin/articles/article/history.html", context)


def deleted(desk: "ModelAdmin[Article]") -> Callable[[HttpRequest], HttpResponse]:
    """What was deleted; whoever may delete brings it back."""

    def view(request: HttpRequest) -> HttpResponse:
        if not desk.has_delete_permission(request):
            raise PermissionDenied
        gone = versions.deleted()
        if request.method == "POST":
            number = number_in(request.POST.get("version", ""))
            version = gone.filter(pk=number).first() if number else None
            if version is None:
                raise Http404("No such version.")
            return _recover(request, version)
        context = {
            **desk.admin_site.each_context(request),
            "title": "Gelöschte Artikel",
            "versions": gone.defer("content")[:SHOWN],
            "opts": desk.opts,
        }
        return TemplateResponse(request, "admin/articles/article/deleted.html", context)

    return view


def _recover(request: HttpRequest, version: Version) -> HttpResponse:
    try:
        article = versions.recover(version, by=request.user)
    except IntegrityError:  # somebody else was a moment faster
        return redirect("admin:articles_article_change", version.article_id)
    except Source.DoesNotExist:
        name = version.content["source"][1]
        messages.error(request, f"Die Quelle „{name}“ gibt es nicht mehr. Legen Sie sie neu an?")
        return redirect("admin:articles_article_deleted")
    messages.success(request, "Der Artikel ist wieder da, als Entwurf.")
    return redirect("admin:articles_article_change", article.pk)


def content_of_form(form: ArticleForm) -> dict[str, Any]:
    """What the editor has typed, in the shape of a version's content."""
    data = form.cleaned_data
    source, moment = data.get("source"), data.get("published_at")
    return {
        **{name: data.get(name, "") for name in versions.PLAIN},
        "body": data.get("body", ""),
        "picture": _picture_of(form),
        "source": [source.pk, source.name] if source else None,
        "topics": [[topic.pk, topic.name] for topic in data.get("topics") or []],
        "published_at": timezone.localtime(moment).isoformat() if moment else None,
    }


def _picture_of(form: ArticleForm) -> dict[str, Any] | None:
    data, stored = form.cleaned_data, form.stored_picture
    if not data.get("picture") and (stored is None or data.get("picture_removed")):
        return None
    file = data["picture"].name if data.get("picture") else stored and stored.file.name
    return {"file": file, "alt": data.get("picture_alt"), "credit": data.get("picture_credit")}


def _numbers(rows: list[Version]) -> set[str]:
    return {str(row.number) for row in rows}
