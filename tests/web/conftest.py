"""Pages are kept here, though nowhere else in the tests; `poll` asks for the version by hand."""

import pytest
from django.db.models.signals import post_save

from articles.models import Article
from tests.conftest import CheckingClient
from web import content_version, page_store
from web.content_version import Watcher

HOST = {"host": "testserver"}  # as every browser says


class PolledByHand(Watcher):
    """Without a thread: asks once at its first use, then when a test or a commit says so."""

    def _start(self):
        super()._start()
        self.look()

    def _start_thread(self):
        pass


@pytest.fixture(autouse=True)
def watcher(db, settings, monkeypatch):
    settings.PAGE_CACHE_MEGABYTES = 32
    settings.CONTENT_VERSION_POLL_SECONDS = 0.5
    page_store.store.clear()
    watcher = PolledByHand()
    for module in (content_version, page_store):
        monkeypatch.setattr(module, "watcher", watcher)
    return watcher


@pytest.fixture(autouse=True)
def _own_saves_count():
    """An article that a test saves by itself, past the save path, makes kept pages stale too."""

    def bump(**kwargs):
        content_version.bump()

    post_save.connect(bump, sender=Article)
    yield
    post_save.disconnect(bump, sender=Article)


@pytest.fixture
def poll(watcher):
    """Half a second later: the process knows what others have committed, and what has appeared."""
    return watcher.look


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """The block's changes are committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def client():
    """A reader without a session."""
    return CheckingClient(headers=HOST)
