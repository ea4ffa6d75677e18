"""Articles in admin: who may touch which, how a save is kept, and what the list offers."""

from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from js_asset import Media

from articles import picture_files
from articles.desk import bulk, duplicates, history, overtaken, preview, selects
from articles.desk.diff import compare
from articles.desk.forms import UNPUBLISHED, ArticleForm
from articles.desk.lists import ArticleList, PeriodFilter, StateFilter, TopicFilter
from articles.editing import saving, versions
from articles.models import Article, Version

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
    saving_locks = True
    actions = bulk.ACTIONS

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
    ) -> Any:
        """The form's class, with what it must know of this request."""
        if refused := getattr(request, "refused_form", None):
            return lambda *args, **kwargs: refused
        form: Any = super().get_form(request, obj, change, **kwargs)
        shown = None
        if obj is not None and request.method == "GET":
            past = Version.objects.filter(article_id=obj.pk)
            shown = versions.numbered(past, request.GET.get("fassung", ""))
        return partial(form, may_publish=self.may_publish(request), shown=shown)

    def get_object(self, request: HttpRequest, *args: Any) -> Article | None:
        refused = getattr(request, "refused_form", None)
        return refused.instance if refused else super().get_object(request, *args)

    # --- Saving -----------------------------------------------------------------------------------

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A save that fails is rolled back; a form that is refused is shown again and says why."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except PermissionDenied:
            if (article := self._taken_over(request, *args)) is None:
                raise
            return overtaken.page(self, request, article)
        except Exception as failure:
            form = request.__dict__.pop("saved_form", None)
            # A COMMIT without an answer may have been carried out, now or later.
            is_unknown = isinstance(failure, (OperationalError, InterfaceError))
            if form and not is_unknown and (upload := form.cleaned_data.get("picture")):
                picture_files.remove(upload.name)
            if not isinstance(failure, saving.REFUSALS):
                raise
            request.refused_form = form  # type: ignore[attr-defined]  # for `get_form`
            return super().changeform_view(request, *args, **kwargs)

    def _taken_over(
        self, request: HttpRequest, object_id: str | None = None, *args: Any
    ) -> Article | None:
        """The author's own article that a form came for, where it is the editors' by now."""
        if request.method != "POST" or object_id is None or not self.has_change_permission(request):
            return None
        return self.get_object(request, unquote(object_id))

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: Any) -> None:
        """Article, body, topics, picture and version at once."""
        user, values = request.user, form.values()
        request.saved_form = form  # type: ignore[attr-defined]  # for `changeform_view`
        try:
            if change:
                begun_with = form.cleaned_data["begun_with"]
                with saving.changing(obj.pk, by=user, begun_with=begun_with) as article:
                    saving.put(article, values)
            else:
                obj.pk = saving.create(values, by=user).pk
        except saving.REFUSALS as refusal:
            form.refuse(refusal)
            raise

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """All is saved; what says the same already is pointed out."""
        article, known = form.instance, duplicates.known_to(request)
        for other in duplicates.find(
            article.headline, article.original_url, among=known, besides=article.pk
        ):
            messages.warning(request, duplicates.told(other))

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        with suppress(Article.DoesNotExist):  # a second click: the first has deleted it
            saving.delete(obj, by=request.user)

    # --- The pages --------------------------------------------------------------------------------

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The editor's inline import map runs with this page's nonce, its style by its hash."""
        nonce = str(request.csp_nonce)  # type: ignore[attr-defined]  # set by django-csp
        context["media"] = Media.from_media(context["media"], nonce=nonce)
        form = context["adminform"].form
        context["previews"] = preview.KINDS
        context["shown"] = form.shown
        if form.theirs is not None:
            context["conflict"] = compare(form.theirs.content, versions.content(form.values()))
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
