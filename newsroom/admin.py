"""What of the libraries' models belongs into the newsroom's admin."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.http import HttpRequest

from articles.desk.forms import cleaned_body
from newsroom.roles import ROLES

admin.site.unregister([Authenticator, EmailAddress, FlatPage, Group, Site, UserSession])


class LegalPageForm(forms.ModelForm):
    """Sanitises the content like an article's body, with the same maximum length."""

    class Meta:
        model = FlatPage
        fields = ["title", "content"]

    def clean_content(self) -> str:
        return cleaned_body(self.cleaned_data["content"])


@admin.register(FlatPage)
class LegalPageAdmin(admin.ModelAdmin):
    """The legal pages: there are as many as have an address, so none is added or deleted."""

    form = LegalPageForm
    list_display = ["title", "url"]

    def view_on_site(self, obj: FlatPage) -> str:
        return obj.url

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """The roles of `newsroom.roles` are shown and never changed: the next `migrate` would undo it."""

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return not _is_fixed(obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return not _is_fixed(obj) and super().has_delete_permission(request, obj)


def _is_fixed(group: Group | None) -> bool:
    return group is not None and group.name in ROLES
