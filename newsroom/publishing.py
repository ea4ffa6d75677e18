"""What readers see changes with these: kept pages become stale with the commit that changes them."""

from typing import Any

from django.contrib.flatpages.models import FlatPage
from django.db.models.signals import m2m_changed, post_delete, post_save

from articles.models import Article, ArticleTopic, Body, Picture, Source, Topic
from web import content_version


def _bump(**kwargs: Any) -> None:
    content_version.bump()


for _model in (Article, Body, Picture, Source, Topic, FlatPage):
    post_save.connect(_bump, sender=_model)
    post_delete.connect(_bump, sender=_model)
m2m_changed.connect(_bump, sender=ArticleTopic)
