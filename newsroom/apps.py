from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class NewsroomConfig(AppConfig):
    """Composition: what puts the apps together."""

    name = "newsroom"
    verbose_name = "Seite"
    default = True

    def ready(self) -> None:
        from newsroom import checks, publishing  # noqa: F401, PLC0415 - both register themselves


class NewsroomAdminConfig(admin_apps.SimpleAdminConfig):
    """Its pages are found by newsroom/urls.py, so that the mail worker goes without them."""

    default = False
    default_site = "newsroom.adminsite.NewsroomAdminSite"
