"""What of the libraries' models belongs into the newsroom's admin."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site

from articles.desk.forms import cleaned_body

admin.site.unregister([Authenticator, EmailAddress, FlatPage, Site, UserSession])


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
