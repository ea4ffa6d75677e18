from django.urls import path, register_converter

from articles.views import (
    article,
    card,
    editions,
    feeds,
    lists,
    picture,
    saved_searches,
    search,
    shelf,
    sitemaps,
)


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
    path("feed/", feeds.newest, name="feed"),
    path("karten/<int:pk>-<str:digest>.png", card.card, name="card"),
    path("meine-ausgabe/", shelf.my_edition, name="my_edition"),
    path("meine-ausgabe/auswahl/", shelf.choose, name="choose"),
    path("meine-suchen/", saved_searches.saved_searches, name="saved_searches"),
    path("meine-suchen/<int:pk>/", saved_searches.saved_search, name="saved_search"),
    path("merkliste/", shelf.reading_list, name="reading_list"),
    path("merkliste/<int:pk>/", shelf.save, name="save"),
    path("quelle/<slug:slug>/", lists.source, name="source"),
    path("quelle/<slug:slug>/feed/", feeds.source, name="source_feed"),
    path("quelle/<slug:slug>/folgen/", shelf.follow_source, name="follow_source"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-artikel-<int:number>.xml", sitemaps.articles, name="sitemap_articles"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap-quellen-<int:number>.xml", sitemaps.sources, name="sitemap_sources"),
    path("sitemap-themen.xml", sitemaps.topics, name="sitemap_topics"),
    path("suche/", search.search, name="search"),
    path("suche/vorschlaege/", search.suggestions, name="suggestions"),
    path("thema/<slug:slug>/", lists.topic, name="topic"),
    path("thema/<slug:slug>/feed/", feeds.topic, name="topic_feed"),
    path("thema/<slug:slug>/folgen/", shelf.follow_topic, name="follow_topic"),
]
