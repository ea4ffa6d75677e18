"""Articles in admin: who may touch which, how a save is kept, and what the list offers."""

from contextlib import suppress
from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from js_asset import Media

from articles import picture_files, versions
from articles.desk import bulk, duplicates, history, preview, selects
from articles.desk.diff import compare
from articles.desk.forms import UNPUBLISHED, ArticleForm
from articles.desk.lists import ArticleList, PeriodFilter, StateFilter, TopicFilter
from articles.models import Article, Body, Picture, Version
from articles.paging import number_in

# The editor inserts one style sheet of fixed content; this hash allows these bytes and no others.
EDITOR_STYLE = "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"

FIELDSETS = [
    (None, {"fields": ["headline", "subheadline"]}),
    ("Text", {"fields": [("teaser", "body")], "classes": ["side-by-side"]}),
    ("Bild", {"fields": ["picture", "picture_alt", "picture_credit", "picture_removed"]}),
    ("Herkunft", {"fields": ["source", "original_url", "topics"]}),
    ("Erscheinen", {"fields": [("state", "published_at"), "open_to_all"]}),
    ("Nachträge", {"fields": ["correction", "withdrawal_note"]}),
    (None, {"fields": ["begun_with"], "classes": ["hidden"]}),
]


class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    list_display = ["headline", "source", "status", "published_at", "open_to_all"]
    list_display_links = ["headline"]
    list_filter = [StateFilter, PeriodFilter, TopicFilter, "open_to_all"]
    linked_lookups = ("source__id__exact",)  # from the list of sources
    list_select_related = ["source"]
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count the whole table
    ordering = ["-pk"]
    sortable_by = ()
    search_fields = ["headline"]  # shows the field; `get_search_results` does the work
    search_help_text = "Sucht in Schlagzeile, Unterzeile und Teaser."
    autocomplete_fields = ["source", "topics"]
    save_on_top = True
    actions = [bulk.publish, bulk.schedule, bulk.move_topic]

    class Media:
        js = ["js/desk.js"]

    # --- Addresses beside Django's own ------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        guarded = self.admin_site.admin_view
        return [
            path("vorschau/", guarded(preview.view(self)), name="articles_article_preview"),
            path("doppelt/", guarded(duplicates.view(self)), name="articles_article_duplicates"),
            path("geloescht/", guarded(history.deleted(self)), name="articles_article_deleted"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return history.show(self, request, object_id)

    def view_on_site(self, obj: Article) -> str | None:
        """Where readers find it, once they do."""
        return obj.get_absolute_url() if obj.is_published else None

    # --- Who may ----------------------------------------------------------------------------------

    def may_publish(self, request: HttpRequest) -> bool:
        return request.user.has_perm("articles.publish_article")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        """Authors see what they began themselves."""
        articles = super().get_queryset(request).select_related("source")
        return articles if self.may_publish(request) else articles.filter(created_by=request.user)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """Authors change their articles until these are published."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or self.may_publish(request) or obj.state in UNPUBLISHED

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Deleting asks for each article: in bulk, one slip would empty a day."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions if self.may_publish(request) else {}

    # --- The form ---------------------------------------------------------------------------------

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = selects.Select(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    # Django leaves out topics, whose relation has a model of its own, and refuses them in the
    # class's `fieldsets`. Nothing of that model is entered, so the field is the usual one.

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        return FIELDSETS

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        widget = selects.SelectMultiple(db_field, self.admin_site)
        return db_field.formfield(widget=widget, **kwargs)

    def get_form(
        self,
        request: HttpRequest,
        obj: Any | None = None,
        change: Any = False,  # noqa: FBT002 - Django's signature
        **kwargs: Any,
    ) -> type[ArticleForm]:
        form = cast("type[ArticleForm]", super().get_form(request, obj, change, **kwargs))
        form.may_publish = self.may_publish(request)
        number = number_in(request.GET.get("fassung", ""))
        if obj is not None and request.method == "GET" and number is not None:
            found = Version.objects.filter(article_id=obj.pk, number=min(number, 2**31 - 1))
            form.shown = found.first()
        return form

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with picture_files.removed_on_failure():
            return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        """The admin wraps this in a transaction: article, body, topics, version are one save."""
        form.before = None
        if change:
            stored = Article.objects.select_related("source").get(pk=obj.pk)
            form.before = versions.content_of(stored)
            versions.keep(stored, form.before)
            obj.version = stored.version
        else:
            obj.created_by = cast("Any", request.user)
        obj.version += 1
        super().save_model(request, obj, form, change)
        Body.objects.update_or_create(article=obj, defaults={"html": form.cleaned_data["body"]})
        _save_picture(obj, form)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        user = request.user
        versions.record(form.instance, form.before, by=user)
        article = form.instance
        for other in duplicates.find(
            article.headline,
            article.original_url,
            among=duplicates.known_to(request),
            besides=article.pk,
        ):
            messages.warning(request, duplicates.told(other))

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        stored = Picture.objects.filter(article=obj).first()
        with suppress(Article.DoesNotExist):  # a second click: the first has deleted it
            versions.delete(obj, by=request.user)
        if stored is not None:
            picture_files.remove_after_commit(stored.file.name)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The editor's inline import map runs with this page's nonce, its style by its hash."""
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # set by django-csp
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        form = context["adminform"].form
        context["previews"] = preview.KINDS
        context["shown"] = form.shown
        if getattr(form, "theirs", None) is not None:
            context["theirs"] = form.theirs
            context["conflict"] = compare(form.theirs.content, history.content_of_form(form))
        response = super().render_change_form(request, context, *args, **kwargs)
        response._csp_update = {"style-src": [EDITOR_STYLE]}  # type: ignore[attr-defined]  # noqa: SLF001 - django-csp's mark
        return response

    # --- The list ---------------------------------------------------------------------------------

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ArticleList]:
        return ArticleList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """`ArticleList` searches, page by page."""
        return queryset, False

    @admin.display(description="Status")
    def status(self, article: Article) -> str:
        kind = "scheduled" if article.is_scheduled else article.state
        return format_html('<span class="status status-{}">{}</span>', kind, article.state_label)


def _save_picture(article: Article, form: ArticleForm) -> None:
    """A new picture takes the old one's place, whose files go once the save holds."""
    data, stored, new = form.cleaned_data, form.stored_picture, form.new_picture
    described = {"alt": data["picture_alt"], "credit": data["picture_credit"]}
    if stored is not None and (new or data["picture_removed"]):
        picture_files.remove_after_commit(stored.file.name)
        stored.delete()
    elif stored is not None:
        Picture.objects.filter(pk=stored.pk).update(**described)
    if new:
        new.article = article
        new.alt, new.credit = described["alt"], described["credit"]
        new.save(force_insert=True)
