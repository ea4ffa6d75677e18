from typing import Any

from django.apps import AppConfig
from django.apps import apps as installed_apps
from django.conf import settings
from django.contrib.admin import apps as admin_apps
from django.core.management import call_command
from django.db.models.signals import post_migrate

from newsroom import legal, roles, synonyms


class NewsroomConfig(AppConfig):
    """Composition: what puts the apps together."""

    name = "newsroom"
    verbose_name = "Seite"
    default = True

    def ready(self) -> None:
        from newsroom import checks, publishing  # noqa: F401, PLC0415 - both register themselves

        post_migrate.connect(fill_database, sender=self)


def fill_database(apps: Any = installed_apps, **kwargs: Any) -> None:
    """After each `migrate` and `flush`: what a site needs besides tables, where it is missing."""
    if {"articles", "flatpages", "web"} - set(apps.all_models):
        return  # on the way there: `migrate accounts` in an empty database
    call_command("createcachetable", verbosity=0)
    apps.get_model("sites", "Site").objects.filter(pk=settings.SITE_ID).update(
        name=settings.SITE_NAME
    )
    roles.apply(apps)
    legal.create_missing_pages(apps)
    synonyms.install(apps)


class NewsroomAdminConfig(admin_apps.SimpleAdminConfig):
    """Its pages are found by newsroom/urls.py, so that the mail worker goes without them."""

    default = False
    default_site = "newsroom.adminsite.NewsroomAdminSite"
