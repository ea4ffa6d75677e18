"""Accounts, for administrators; legacy subscribers stand in `subscriber_admin`."""

from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts import privacy
from accounts.models import Consent, User
from accounts.subscriber_admin import LegacySubscriberAdmin, SubscriberImportAdmin

__all__ = ["LegacySubscriberAdmin", "SubscriberImportAdmin", "UserAdmin"]


class AccountChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes: ClassVar[dict[str, type]] = {}  # Django's default names a username


class AccountCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]
        field_classes: ClassVar[dict[str, type]] = {}


class ConsentInline(admin.TabularInline):
    model = Consent
    extra = 0
    can_delete = False
    readonly_fields = ["wording", "form", "given_at"]

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    form = AccountChangeForm
    add_form = AccountCreationForm
    inlines = [ConsentInline]
    list_display = ["email", "name", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_active", "groups"]
    search_fields = ["email", "name", "organisation"]
    ordering = ["email"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "password", "name", "organisation"]}),
        ("Rechte", {"fields": ["is_active", "is_staff", "is_superuser", "groups"]}),
        ("Zeiten", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "fields": ["email", "usable_password", "password1", "password2"],
                "description": "Beim ersten Anmelden bestätigt der Inhaber die Adresse "
                "mit einem Code aus einer E-Mail.",
            },
        ),
    ]
    filter_horizontal = ["groups"]

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        privacy.delete(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            privacy.delete(user)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        return self.inlines if obj else []
