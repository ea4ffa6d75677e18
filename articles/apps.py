from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Artikel"

    def ready(self) -> None:
        from articles.editions import newest_appearance  # noqa: PLC0415 - models must be loaded first
        from web import content_version  # noqa: PLC0415 - as above

        content_version.register_clock(newest_appearance)
