"""What this process learns of the content's version beside its polls, and what it never believes."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from articles.models import Article
from tests.web.conftest import HOST
from web import content_version
from web.cache_policy import PUBLIC
from web.models import ContentVersion
from web.page_cache import PageCache
from web.page_store import store

# Outside of a test's transaction: nothing is learnt from what may be rolled back.
pytestmark = pytest.mark.django_db(transaction=True)


def publish_elsewhere(by=1):
    """Another process raises the version; this one is not told."""
    content_version.bump()
    ContentVersion.objects.update(number=models.F("number") + by - 1)


@pytest.fixture(autouse=True)
def others_commit(watcher, monkeypatch):
    """No commit is this process's own."""
    monkeypatch.setattr(content_version.transaction, "on_commit", lambda function: None)


class Site:
    """Page cache before a site that counts what it renders."""

    def __init__(self):
        self.rendered = []
        self.middleware = PageCache(self.render)

    def render(self, request):
        self.rendered.append(request.path)
        text = f"Seite {len(self.rendered)}"
        return HttpResponse(text, headers={"Cache-Control": PUBLIC, "ETag": '"x"'})

    def get(self, path):
        return self.middleware(RequestFactory(headers=HOST).get(path)).content.decode()


@pytest.fixture
def site():
    return Site()


def test_a_page_that_is_newer_than_the_last_poll_is_rendered_once(site):
    site.get("/")
    publish_elsewhere()

    assert [site.get("/thema/a/") for _ in range(4)] == ["Seite 2"] * 4
    assert site.rendered == ["/", "/thema/a/"]


def test_with_it_all_older_pages_are_known_to_be_outdated(site):
    site.get("/")
    publish_elsewhere()
    site.get("/thema/a/")

    assert site.get("/") == "Seite 3"


def test_a_members_pages_too(log_in, martha, write, monkeypatch):
    address = write().get_absolute_url()
    member = log_in(martha)
    member.get("/")
    publish_elsewhere()
    rendered, snapshot = [], content_version.snapshot
    monkeypatch.setattr(content_version, "snapshot", lambda: rendered.append(1) or snapshot())

    for _ in range(3):
        assert member.get(address).status_code == 200

    assert len(rendered) == 1


def test_what_is_rolled_back_is_not_learnt(site, watcher):
    site.get("/")
    before = watcher.known()
    with transaction.atomic():
        publish_elsewhere()
        with content_version.snapshot() as version:
            assert version.number == before.number + 1
        transaction.set_rollback(True)

    assert watcher.known() == before


def test_an_answer_to_an_earlier_question_changes_nothing(watcher, clock, poll):
    """A thread that was held up, or a replica that is late."""
    old, asked_at = content_version.read(), content_version.monotonic()
    clock.shift(1)
    publish_elsewhere()
    poll()
    clock.shift(1)
    known = watcher.known()

    watcher.learn(old, asked_at)

    assert watcher.known() == known
    assert known.number == old.number + 1


def test_a_commit_is_known_though_a_page_was_answered_meanwhile(watcher, clock, monkeypatch):
    """The poll's question began before that answer, so only its greater number tells."""
    before, read = content_version.read(), content_version.read
    watcher.known()

    def read_slowly():
        clock.shift(1)
        watcher.learn(before, content_version.monotonic())
        return read()

    publish_elsewhere()
    monkeypatch.setattr(content_version, "read", read_slowly)
    watcher.look()

    assert watcher.known().number == before.number + 1


def test_a_restored_backup_counts_from_a_lower_number(site, poll):
    """Raised again to a number that a kept page has, it means other content."""
    publish_elsewhere(by=5)
    poll()
    assert site.get("/") == "Seite 1"
    ContentVersion.objects.update(number=models.F("number") - 2)
    poll()
    publish_elsewhere(by=2)
    poll()

    assert site.get("/") == "Seite 2"
    assert site.get("/") == "Seite 2"


def test_version_and_content_are_of_one_moment(write, watcher, poll, monkeypatch):
    """Another process publishes between the reading of the version and that of the content."""
    article = write("Vorher")
    assert watcher.known() == content_version.read()
    read, versions = content_version.read, []

    def change():
        try:
            with transaction.atomic():
                Article.objects.update(headline="Nachher")
                publish_elsewhere()
        finally:
            connection.close()

    def read_and_wait():
        version = read()
        if not versions:
            versions.append(version)
            with ThreadPoolExecutor(1) as other:
                other.submit(change).result()
        return version

    monkeypatch.setattr(content_version, "read", read_and_wait)
    reader = Client(headers=HOST)
    address = article.get_absolute_url()

    assert "Vorher" in reader.get(address).content.decode()
    assert [page.version for page in store._pages.values()] == versions
    poll()
    assert "Nachher" in reader.get(Article.objects.get().get_absolute_url()).content.decode()
