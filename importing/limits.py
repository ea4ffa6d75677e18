"""How long a text may be: the model's own rule, asked in one place."""

from django.db import models


def max_length_of(model: type[models.Model], name: str) -> int:
    """Characters that the field `name` of `model` takes."""
    field = model._meta.get_field(name)  # noqa: SLF001 - Django's documented name
    limit: int | None = getattr(field, "max_length", None)
    if limit is None:
        raise ValueError(f"{model.__name__}.{name} has no limit.")
    return limit
