"""Actions on many articles: each asks first, names how many, and says what it could not do."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import editions, html, versions
from articles.models import Article, Body, Topic

MOST = 200
Change = Callable[[Article, dict[str, Any]], None]


@dataclass(frozen=True)
class Task:
    """What an action does with each article, and what it asks before."""

    name: str
    title: str
    change: Change
    form: type[forms.Form] = forms.Form


class CannotPublish(Exception):
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


@admin.action(description="Jetzt veröffentlichen …", permissions=["change"])
def publish(
    desk: "admin.ModelAdmin[Article]", request: HttpRequest, articles: QuerySet[Article]
) -> HttpResponse | None:
    def change(article: Article, _: dict[str, Any]) -> None:
        _go_out(article)
        article.published_at = timezone.now()

    return _ask(desk, request, articles, Task("publish", "Jetzt veröffentlichen", change))


@admin.action(description="Für einen Zeitpunkt planen …", permissions=["change"])
def schedule(
    desk: "admin.ModelAdmin[Article]", request: HttpRequest, articles: QuerySet[Article]
) -> HttpResponse | None:
    def change(article: Article, data: dict[str, Any]) -> None:
        _go_out(article)
        article.published_at = data["moment"]

    return _ask(desk, request, articles, Task("schedule", "Planen", change, ScheduleForm))


@admin.action(description="Thema ändern …", permissions=["change"])
def move_topic(
    desk: "admin.ModelAdmin[Article]", request: HttpRequest, articles: QuerySet[Article]
) -> HttpResponse | None:
    def change(article: Article, data: dict[str, Any]) -> None:
        if data["old"]:
            article.topics.remove(data["old"])
        article.topics.add(data["new"])

    return _ask(desk, request, articles, Task("move_topic", "Thema ändern", change, TopicForm))


def _go_out(article: Article) -> None:
    if article.is_published:
        raise CannotPublish("ist schon veröffentlicht")
    body = Body.objects.filter(article=article).values_list("html", flat=True).first()
    if html.is_blank(body or ""):
        raise CannotPublish("hat keinen Volltext")
    article.state = Article.State.PUBLISHED


def _ask(
    desk: "admin.ModelAdmin[Article]",
    request: HttpRequest,
    articles: QuerySet[Article],
    task: Task,
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
    done = 0
    user = request.user
    for article in articles:
        try:
            with versions.changing(article.pk, by=user, note=task.title) as current:
                task.change(current, data)
        except CannotPublish as reason:
            messages.warning(request, f"„{article.headline}“ {reason}.")
        except Article.DoesNotExist:
            messages.warning(request, f"„{article.headline}“ gibt es nicht mehr.")
        else:
            done += 1
    if done:
        messages.success(request, f"{task.title}: {_counted(done)}.")


def _counted(number: int) -> str:
    return "ein Artikel" if number == 1 else f"{number} Artikel"
