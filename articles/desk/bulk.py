"""Actions on many articles: each asks first, names how many, and says what it could not do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import editions, html
from articles.editing import saving
from articles.models import Article, Body, Topic
from articles.paging import number_in

MOST = 200
MOST_BUSY = 3
"""So many that others held are waited for, six seconds each; the rest stays as it is. nginx gives up
after 30 seconds.
"""
Change = Callable[[Article, dict[str, Any]], None]
Desk: TypeAlias = "admin.ModelAdmin[Article]"
Action = Callable[[Desk, HttpRequest, QuerySet[Article]], HttpResponse | None]


@dataclass(frozen=True)
class Task:
    """What an action does with each article, and what it asks before."""

    name: str
    title: str
    change: Change
    form: type[forms.Form] = forms.Form


class CannotChange(Exception):
    """Why this article stays as it is."""


class ScheduleForm(forms.Form):
    moment = forms.SplitDateTimeField(
        label="Erscheint am", widget=AdminSplitDateTime, validators=[editions.check_year]
    )

    def clean_moment(self) -> Any:
        moment = self.cleaned_data["moment"]
        if moment <= timezone.now():
            raise forms.ValidationError("Dieser Zeitpunkt ist schon vorbei.")
        return moment


class TopicForm(forms.Form):
    old = forms.ModelChoiceField(
        Topic.objects.all(), label="Statt Thema", required=False, empty_label="(nur hinzufügen)"
    )
    new = forms.ModelChoiceField(Topic.objects.all(), label="Thema")


def _go_out(article: Article, data: dict[str, Any]) -> None:
    if article.is_published:
        raise CannotChange("ist schon veröffentlicht")
    if article.state == Article.State.WITHDRAWN:
        raise CannotChange("ist zurückgezogen")
    body = Body.objects.filter(article=article).values_list("html", flat=True).first()
    if html.is_blank(body or ""):
        raise CannotChange("hat keinen Volltext")
    article.state = Article.State.PUBLISHED
    article.published_at = data.get("moment") or timezone.now()


def _change_topic(article: Article, data: dict[str, Any]) -> None:
    topics, old = {*article.topics.all()}, data["old"]
    if old and old not in topics:
        raise CannotChange(f"hat das Thema „{old}“ nicht")
    saving.put(article, {"topics": topics - {old} | {data["new"]}})


def _action(description: str, task: Task) -> Action:
    @admin.action(description=description, permissions=["change"])
    def act(desk: Desk, request: HttpRequest, articles: QuerySet[Article]) -> HttpResponse | None:
        return _ask(desk, request, articles, task)

    act.__name__ = task.name  # by which Django's list knows it
    return act


def _ask(
    desk: Desk, request: HttpRequest, articles: QuerySet[Article], task: Task
) -> HttpResponse | None:
    """The page that asks; once confirmed, the work, article by article."""
    if not request.user.has_perm("articles.publish_article"):
        raise PermissionDenied
    chosen = list(articles.order_by("-pk")[: MOST + 1])
    if len(chosen) > MOST:
        messages.error(request, f"Bitte wählen Sie höchstens {MOST} Artikel auf einmal.")
        return None
    confirmed = "confirmed" in request.POST
    form = task.form(request.POST if confirmed else None)
    if confirmed and form.is_valid():
        _do(request, chosen, task, form.cleaned_data)
        return None
    context = {
        **desk.admin_site.each_context(request),
        "title": f"{task.title}: {_counted(len(chosen))}",
        "button": task.title,
        "action": task.name,
        "articles": chosen,
        "form": form,
        "media": desk.media + form.media,
        "opts": desk.opts,
    }
    return TemplateResponse(request, "admin/articles/article/bulk.html", context)


def _do(
    request: HttpRequest, articles: Iterable[Article], task: Task, data: dict[str, Any]
) -> None:
    done = busy = 0
    for article in articles:
        try:
            if busy >= MOST_BUSY:
                raise saving.Busy  # noqa: TRY301 - said as for those before
            saving.twice(partial(_change, request, article, task, data))
        except CannotChange as reason:
            messages.warning(request, f"„{article.headline}“ {reason}.")
        except saving.Stale:
            messages.warning(request, f"„{article.headline}“ wurde inzwischen geändert.")
        except Article.DoesNotExist:
            messages.warning(request, f"„{article.headline}“ gibt es nicht mehr.")
        except saving.Busy:
            busy += 1
            messages.warning(request, f"„{article.headline}“ bleibt, wie es war: {saving.BUSY}")
        else:
            done += 1
    if done:
        messages.success(request, f"{task.title}: {_counted(done)}.")


def _change(request: HttpRequest, article: Article, task: Task, data: dict[str, Any]) -> None:
    seen = number_in(request.POST.get(f"version_{article.pk}", ""))
    with saving.changing(article.pk, by=request.user, note=task.title, begun_with=seen) as current:
        task.change(current, data)


def _counted(number: int) -> str:
    return "ein Artikel" if number == 1 else f"{number} Artikel"


ACTIONS = [
    _action("Jetzt veröffentlichen …", Task("publish", "Jetzt veröffentlichen", _go_out)),
    _action("Für einen Zeitpunkt planen …", Task("schedule", "Planen", _go_out, ScheduleForm)),
    _action("Thema ändern …", Task("move_topic", "Thema ändern", _change_topic, TopicForm)),
]
