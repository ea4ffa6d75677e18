"""Kept pages become stale with the commit that changes one of these; of articles, `saving` sees to it."""

from typing import Any

from django.contrib.flatpages.models import FlatPage
from django.db.models.signals import post_delete, post_save

from articles.models import Source, Synonyms, Topic
from web import content_version


def _bump(**kwargs: Any) -> None:
    content_version.bump()


for _model in (Source, Topic, Synonyms, FlatPage):
    post_save.connect(_bump, sender=_model)
    post_delete.connect(_bump, sender=_model)
