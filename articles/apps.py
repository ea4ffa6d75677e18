from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Artikel"

    def ready(self) -> None:
        connection_created.connect(_offer_functions)
        pre_migrate.connect(_before_migrate, sender=self)
        post_migrate.connect(_after_migrate, sender=self)


def _offer_functions(connection: Any, **kwargs: Any) -> None:
    from articles.search import sqlite  # noqa: PLC0415 - models must be loaded first

    if connection.vendor == "sqlite":
        sqlite.offer_functions(connection)


def _before_migrate(using: str, **kwargs: Any) -> None:
    from articles.search import sqlite  # noqa: PLC0415 - as above

    if connections[using].vendor == "sqlite":
        sqlite.drop_triggers(connections[using])


def _after_migrate(using: str, plan: Any = (), **kwargs: Any) -> None:
    from articles.search import sqlite  # noqa: PLC0415 - as above

    if connections[using].vendor == "sqlite":
        changed = any(migration.app_label == "articles" for migration, _ in plan)
        sqlite.create_triggers(connections[using], refill=changed)
