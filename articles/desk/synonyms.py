"""Groups of words that mean the same, in admin."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from articles import html
from articles.models import Synonyms
from articles.models.synonyms import (
    ENTRY_MAX_LENGTH,
    FEWEST_ENTRIES,
    MOST_ENTRIES,
    MOST_GROUPS,
    SEPARATOR,
)
from articles.search.analysis import words
from importing.turns import SYNONYMS, take_turns

_BETWEEN = re.compile("[,;\n]")


class SynonymsForm(forms.ModelForm):
    """No entry stands twice in a group or in two groups, however it is spelt."""

    class Meta:
        model = Synonyms
        fields = ["words"]
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def clean_words(self) -> str:
        entries = _entries_of(self.cleaned_data["words"])
        take_turns(SYNONYMS)  # two forms at once: the second one finds what the first one saved
        others = list(Synonyms.objects.exclude(pk=self.instance.pk))
        if not self.instance.pk and len(others) >= MOST_GROUPS:
            raise ValidationError(
                f"Es gibt schon {MOST_GROUPS} Gruppen, und mehr sind nicht möglich."
            )
        taken = {_key(entry): row for row in others for entry in row.entries}
        for entry in entries:
            if row := taken.get(_key(entry)):
                raise ValidationError(f"„{entry}“ steht schon in einer anderen Gruppe: {row}")
        return SEPARATOR.join(entries)


def _entries_of(text: str) -> list[str]:
    """The entries of one group, or what is wrong with them."""
    parts = (html.plain_text(part) for part in _BETWEEN.split(text))
    entries = [" ".join(part.split()) for part in parts if part.strip()]
    if not FEWEST_ENTRIES <= len(entries) <= MOST_ENTRIES:
        raise ValidationError(
            f"Eine Gruppe hat {FEWEST_ENTRIES} bis {MOST_ENTRIES} Wörter, diese hat {len(entries)}."
        )
    seen: set[str] = set()
    for entry in entries:
        key = _key(entry)
        if len(entry) > ENTRY_MAX_LENGTH:
            raise ValidationError(f"„{entry}“ ist länger als {ENTRY_MAX_LENGTH} Zeichen.")
        if not key:
            raise ValidationError(f"In „{entry}“ ist kein Wort, nach dem sich suchen ließe.")
        if key in seen:
            raise ValidationError(f"„{entry}“ steht zweimal da; Groß und Klein gilt gleich.")
        seen.add(key)
    return entries


def _key(entry: str) -> str:
    """Equal for what search takes as the same."""
    return " ".join(words(entry))


class SynonymsAdmin(admin.ModelAdmin):
    form: Any = SynonymsForm
    search_fields = ["words"]
