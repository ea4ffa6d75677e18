"""Accounts, for administrators; legacy subscribers stand in `subscriber_admin`."""

from collections.abc import Iterable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from accounts import claims, devices, mails, privacy, second_factor, signups
from accounts.models import Consent, User
from accounts.subscriber_admin import LegacySubscriberAdmin, SubscriberImportAdmin

LAST_ADMINISTRATOR = (
    "Ohne dieses Konto gäbe es niemanden mehr, der die Redaktion verwaltet. Bitte geben Sie zuerst "
    "einem anderen aktiven Konto die Rechte „Redaktion“ und „Administrator-Status“."
)

__all__ = ["LegacySubscriberAdmin", "SubscriberImportAdmin", "UserAdmin"]


class AccountCreationForm(forms.ModelForm):
    """An account without a password: its owner chooses one, nobody else knows it."""

    class Meta:
        model = User
        fields = ["email", "name", "organisation"]

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - Django's signature
        self.instance.set_unusable_password()
        user: User = super().save(commit)
        return user


def _change_address(user: User, before: str) -> None:
    """Follow a change of the address: the old one opens nothing, the new one is unproven.

    Nobody but its owner proves an address: at the next login a code goes there. The old one is
    told if it was proven.
    """
    addresses = EmailAddress.objects.filter(user=user)
    was_proven = addresses.filter(email=before, verified=True).exists()
    addresses.delete()
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    signups.forget(before)
    if was_proven:
        claims.leave_address(user, before)
        told = {"from_email": before, "to_email": user.email}
        mails.send("account/email/email_changed", before, told)


class AccountForm(forms.ModelForm):
    """Somebody must be able to give rights: the last administrator keeps them."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        rights = ("is_active", "is_staff", "is_superuser")
        gives_up = not all(cleaned.get(right, True) for right in rights)
        if gives_up and _are_last_administrators([self.instance.pk]):
            raise ValidationError(LAST_ADMINISTRATOR)
        return cleaned


def _are_last_administrators(pks: Iterable[int]) -> bool:
    """Whether no administrator would be left without these accounts. Two queries."""
    administrators = User.objects.administrators()
    return administrators.filter(pk__in=pks).exists() and not (
        administrators.exclude(pk__in=pks).exists()
    )


def _lock_administrators() -> None:
    """Until the transaction ends nobody else changes who is one: of two who demote each other at
    once, the second finds the first one's change.
    """
    list(User.objects.administrators().order_by("pk").select_for_update(of=("self",)))


class ConsentInline(admin.StackedInline):
    model = Consent
    extra = 0
    can_delete = False
    readonly_fields = ["wording", "form", "given_at"]

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = AccountForm
    add_form = AccountCreationForm
    inlines = [ConsentInline]
    list_display = ["email", "name", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "name", "organisation"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "organisation"]}),
        ("Rechte", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Zeiten", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "organisation"],
                "description": "Der Inhaber wählt sein Passwort selbst: auf der Anmeldeseite "
                "unter „Passwort vergessen?“. Dort bestätigt er auch seine Adresse.",
            },
        ),
    ]
    filter_horizontal = ["groups"]
    actions = ["end_sessions", "remove_second_factor", "delete_selected"]

    def get_urls(self) -> list[URLPattern]:
        """Without the page on which Django lets administrators choose other people's passwords."""
        return [entry for entry in super().get_urls() if entry.name != "auth_user_password_change"]

    @admin.action(description="Überall abmelden")
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        devices.log_out_everywhere(queryset)
        messages.success(request, f"Überall abgemeldet: {queryset.count()}.")

    @admin.action(description="Verlorenen zweiten Faktor entfernen (nur nach Rückfrage!)")
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """For whoever lost device and recovery codes, and is known by other means."""
        users = queryset.filter(authenticator__isnull=False).distinct()
        for user in users:
            second_factor.remove(user)
            self.log_change(request, user, "Zweiter Faktor entfernt")
        messages.success(request, "Der zweite Faktor ist entfernt; die Inhaber wissen es.")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: Any) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data and obj.email != form.initial["email"]:
            _change_address(obj, form.initial["email"])
            if obj.pk == request.user.pk:
                own = UserSession.objects.filter(user=obj)
                devices.log_out(own.exclude(session_key=request.session.session_key))
            else:
                devices.log_out_everywhere(User.objects.filter(pk=obj.pk))
        if change and not obj.is_active:
            devices.log_out_everywhere(User.objects.filter(pk=obj.pk))

    def get_object(self, request: HttpRequest, *args: Any) -> User | None:
        """The lock comes before that of the account: everybody takes them in this order."""
        if request.method == "POST" and connection.in_atomic_block:
            _lock_administrators()
        return super().get_object(request, *args)

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any) -> HttpResponse:
        with transaction.atomic():
            user = self.get_object(request, unquote(object_id))
            if user is not None and _are_last_administrators([user.pk]):
                messages.error(request, LAST_ADMINISTRATOR)
                return redirect("admin:accounts_user_change", object_id)
            return super().delete_view(request, object_id, *args)

    @admin.action(description="Ausgewählte Konten löschen", permissions=["delete"])
    def delete_selected(
        self, request: HttpRequest, queryset: QuerySet[User]
    ) -> HttpResponse | None:
        with transaction.atomic():
            _lock_administrators()
            if _are_last_administrators(list(queryset.values_list("pk", flat=True))):
                messages.error(request, LAST_ADMINISTRATOR)
                return None
            return delete_selected(self, request, queryset)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        privacy.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        privacy.delete(*queryset)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return self.inlines if obj else []
