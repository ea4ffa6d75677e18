"""Legacy subscribers in admin: the list, uploads with dry run and confirmation, the overview."""

import csv
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import privacy, subscriber_runs, suppressions
from accounts.models import LegacySubscriber, SubscriberImport
from accounts.subscriber_export import csv_of
from accounts.subscriber_german import VERDICTS, in_german
from accounts.subscriber_overview import overview

State = SubscriberImport.State
SHOWN_REFUSALS = 100
STAYS_LEFT = (
    "Wer abbestellt hat, bleibt abgemeldet. Nur die Person selbst kann wieder abonnieren: auf der "
    "Seite ihres Kontos."
)
HAD_LEFT = (
    "Diese Adresse hat früher abbestellt oder wurde durch eine andere ersetzt. Sie kann nur mit "
    "einem Datum unter „Abbestellt am“ in der Liste stehen."
)


class LegacySubscriberForm(forms.ModelForm):
    """Who left stays left: only the person subscribes again, in their own account."""

    class Meta:
        help_texts = {
            "email": "Ändern Sie die Adresse, so gilt die bisherige als abgemeldet: Keine Liste "
            "bringt sie zurück."
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        joined = cleaned.get("subscribed_at")
        if joined and joined > timezone.now():
            self.add_error("subscribed_at", "Dieses Datum liegt in der Zukunft.")
        if not cleaned.get("unsubscribed_at"):
            if self.initial.get("unsubscribed_at") and "unsubscribed_at" not in self.errors:
                self.add_error("unsubscribed_at", STAYS_LEFT)
            email = cleaned.get("email")
            if email and email != self.initial.get("email") and suppressions.is_noted(email):
                self.add_error("email", HAD_LEFT)
        return cleaned


@admin.register(LegacySubscriber)
class LegacySubscriberAdmin(admin.ModelAdmin):
    """Rows come from imports; here they are looked at, corrected and exported."""

    form = LegacySubscriberForm
    change_list_template = "admin/accounts/legacysubscriber/change_list.html"
    list_display = ["email", "organisation", "subscribed_at", "unsubscribed_at", "claimed_at"]
    list_filter = [
        ("user", admin.EmptyFieldListFilter),
        ("unsubscribed_at", admin.EmptyFieldListFilter),
        "imported_in",
    ]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["email", "last_name", "organisation"]
    readonly_fields = ["imported_at", "imported_in", "claimed_at", "user"]
    fieldsets = [
        (None, {"fields": ["email", "first_name", "last_name", "organisation"]}),
        ("Abonnement", {"fields": ["subscribed_at", "unsubscribed_at", "consent_source"]}),
        ("Geschichte", {"fields": ["imported_at", "imported_in", "claimed_at", "user"]}),
    ]
    actions = ["export"]

    @admin.action(description="Ausgewählte als CSV herunterladen", permissions=["view"])
    def export(
        self, request: HttpRequest, queryset: QuerySet[LegacySubscriber]
    ) -> StreamingHttpResponse:
        return csv_of(queryset)

    def save_model(
        self, request: HttpRequest, obj: LegacySubscriber, form: Any, change: Any
    ) -> None:
        """A former address is given up; who left has left under the new one too."""
        super().save_model(request, obj, form, change)
        former = form.initial.get("email", obj.email)
        is_moving = obj.email != former
        if obj.unsubscribed_at and (is_moving or "unsubscribed_at" in form.changed_data):
            suppressions.record([obj.email])
        if is_moving:
            suppressions.note([former])

    def delete_model(self, request: HttpRequest, obj: LegacySubscriber) -> None:
        self.delete_queryset(request, LegacySubscriber.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[LegacySubscriber]) -> None:
        """Rows are deleted by hand where somebody asked for it, so that is leaving."""
        privacy.remove_subscriptions(queryset, is_leaving=True)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.overview_view)
        return [path("uebersicht/", view, name="accounts_subscriber_overview"), *super().get_urls()]

    def overview_view(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "kommunalwirtschaft.eu: Übersicht",
            "opts": self.opts,
            "overview": overview(),
        }
        return TemplateResponse(request, "admin/accounts/legacysubscriber/overview.html", context)


class UploadForm(forms.ModelForm):
    class Meta:
        model = SubscriberImport
        fields = ["upload"]
        help_texts = {
            "upload": "CSV mit Kopfzeile: email, first_name, last_name, organisation, "
            "subscribed_at, unsubscribed_at, consent_source. Nur email ist Pflicht. Auch Listen aus "
            "Excel, Mailchimp, CleverReach, rapidmail, listmonk und Brevo werden verstanden; wer "
            "dort abbestellt hat, kommt als abbestellt an. Eine Liste ist eine Kopfzeile und darunter je "
            "Zeile eine Person; Überschriften und Vermerke muss jemand ansehen.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "upload" in self.fields:
            self.fields["upload"].required = True


@admin.register(SubscriberImport)
class SubscriberImportAdmin(admin.ModelAdmin):
    """Upload, look at what would happen, confirm. The work is done by a process of its own."""

    form = UploadForm
    change_form_template = "admin/accounts/subscriberimport/run.html"
    list_display = ["file_name", "state", "created_at", "started_by"]

    def has_change_permission(
        self, request: HttpRequest, obj: SubscriberImport | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: SubscriberImport | None = None
    ) -> bool:
        return False

    def save_model(
        self, request: HttpRequest, obj: SubscriberImport, form: Any, change: Any
    ) -> None:
        obj.file_name = Path(obj.upload.name or "").name[:255]
        obj.bytes_total = obj.upload.size
        obj.dry_run = True
        obj.started_by = request.user  # type: ignore[assignment]  # admin has logged them in
        super().save_model(request, obj, form, change)
        subscriber_runs.start(obj)

    def response_add(
        self, request: HttpRequest, obj: SubscriberImport, post_url_continue: str | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(_page_of(obj.pk))

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "<int:pk>/uebernehmen/",
                wrap(require_POST(self.take_over_view)),
                name="accounts_subscriberimport_take_over",
            ),
            path(
                "<int:pk>/spalten/",
                wrap(require_POST(self.pass_over_view)),
                name="accounts_subscriberimport_pass_over",
            ),
            path(
                "<int:pk>/bericht/",
                wrap(self.report_view),
                name="accounts_subscriberimport_report",
            ),
            *super().get_urls(),
        ]

    def render_change_form(  # noqa: PLR0917 - Django's signature
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: Any = False,  # noqa: FBT002 - Django's signature
        change: Any = False,  # noqa: FBT002
        form_url: str = "",
        obj: SubscriberImport | None = None,
    ) -> HttpResponse:
        if obj is not None:
            is_silent = subscriber_runs.is_silent(obj)
            context |= {
                "run": obj,
                "message": in_german(obj.message),
                "verdicts": [
                    (VERDICTS.get(name, name), number) for name, number in obj.verdicts.items()
                ],
                "percent": 100 * obj.bytes_read // max(obj.bytes_total, 1),
                "is_silent": is_silent,
                "is_working": obj.state in {State.WAITING, State.RUNNING} and not is_silent,
                "can_take_over": obj.state == State.CHECKED,
                "refusals": _refusals(obj),
                "unknown_columns": subscriber_runs.unknown_columns_of(obj),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def take_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        run = get_object_or_404(SubscriberImport, pk=pk)
        if not subscriber_runs.take_over(run):
            messages.warning(request, "Diese Liste wurde schon übernommen oder ist in Arbeit.")
        return HttpResponseRedirect(_page_of(pk))

    def pass_over_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Check the list again without the columns that somebody has ticked."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        run = get_object_or_404(SubscriberImport, pk=pk)
        ticked = set(request.POST.getlist("column"))
        names = [name for name, _ in subscriber_runs.unknown_columns_of(run) if name in ticked]
        if not subscriber_runs.check_again(run, names):
            messages.warning(request, "Diese Liste wird schon geprüft oder übernommen.")
        return HttpResponseRedirect(_page_of(pk))

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
        """Line, verdict and reason of every line; no address stands in it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        report = _report_of(get_object_or_404(SubscriberImport, pk=pk))
        if report is None:
            raise Http404("There is no report.")
        return FileResponse(
            report.open("rb"), as_attachment=True, filename=report.name, status=HTTPStatus.OK
        )


def _page_of(pk: int) -> str:
    return reverse("admin:accounts_subscriberimport_change", args=[pk])


def _report_of(run: SubscriberImport) -> Path | None:
    report = Path(settings.VAR_DIR) / "imports" / run.report_name
    return report if run.report_name and report.is_file() else None


def _refusals(run: SubscriberImport) -> list[tuple[str, str]]:
    """The first refused lines: number and reason."""
    report = _report_of(run)
    if report is None:
        return []
    with report.open(encoding="utf-8", newline="") as file:
        refused = (row for row in csv.DictReader(file) if row["reason"])
        return [
            (row["line"], in_german(row["reason"].removeprefix("'")))
            for row in islice(refused, SHOWN_REFUSALS)
        ]
