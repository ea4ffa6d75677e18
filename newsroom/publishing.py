"""What readers see changes with these: kept pages are stale as soon as the change is committed."""

from django.contrib.flatpages.models import FlatPage
from django.db.models.signals import m2m_changed, post_delete, post_save

from articles.generation import purge_after_commit
from articles.models import Article, Body, Picture, Source, Topic

for _model in (Article, Body, Picture, Source, Topic, FlatPage):
    post_save.connect(purge_after_commit, sender=_model)
    post_delete.connect(purge_after_commit, sender=_model)
m2m_changed.connect(purge_after_commit, sender=Article.topics.through)
