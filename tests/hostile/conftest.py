"""The visitors, what they find on the site, and the judge of what it answers."""

from datetime import timedelta

import pytest
from django.conf import settings as django_settings

from accounts import subscriber_runs
from articles.models import Article
from tests.conftest import NOW, PASSWORD
from tests.hostile.requests import TOKEN, Judge, Visitor
from tests.visitors import arguments_for, visit
from tests.web.conftest import PolledByHand
from web import content_version, page_store

BODY = "Dreizehn Reiher landeten auf dem Rathausdach"
"""In the body of a published article: for members."""

DRAFT = "Vierzehn Kraniche kreisten am Wasserwerk"
"""In an editor's draft: for her and those who may see all drafts."""


@pytest.fixture(autouse=True)
def _like_the_real_site(db, settings, monkeypatch, tmp_path):
    """Pages are kept as on the real site, imports run at once, files go to a folder of this test."""
    settings.PAGE_CACHE_MEGABYTES = 1
    settings.CONTENT_VERSION_POLL_SECONDS = 0.5
    page_store.store.clear()
    watcher = PolledByHand()
    for module in (content_version, page_store):
        monkeypatch.setattr(module, "watcher", watcher)
    monkeypatch.setattr(subscriber_runs, "_spawn", subscriber_runs.work)
    settings.VAR_DIR = settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "pictures": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "pictures")},
        }
    }


@pytest.fixture
def draft(write, edda):
    return write(
        "Noch nicht öffentlich",
        body=f"<p>{DRAFT}.</p>",
        state=Article.State.DRAFT,
        published_at=None,
    )


@pytest.fixture
def article(write):
    for number in range(25):  # more than one page of each list
        write(
            f"Rathaus und Bürgeramt {number}",
            published_at=NOW - timedelta(days=number + 1),
            original_url=f"https://altenbrueck.example/aktuelles/{number}",
        )
    return write(body=f"<h2>Auf dem Dach</h2><p>{BODY}.</p>")


@pytest.fixture
def arguments(article, draft, martha, ludwig):
    return arguments_for(article, martha=martha, ludwig=ludwig)


@pytest.fixture
def visitor(request, browser, log_in, enrol, martha, arne, adam, arguments):
    """Whom the test's parameter names."""
    name = request.param
    client = visit(
        name, browser=browser, log_in=log_in, enrol=enrol, martha=martha, arne=arne, adam=adam
    )
    cookie = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    is_stranger = name in {"anonymous", "registering", "at the second factor"}
    forbidden = [DRAFT] * (name != "administrator") + [BODY] * is_stranger
    return Visitor(name, cookie.value if cookie else "", tuple(forbidden))


@pytest.fixture
def judge(visitor):
    secrets = [
        "martha@altenbrueck", "theo@altenbrueck", "geheim.example", "stadtwerke.example", "zeitung.example",
        PASSWORD, TOKEN, visitor.session, BODY, DRAFT,
    ]  # fmt: skip
    return Judge(tuple(secret for secret in secrets if secret))
