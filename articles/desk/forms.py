"""The article form: in the order of the page, from headline to source."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from articles import html, picture_files, pictures
from articles.editing import saving
from articles.editing.versions import LABELS, values_of
from articles.html import BODY_MAX_LENGTH
from articles.models import Article, Body, Picture, Version

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
# Longer headlines break over four lines on a telephone, longer teasers over half its screen.
ADVISED = {"headline": 90, "subheadline": 140, "teaser": 400}
PLAIN_TEXTS = (
    "headline", "subheadline", "teaser", "correction", "withdrawal_note", "picture_alt",
    "picture_credit",
)  # fmt: skip
UNPUBLISHED = (Article.State.DRAFT, Article.State.REVIEW)

STALE = (
    "Nicht gesichert: {name} hat den Artikel inzwischen geändert ({time} Uhr). Ihr Text ist noch "
    "da. Unten stehen beide Fassungen nebeneinander. Wenn Sie noch einmal sichern, gilt Ihre; die "
    "andere bleibt im Verlauf."
)
GONE = "Nicht gesichert: Jemand hat den Artikel eben gelöscht. Ihr Text steht noch im Formular."
NOT_WRITTEN = (
    "Das Bild konnte nicht gespeichert werden: Der Speicher ist voll oder antwortet nicht. Es wurde "
    "nichts gesichert, Ihr Text steht noch im Formular. Bitte versuchen Sie es später noch einmal "
    "oder sichern Sie ohne Bild."
)
RESTORED = "Ihr ungesicherter Text ist wieder da. Bitte prüfen und sichern Sie ihn."


def cleaned_body(markup: str) -> str:
    """The body as it is stored; raises ValidationError where it is too long, before or after."""
    length = len(markup)
    if length <= BODY_MAX_LENGTH:
        markup = html.clean(markup)
        length = len(markup)
    if length > BODY_MAX_LENGTH:
        raise ValidationError(
            f"Der Volltext hat {length} Zeichen, höchstens {BODY_MAX_LENGTH} sind möglich."
        )
    return markup


def plain_text_only(value: str) -> None:
    if tag := html.find_tag(value):
        raise ValidationError(
            f"Hier ist nur reiner Text möglich. Bitte entfernen Sie „<{tag}>“.", code="markup"
        )


def saver_of(version: Version) -> str:
    """Who saved it, as the beginning of a sentence. One query."""
    who: Any = version.saved_by  # an account
    if who:
        return str(getattr(who, "name", "") or who.get_username())
    is_import = version.note == saving.BEFORE
    return "Ein Import" if is_import else "Jemand, dessen Konto es nicht mehr gibt,"


class ArticleForm(forms.ModelForm):
    """Only validates; `articles.editing.saving` writes, and its refusals come back by `refuse`."""

    body = ProseEditorFormField(
        label="Volltext",
        required=False,
        config={"extensions": EDITOR},
        preset="configurable",
        widget=AdminProseEditorWidget,
        sanitize=cleaned_body,
        help_text="Nur für Mitglieder: der ganze Artikel. Er beginnt dort, wo der Teaser endet.",
    )
    picture = forms.FileField(
        label="Bild",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
        help_text="JPEG, PNG, WebP oder AVIF, höchstens 15 MB. Ort und Kamera werden entfernt.",
    )
    picture_alt = forms.CharField(
        label="Alternativtext",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vLargeTextField"}),
        help_text="Was auf dem Bild zu sehen ist, für alle, die es nicht sehen.",
    )
    picture_credit = forms.CharField(
        label="Bildnachweis",
        max_length=200,
        required=False,
        help_text="Zum Beispiel: „Foto: Stadt Altenbrück / M. Meier“",
    )
    picture_removed = forms.BooleanField(label="Bild entfernen", required=False)
    begun_with = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Article
        fields = [
            "headline", "subheadline", "teaser", "body", "source", "original_url", "topics",
            "state", "published_at", "open_to_all", "correction", "withdrawal_note",
        ]  # fmt: skip
        widgets = {
            "headline": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "subheadline": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "teaser": forms.Textarea(attrs={"rows": 12}),
            "correction": forms.Textarea(attrs={"rows": 2}),
            "withdrawal_note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(
        self, *args: Any, may_publish: bool = True, shown: Version | None = None, **kwargs: Any
    ) -> None:
        """`shown` is an earlier version that fills the form."""
        super().__init__(*args, **kwargs)
        self.shown = shown
        self.theirs: Version | None = None
        self.stored_picture: Picture | None = None
        for name in PLAIN_TEXTS:
            if name in self.fields:
                self.fields[name].validators.append(plain_text_only)
        for name, length in ADVISED.items():
            if name in self.fields:
                self.fields[name].widget.attrs["data-advised"] = length
        if not may_publish and "state" in self.fields:
            self.fields["state"].choices = [(state, state.label) for state in UNPUBLISHED]  # type: ignore[attr-defined]  # a choice field
        if self.instance.pk:
            stored = Body.objects.filter(article_id=self.instance.pk)
            self.initial["body"] = stored.values_list("html", flat=True).first() or ""
            self.initial["begun_with"] = self.instance.version
            self.stored_picture = Picture.objects.filter(article_id=self.instance.pk).first()
        if self.stored_picture is not None:
            self.initial["picture_alt"] = self.stored_picture.alt
            self.initial["picture_credit"] = self.stored_picture.credit
            self.fields["picture"].help_text = format_html(
                '<img class="stored-picture" src="{}" alt="">{}',
                self.stored_picture.largest_url,
                self.fields["picture"].help_text,
            )
        if shown is not None:
            self.initial = {**self.initial} | values_of(shown.content)

    def clean_begun_with(self) -> int:
        """-1, which no version has, where the form does not say."""
        number: int | None = self.cleaned_data["begun_with"]
        return -1 if number is None else number

    def clean_picture(self) -> ContentFile | None:
        upload = self.cleaned_data["picture"]
        return pictures.normalised(upload) if upload else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        publishing = cleaned.get("state") == Article.State.PUBLISHED
        if publishing and not cleaned.get("published_at"):
            cleaned["published_at"] = timezone.now()
        if publishing and "body" in cleaned and html.is_blank(cleaned["body"]):
            self.add_error("body", "Ein veröffentlichter Artikel braucht einen Volltext.")
        self._describe_picture()
        if "_restore" in self.data:
            self.add_error(None, RESTORED)
        return cleaned

    def _describe_picture(self) -> None:
        """No picture without words for those who do not see it, and without its credit."""
        picture = self._picture()
        if picture and not picture["alt"]:
            self.add_error("picture_alt", "Bitte beschreiben Sie, was auf dem Bild zu sehen ist.")
        if picture and not picture["credit"]:
            self.add_error("picture_credit", "Bitte nennen Sie, von wem das Bild stammt.")

    def values(self) -> dict[str, Any]:
        """What was entered, as `saving` takes it; of an invalid form, what there is of it."""
        data = {name: self.cleaned_data[name] for name in LABELS if name in self.cleaned_data}
        return data | {"picture": self._picture(), "upload": self.cleaned_data.get("picture")}

    def _picture(self) -> dict[str, Any] | None:
        data, stored = self.cleaned_data, self.stored_picture
        if upload := data.get("picture"):
            name = upload.name
        elif stored is not None and not data.get("picture_removed"):
            name = stored.file.name
        else:
            return None
        return {"file": name, "alt": data.get("picture_alt"), "credit": data.get("picture_credit")}

    def refuse(self, refusal: Exception) -> None:
        """Say why `saving` saved nothing."""
        match refusal:
            case saving.Stale():
                self._show(refusal.theirs)
            case picture_files.NotWritten():
                self.add_error("picture", NOT_WRITTEN)
            case Article.DoesNotExist():
                self.add_error(None, GONE)

    def _show(self, theirs: Version) -> None:
        """Having seen both, the editor may decide: the form that goes back knows the newer one."""
        self.theirs = theirs
        data = cast("QueryDict", self.data).copy()
        data[self.add_prefix("begun_with")] = str(theirs.number)
        self.data = data
        time = timezone.localtime(theirs.saved_at)
        self.add_error(None, STALE.format(name=saver_of(theirs), time=f"{time:%d.%m.%Y, %H:%M}"))
