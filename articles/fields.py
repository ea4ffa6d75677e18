"""Model fields that sanitise on every way into the database: forms, imports, bulk, update()."""

from typing import Any

from django.db import models

from articles import html


class PlainTextMixin:
    """Text without markup, one line."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)  # type: ignore[misc]  # the field behind the mixin
        return html.plain_text(value) if isinstance(value, str) else value


class PlainCharField(PlainTextMixin, models.CharField):
    description = "Text ohne Auszeichnung"


class PlainTextField(PlainTextMixin, models.TextField):
    description = "Text ohne Auszeichnung"


class BodyField(models.TextField):
    """Sanitised markup. What is too long stays as it is: the model's constraint refuses it."""

    description = "Bereinigter HTML-Text"

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        if not isinstance(value, str) or len(value) > html.BODY_MAX_LENGTH:
            return value
        return html.clean(value)


class WebAddressField(models.URLField):
    """An http(s) address; one that is typed without its scheme is taken as https."""

    description = "Webadresse"

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https"} | kwargs)
