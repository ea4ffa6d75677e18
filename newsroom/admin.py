"""What of the libraries' models belongs into the newsroom's admin."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.core.exceptions import ValidationError

from articles.html import BODY_MAX_LENGTH

admin.site.unregister([Authenticator, EmailAddress, FlatPage, Site, UserSession])


class LegalPageForm(forms.ModelForm):
    """No longer than `html.render` reads."""

    class Meta:
        model = FlatPage
        fields = ["title", "content"]

    def clean_content(self) -> str:
        content: str = self.cleaned_data["content"]
        if len(content) > BODY_MAX_LENGTH:
            raise ValidationError(
                f"Der Text hat {len(content)} Zeichen, höchstens {BODY_MAX_LENGTH} sind möglich."
            )
        return content


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
