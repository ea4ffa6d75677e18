"""Every page of the newsroom, timed on the database that the environment names.

    DATABASE_URL=postgres://… python -m bench.newsroom

Fill it before with `DEMO=on manage.py demo --articles 1000000` and let PostgreSQL analyse it. Of each page
the best of five answers counts, queries included; nothing is written but a session.
"""

import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
os.environ["STAFF_MFA_REQUIRED"] = "off"

import django

django.setup()

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from articles.models import Article, Source, Topic
from newsroom.demo.people import LOGINS

ROUNDS = 5
LIMIT_MS = 100
WORDS = ("Abwärme", "Kläranlagen heizen", "Stadt", "gibtesnicht", "Kinder", '"Stadt am"')


def pages():
    """Addresses of all kinds: lists with each filter, forms, history."""
    articles = reverse("admin:articles_article_changelist")
    newest = Article.objects.order_by("-pk").first()
    topic, source = Topic.objects.first(), Source.objects.first()
    yield reverse("admin:index")
    yield articles
    for state in ("draft", "review", "scheduled", "published", "withdrawn"):
        yield f"{articles}?status={state}"
    for query in (
        "erschienen=7", "erschienen=30", f"thema={topic.slug}", "open_to_all__exact=1",
        f"source__id__exact={source.pk}", f"p={newest.pk // 2}", "status=draft&q=Stadt",
        f"thema={topic.slug}&q=Stadt", f"thema={topic.slug}&q=Kinder", "erschienen=30&q=Kinder",
    ):  # fmt: skip
        yield f"{articles}?{query}"
    for word in WORDS:
        yield f"{articles}?q={word}"
    yield reverse("admin:articles_article_add")
    for action in ("change", "history", "delete"):
        yield reverse(f"admin:articles_article_{action}", args=[newest.pk])
    yield reverse("admin:articles_article_deleted")
    yield f"{reverse('admin:articles_article_duplicates')}?headline={newest.headline}"
    yield reverse("admin:articles_source_changelist")
    yield f"{reverse('admin:articles_source_changelist')}?q=Stadt"
    yield reverse("admin:articles_source_change", args=[source.pk])
    yield reverse("admin:articles_topic_changelist")
    field = "app_label=articles&model_name=article&field_name=source&term=Stadt"
    yield f"{reverse('admin:autocomplete')}?{field}"


def main() -> int:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    client = Client()
    user = User.objects.get(email=LOGINS[-1].email)
    client.force_login(user, backend="accounts.backends.MemberBackend")
    print(f"{Article.objects.count():,} articles, {connection.vendor}")
    slow = 0
    for page in pages():
        took = []
        for _ in range(ROUNDS):
            with CaptureQueriesContext(connection) as queries:
                begun = time.perf_counter()
                status = client.get(page).status_code
                took.append((time.perf_counter() - begun) * 1000)
        slow += min(took) > LIMIT_MS
        print(f"{min(took):8.1f} ms  {len(queries):2d} queries  {status}  {page}")
    print(f"{slow} pages over {LIMIT_MS} ms")
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
