from django.apps import AppConfig

from web import lookups


class WebConfig(AppConfig):
    name = "web"
    verbose_name = "Auslieferung"

    def ready(self) -> None:
        lookups.register()
