from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Artikel"

    def ready(self) -> None:
        from articles.editions import newest_appearance  # noqa: PLC0415 - models must be loaded first
        from articles.search import sqlite  # noqa: PLC0415 - as above
        from web import content_version  # noqa: PLC0415 - as above

        connection_created.connect(sqlite.offer_functions)
        content_version.register_clock(newest_appearance)
