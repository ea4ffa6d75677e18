"""Sources and topics in admin: a name, and an address made from it once, which then stays."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from articles.editing import saving
from articles.models import Source, Topic
from articles.slugs import free_slug


class NamedAdmin(admin.ModelAdmin):
    search_fields = ["name"]
    readonly_fields = ["slug"]
    fallback_slug: str

    def view_on_site(self, obj: Any) -> str:
        address: str = obj.get_absolute_url()
        return address

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.slug = free_slug(type(obj), obj.name, fallback=self.fallback_slug)
        super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.delete_queryset(request, type(obj)._default_manager.filter(pk=obj.pk))  # noqa: SLF001 - Django's documented name


class SourceAdmin(NamedAdmin):
    list_display = ["name", "url", "ags", "articles"]
    fallback_slug = "quelle"

    @admin.display(description="Artikel")
    def articles(self, source: Source) -> str:
        place = reverse("admin:articles_article_changelist")
        return format_html('<a href="{}?source__id__exact={}">ansehen</a>', place, source.pk)


class TopicAdmin(NamedAdmin):
    list_display = ["name", "slug"]
    fallback_slug = "thema"

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Topic]) -> None:
        saving.delete_topics(queryset)
