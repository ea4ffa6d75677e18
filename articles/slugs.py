"""Readable parts of addresses, from German text."""

from django.db import models
from django.utils.text import slugify

MAX_LENGTH = 80
_GERMAN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)


def slug_of(text: str, *, fallback: str) -> str:
    """At most 80 characters, cut between words; `fallback` where no letter is left."""
    slug = slugify(text.translate(_GERMAN))
    if len(slug) > MAX_LENGTH:
        slug = slug[:MAX_LENGTH].rsplit("-", 1)[0]
    return slug or fallback


def free_slug(model: type[models.Model], text: str, *, fallback: str) -> str:
    """A slug that no row of `model` has yet; one query, one more for each that is taken."""
    base = slug_of(text, fallback=fallback)
    slug, number = base, 2
    while model._default_manager.filter(slug=slug).exists():  # noqa: SLF001 - Django's documented name
        slug, number = f"{base}-{number}", number + 1
    return slug
