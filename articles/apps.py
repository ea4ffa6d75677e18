from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Artikel"

    def ready(self) -> None:
        from articles.search import upkeep  # noqa: PLC0415 - models must be loaded first

        upkeep.connect(self)
