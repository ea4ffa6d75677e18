from django.urls import path, register_converter

from articles.views import article, editions, lists, picture, search


class TwoDigits:
    """Month or day, with its zero in front; without it the page redirects."""

    regex = "[0-9]{1,2}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


register_converter(TwoDigits, "two")

urlpatterns = [
    path("", editions.front_page, name="front_page"),
    path("artikel/<int:pk>/", article.article, name="article_by_number"),
    path("artikel/<int:pk>/<str:slug>/", article.article, name="article"),
    path("archiv/", editions.archive, name="archive"),
    path("archiv/<int:year>/<two:month>/", editions.month, name="month"),
    path("archiv/<int:year>/<two:month>/<two:day>/", editions.edition, name="edition"),
    path("bilder/<path:name>", picture.picture, name="picture"),
    path("quelle/<slug:slug>/", lists.source, name="source"),
    path("suche/", search.search, name="search"),
    path("suche/vorschlaege/", search.suggestions, name="suggestions"),
    path("thema/<slug:slug>/", lists.topic, name="topic"),
]
