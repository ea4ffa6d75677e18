"""The newsroom's desk: articles with teaser and body side by side, sources, topics."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import Media

from articles import html
from articles.models import BODY_MAX_LENGTH, Article, Body, Source, Topic
from articles.slugs import free_slug

EDITOR = {
    "Bold": True,
    "Italic": True,
    "Subscript": True,
    "Superscript": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "HTML": True,
    "Fullscreen": True,
    "SpecialCharacters": True,
}

# The editor inserts one style sheet of fixed content; this hash allows these bytes and no others.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"


def plain_text_only(value: str) -> None:
    if tag := html.find_tag(value):
        raise ValidationError(
            f"Hier ist nur reiner Text möglich. Bitte entfernen Sie „<{tag}>“.", code="markup"
        )


class ArticleForm(forms.ModelForm):
    body = ProseEditorFormField(
        label="Volltext",
        required=False,
        config={"extensions": EDITOR},
        preset="configurable",
        widget=AdminProseEditorWidget,
        sanitize=html.clean,
        help_text="Nur für Mitglieder: der ganze Artikel. Er beginnt dort, wo der Teaser endet.",
    )

    class Meta:
        model = Article
        fields = [
            "headline", "subheadline", "teaser", "body", "source", "original_url", "topics",
            "state", "published_at", "open_to_all", "correction",
        ]  # fmt: skip
        widgets = {
            "headline": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "subheadline": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "teaser": forms.Textarea(attrs={"rows": 12}),
            "correction": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("headline", "subheadline", "teaser", "correction"):
            if name in self.fields:
                self.fields[name].validators.append(plain_text_only)
        if self.instance.pk and "body" in self.fields:
            stored = Body.objects.filter(article_id=self.instance.pk)
            self.initial["body"] = stored.values_list("html", flat=True).first() or ""

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if len(body) > BODY_MAX_LENGTH:
            raise ValidationError(
                f"Der Volltext hat {len(body)} Zeichen, höchstens {BODY_MAX_LENGTH} sind möglich."
            )
        return body

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        publishing = cleaned.get("state") == Article.State.PUBLISHED
        if publishing and not cleaned.get("published_at"):
            cleaned["published_at"] = timezone.now()
        if publishing and "body" in cleaned and html.is_blank(cleaned["body"]):
            self.add_error("body", "Ein veröffentlichter Artikel braucht einen Volltext.")
        self._note_correction(cleaned.get("correction", ""))
        return cleaned

    def _note_correction(self, text: str) -> None:
        """The time belongs to the text: it changes when the text does."""
        if not text:
            self.instance.corrected_at = None
        elif "correction" in self.changed_data or self.instance.corrected_at is None:
            self.instance.corrected_at = timezone.now()


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    list_display = ["headline", "source", "status", "published_at", "open_to_all"]
    list_display_links = ["headline"]
    list_filter = ["state", "open_to_all", "topics"]
    list_select_related = ["source"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline", "teaser", "source__name"]
    date_hierarchy = "published_at"
    autocomplete_fields = ["source", "topics"]
    save_on_top = True
    fieldsets = [
        (None, {"fields": ["headline", "subheadline"]}),
        ("Text", {"fields": [("teaser", "body")], "classes": ["side-by-side"]}),
        ("Herkunft", {"fields": ["source", "original_url", "topics"]}),
        ("Erscheinen", {"fields": [("state", "published_at"), "open_to_all"]}),
        ("Korrektur", {"fields": ["correction"]}),
    ]

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        """The admin wraps this in a transaction: article and body are saved together."""
        super().save_model(request, obj, form, change)
        if "body" in form.cleaned_data:
            Body.objects.update_or_create(article=obj, defaults={"html": form.cleaned_data["body"]})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The editor's inline import map runs with this page's nonce, its style by its hash."""
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # set by django-csp
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        return self._with_editor_style(
            super().render_change_form(request, context, *args, **kwargs)
        )

    def _with_editor_style(self, response: HttpResponse) -> HttpResponse:
        response._csp_update = {"style-src": [EDITOR_STYLE]}  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's mark
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).select_related("source")

    @admin.display(description="Status", ordering="state")
    def status(self, article: Article) -> str:
        label = "Geplant" if article.is_scheduled else article.get_state_display()
        kind = "scheduled" if article.is_scheduled else article.state
        return format_html('<span class="status status-{}">{}</span>', kind, label)


class NamedAdmin(admin.ModelAdmin):
    """Sources and topics: a name, and an address made from it once, which then stays."""

    search_fields = ["name"]
    readonly_fields = ["slug"]
    fallback_slug: str

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if not change:
            obj.slug = free_slug(type(obj), obj.name, fallback=self.fallback_slug)
        super().save_model(request, obj, form, change)


@admin.register(Source)
class SourceAdmin(NamedAdmin):
    list_display = ["name", "url", "ags"]
    fallback_slug = "quelle"


@admin.register(Topic)
class TopicAdmin(NamedAdmin):
    list_display = ["name", "slug"]
    fallback_slug = "thema"
