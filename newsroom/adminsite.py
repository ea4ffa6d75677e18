"""Django admin as the newsroom's workplace, out of reach without a second factor."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, cast

from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.messages.storage import default_storage
from django.core.exceptions import BadRequest, ValidationError
from django.db import IntegrityError, OperationalError, connection, models, transaction
from django.db.models import Model
from django.forms import DateTimeField, SplitDateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from psycopg.errors import DeadlockDetected

from accounts import second_factor
from accounts.sessions import SessionStore
from articles import editions
from articles.desk import overview
from articles.editing import saving
from articles.paging import number_in
from newsroom.stale_forms import RefusesStale

logger = logging.getLogger("newsroom")
VIEW_ON_SITE = "view_on_site"


class _Guarded:
    """Mixed into every admin."""

    def get_object(self, request: HttpRequest, *args: Any) -> Model | None:
        """Locked from here to the save, which writes all fields: a row that was deleted or changed
        in between would come back as it was. An admin whose saving locks for itself says so by
        `saving_locks`. Saves that only name the row do not wait.
        """
        read = super().get_object  # type: ignore[misc]  # mixed in
        found: Model | None = read(request, *args)
        is_read = request.method != "POST" or not connection.in_atomic_block
        if found is None or is_read or getattr(self, "saving_locks", False):
            return found
        rows = type(found)._default_manager.select_for_update(of=("self",), no_key=True)  # noqa: SLF001 - Django's documented name
        return read(request, *args) if rows.filter(pk=found.pk).first() else None

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        if form.instance.pk and isinstance(form, RefusesStale):
            context["seen"] = form.seen
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)  # type: ignore[misc]  # mixed in
        return response

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What an address prefills: moments are read, and left out where they are none."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)  # type: ignore[misc]  # mixed in
        opts = cast("ModelAdmin[Model]", self).opts
        moments = {field.name for field in opts.fields if isinstance(field, models.DateTimeField)}
        return initial | {name: _moment(initial[name]) for name in moments & initial.keys()}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Beyond the paper's years databases and time zones raise exceptions."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # mixed in
        if isinstance(field, DateTimeField | SplitDateTimeField):
            field.validators.append(editions.check_year)
        return field

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """An address filters a list by its `list_filter` alone, else 400.

        Django lets any lookup on a model's own fields through. A regular expression then runs in
        SQLite's process for as long as its author likes, and fails in PostgreSQL where it is none.
        """
        filters = cast("ModelAdmin[Model]", self).get_list_filter(request)
        linked = getattr(self, "linked_lookups", ())  # by pages of the newsroom
        return lookup in linked or any(lookup in _lookups_of(one) for one in filters)


class _SecondTry:
    """Mixed into every admin: sends a form through once more where it met another one.

    Of two equal forms at once both are valid, and one meets the constraint. Of two that wait for
    each other PostgreSQL ends one. At the second try its validation finds what the other one saved,
    and explains. Each of these views is one transaction, so nothing of the first try is left
    in the database, where mails and their counts are too.
    """

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _tried_twice(super().changeform_view, request, *args, **kwargs)  # type: ignore[misc]  # mixed in

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _tried_twice(super().delete_view, request, *args, **kwargs)  # type: ignore[misc]  # as above

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Deleting many is one transaction as well, with what the log says of it."""
        view: Callable[..., HttpResponse] = super().changelist_view  # type: ignore[misc]  # as above
        if "delete_selected" not in request.POST.getlist("action"):
            return view(request, *args, **kwargs)
        return _tried_twice(transaction.atomic(view), request, *args, **kwargs)


def _tried_twice(
    view: Callable[..., HttpResponse], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    """Where the second try fails too, the page is shown again and says why."""
    try:
        return view(request, *args, **kwargs)
    except (IntegrityError, OperationalError) as error:
        _raise_unless_met(error)
        logger.warning("A form met another one and is tried once more: %s", request.path)
    _begin_anew(request)
    try:
        return view(request, *args, **kwargs)
    except (IntegrityError, OperationalError) as error:
        _raise_unless_met(error)
        logger.error("A form met another one twice: %s", request.path, exc_info=error)  # noqa: TRY400 - with what it met
    _begin_anew(request)
    messages.error(request, saving.BUSY)
    return HttpResponseRedirect(request.get_full_path())


def _raise_unless_met(error: IntegrityError | OperationalError) -> None:
    """Raise it again where it was something else than another form."""
    if not (isinstance(error, IntegrityError) or isinstance(error.__cause__, DeadlockDetected)):
        raise error


def _begin_anew(request: HttpRequest) -> None:
    """As the middleware made it: what the last try noted and said is forgotten."""
    for _, files in request.FILES.lists():
        for file in files:
            file.seek(0)
    request.session = SessionStore(request.session.session_key)
    request._messages = default_storage(request)  # type: ignore[attr-defined]  # noqa: SLF001 - Django's


def _moment(text: str) -> datetime | None:
    """What an address gives as a moment; None where it is none, or beyond the paper's years."""
    try:
        if moment := parse_datetime(text):
            editions.check_year(moment)
    except (ValueError, ValidationError):
        return None
    return moment


def _lookups_of(list_filter: Any) -> set[str]:
    """The parameters of one entry of `list_filter`."""
    if isinstance(list_filter, type):
        return {list_filter.parameter_name}  # type: ignore[attr-defined]  # a SimpleListFilter
    field = list_filter if isinstance(list_filter, str) else list_filter[0]
    return {f"{field}__{suffix}" for suffix in ("exact", "id__exact", "isempty", "isnull")}


class NewsroomAdminSite(AdminSite):
    """Admin with the newsroom's names; its login is the site's own, with the same rate limits."""

    site_header = "Redaktion"
    site_title = "Redaktion"
    index_title = "Heute in der Redaktion"
    site_url = "/"
    enable_nav_sidebar = (
        False  # the start page and the crumbs lead everywhere; writing needs the room
    )

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        admin_class = admin_class or ModelAdmin
        extra = {}
        if not getattr(admin_class, "saving_locks", False):
            extra["form"] = type(admin_class.form)("Form", (RefusesStale, admin_class.form), {})
        guarded = type(admin_class.__name__, (_SecondTry, _Guarded, admin_class), extra)
        super().register(model_or_iterable, guarded, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff whose session has given the second factor. No queries beyond the session's."""
        return super().has_permission(request) and (
            not settings.STAFF_MFA_REQUIRED or second_factor.is_proven(request)
        )

    def get_urls(self) -> list[Any]:
        """Without Django's `r/…`, which leads from any object, drafts too, to its public address."""
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") != VIEW_ON_SITE]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Every view of the newsroom, never asked for what no database can look up (400 instead).

        That is NUL in an address, which PostgreSQL cannot hold, a field without a name, and rows
        chosen by something other than their number. Form fields answer for themselves.
        """
        guarded = super().admin_view(view, cacheable)

        @wraps(guarded)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
                raise BadRequest("NUL in the address.")
            if "" in {request.GET.get(TO_FIELD_VAR), request.POST.get(TO_FIELD_VAR)}:
                raise BadRequest("A row is looked up by no field.")
            rows = request.POST.getlist(ACTION_CHECKBOX_NAME)
            if any(number_in(row) is None for row in rows):
                raise BadRequest("A chosen row is no number.")
            return guarded(request, *args, **kwargs)

        return checked

    def index(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> TemplateResponse:
        """The start page: how the paper stands today, then all there is to edit."""
        state = {"overview": overview.of(request.user)}
        return super().index(request, state | (extra_context or {}))

    def password_change(  # type: ignore[override]  # Django's own answers with a template
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """One way to change a password: the account's own, which tells its owner by mail."""
        return HttpResponseRedirect(reverse("account_change_password"))

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """To the site's login; staff who lack the second factor are led to it first."""
        if super().has_permission(request) and not self.has_permission(request):
            wanted = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index")
            return HttpResponseRedirect(second_factor.address_of_step(request, wanted))
        response: HttpResponse = secure_admin_login(super().login)(request, extra_context)
        return response
