"""The history of an article, what changed from version to version, and what was deleted."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from articles.desk.diff import compare
from articles.editing import saving, versions
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
    chosen = versions.numbered(past, request.GET.get("fassung", "")) or past.first()
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
            known = Version.objects.filter(is_deletion=True)
            version = known.filter(pk=number).first() if number else None
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
        article = saving.twice(partial(saving.recover, version, by=request.user))
    except Version.DoesNotExist:
        if not Article.objects.filter(pk=version.article_id).exists():
            raise Http404("Deleted again, or gone for good.") from None
        # A second click, or somebody else was a moment faster.
        return redirect("admin:articles_article_change", version.article_id)
    except saving.Busy:
        messages.error(request, f"„{version.headline}“ ist nicht wieder da: {saving.BUSY}")
        return redirect("admin:articles_article_deleted")
    except Source.DoesNotExist:
        name = version.content["source"][1]
        messages.error(request, f"Die Quelle „{name}“ gibt es nicht mehr. Legen Sie sie neu an?")
        return redirect("admin:articles_article_deleted")
    messages.success(request, "Der Artikel ist wieder da, als Entwurf.")
    return redirect("admin:articles_article_change", article.pk)
