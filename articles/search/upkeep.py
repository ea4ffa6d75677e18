"""What SQLite's index needs around it: functions on each connection, triggers after each `migrate`."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate

from articles.search import sqlite


def connect(app: AppConfig) -> None:
    connection_created.connect(_offer_functions)
    pre_migrate.connect(_before_migrate, sender=app)
    post_migrate.connect(_after_migrate, sender=app)


def _offer_functions(connection: Any, **kwargs: Any) -> None:
    if connection.vendor == "sqlite":
        sqlite.offer_functions(connection)


def _before_migrate(using: str, **kwargs: Any) -> None:
    if connections[using].vendor == "sqlite":
        sqlite.drop_triggers(connections[using])


def _after_migrate(using: str, plan: Any = (), **kwargs: Any) -> None:
    if connections[using].vendor == "sqlite":
        changed = any(migration.app_label == "articles" for migration, _ in plan)
        sqlite.create_triggers(connections[using], refill=changed)
