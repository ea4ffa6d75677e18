"""The newsroom's desk in admin; how it works stands in `articles/desk/`."""

from django.contrib import admin

from articles.desk.articles import ArticleAdmin
from articles.desk.names import SourceAdmin, TopicAdmin
from articles.desk.synonyms import SynonymsAdmin
from articles.models import Article, Source, Synonyms, Topic

admin.site.register(Article, ArticleAdmin)
admin.site.register(Source, SourceAdmin)
admin.site.register(Synonyms, SynonymsAdmin)
admin.site.register(Topic, TopicAdmin)
