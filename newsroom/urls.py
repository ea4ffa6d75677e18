"""All addresses. Every new one joins the route table in tests/routes.py."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from articles.views import former
from newsroom import health
from newsroom.legal import LEGAL_PAGES
from newsroom.legal_views import legal_page
from web import errors

admin.autodiscover()

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("konto/", include("accounts.urls")),
    path("redaktion/", admin.site.urls),
    *[
        path(f"{page.name}/", legal_page, {"name": page.name}, name=page.name)
        for page in LEGAL_PAGES
    ],
    path("", include("articles.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/post/", include("newsroom.demo.urls")))

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = former.not_found
handler500 = errors.server_error
