from django.urls import path

from articles import finding, views

urlpatterns = [
    path("", views.front_page, name="front_page"),
    path("artikel/<int:pk>/", views.article, name="article_by_number"),
    path("artikel/<int:pk>/<str:slug>/", views.article, name="article"),
    path("archiv/<int:year>/<int:month>/<int:day>/", views.edition, name="edition"),
    path("suche/", finding.search, name="search"),
    path("suche/vorschlaege/", finding.suggestions, name="suggestions"),
    path("bilder/<path:name>", views.picture, name="picture"),
    path("thema/<slug:slug>/", views.topic, name="topic"),
    path("quelle/<slug:slug>/", views.source, name="source"),
]
