"""Kept pages grow old: publishing, a database that is away, many readers and many pages."""

import threading
from contextlib import nullcontext

import pytest
from django.db import OperationalError, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory

from articles.models import Article
from tests.web.conftest import HOST
from web import content_version, page_cache
from web.cache_policy import PUBLIC
from web.page_cache import PageCache
from web.page_store import OVERHEAD, PageStore, store


@pytest.fixture
def reader():
    """A browser of its own."""
    return Client(headers=HOST)


def public(content):
    return HttpResponse(content, headers={"Cache-Control": PUBLIC, "ETag": '"x"'})


class TestPublishing:
    """What was committed is seen at once in this process, and with the next poll in others."""

    @pytest.fixture
    def article(self, write):
        return write("Vorher")

    def test_a_save_makes_pages_stale(self, reader, article, on_commit):
        reader.get("/")
        with on_commit():
            article.headline = "Nachher"
            article.save()

        assert "Nachher" in reader.get("/").content.decode()

    def test_what_another_process_published(self, reader, article, poll):
        reader.get("/")
        Article.objects.update(headline="Nachher")
        content_version.bump()

        assert "Vorher" in reader.get("/").content.decode()
        poll()
        assert "Nachher" in reader.get("/").content.decode()

    def test_a_change_that_is_rolled_back_makes_nothing_stale(self, reader, article, poll):
        reader.get("/")
        with transaction.atomic():
            article.headline = "Nie"
            article.save()
            transaction.set_rollback(True)
        poll()

        asked = []
        middleware = PageCache(lambda request: asked.append(request) or public("x"))
        assert "Vorher" in middleware(RequestFactory(headers=HOST).get("/")).content.decode()
        assert asked == []

    def test_a_page_that_was_rendered_meanwhile_is_not_kept_as_new(self, poll):
        """Published between the version's reading and the rendering: the next reader gets it anew."""
        rendered = []

        def render(request):
            rendered.append(request)
            if len(rendered) == 1:
                content_version.bump()
            return public(f"{len(rendered)}")

        middleware = PageCache(render)
        contents = []
        for _ in range(3):
            contents.append(middleware(RequestFactory(headers=HOST).get("/")).content)
            poll()

        assert contents == [b"1", b"2", b"2"]


def fail(*args, **kwargs):
    raise OperationalError("away")


class TestTheDatabaseIsAway:
    @pytest.fixture
    def away(self, monkeypatch, poll):
        def away():
            monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", fail)
            poll()

        return away

    def test_the_stale_copy_is_shown_for_a_day(self, reader, write, away, clock):
        address = write("Bleibt stehen").get_absolute_url()
        reader.get(address)
        content_version.bump()
        away()

        clock.shift(23 * 3600)
        response = reader.get(address)
        assert (response.status_code, b"Bleibt stehen" in response.content) == (200, True)
        clock.shift(2 * 3600)
        assert reader.get(address).status_code == 503

    @pytest.mark.parametrize("open_to_all", [False, True])
    @pytest.mark.parametrize("has_changed", [False, True])
    def test_no_article_outlives_a_change_that_was_known(
        self, reader, write, away, poll, has_changed, open_to_all
    ):
        """Perhaps it was withdrawn."""
        address = write("Bleibt", body="<p>Text</p>", open_to_all=open_to_all).get_absolute_url()
        assert b"Bleibt" in reader.get(address).content
        if has_changed:
            content_version.bump()
            poll()
        away()

        response = reader.get(address)

        assert response.status_code == (503 if has_changed else 200)
        assert (b"Bleibt" in response.content) is not has_changed

    def test_what_was_withdrawn_stays_withdrawn(self, reader, write, away, poll):
        """On the article's page, and on the lists that named it."""
        article = write("Widerrufen")
        places = [article.get_absolute_url(), "/", "/thema/klimaschutz/", "/feed/"]
        for place in places:
            assert b"Widerrufen" in reader.get(place).content
        Article.objects.update(state=Article.State.WITHDRAWN)
        content_version.bump()
        poll()
        away()

        answers = [reader.get(place) for place in places]

        assert [answer.status_code for answer in answers] == [503] * 4
        assert b"Widerrufen" not in b"".join(answer.content for answer in answers)

    def test_what_is_not_kept_says_not_now(self, reader, write, away):
        address = write().get_absolute_url()
        away()

        assert reader.get(address).status_code == 503

    def test_an_outdated_page_is_not_shown_when_its_renewal_fails(
        self, reader, write, poll, monkeypatch
    ):
        """The version changed, and then the database went away before this process noticed."""
        address = write("Vielleicht widerrufen").get_absolute_url()
        reader.get(address)
        content_version.bump()
        poll()

        monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", fail)
        response = reader.get(address)

        assert (response.status_code, b"Vielleicht" in response.content) == (503, False)

    @pytest.mark.slow
    @pytest.mark.parametrize("open_to_all", [False, True])
    def test_a_database_that_hangs_is_never_waited_for(
        self, reader, write, watcher, clock, monkeypatch, open_to_all
    ):
        address = write("Bleibt stehen", open_to_all=open_to_all).get_absolute_url()
        reader.get(address)
        content_version.bump()
        asked, answer = threading.Event(), threading.Event()

        def hang():
            asked.set()
            answer.wait(30)
            raise OperationalError("at last")

        monkeypatch.setattr(content_version, "read", hang)
        hanging = threading.Thread(target=watcher.look)
        hanging.start()
        asked.wait(30)
        try:
            assert b"Bleibt stehen" in reader.get(address).content
            clock.shift(2.5)
            assert watcher.database_is_away
            monkeypatch.setattr(content_version, "snapshot", fail)
            assert reader.get(address).status_code == (503 if open_to_all else 200)
        finally:
            answer.set()
            hanging.join(30)

    def test_what_is_gone_is_gone(self, reader, write, poll):
        """Only a failure shows the old page: not a withdrawal."""
        article = write()
        reader.get(article.get_absolute_url())
        Article.objects.update(state=Article.State.WITHDRAWN)
        content_version.bump()
        poll()

        assert reader.get(article.get_absolute_url()).status_code == 410
        assert reader.get(article.get_absolute_url()).status_code == 410


class TestMany:
    def test_memory_is_bounded_and_the_least_recently_used_goes_first(self, monkeypatch):
        small = PageStore(3 * (OVERHEAD + 2_000))
        monkeypatch.setattr(page_cache, "store", small)
        rendered = []

        def render(request):
            rendered.append(request.path)
            return public(b"x" * 1_000)

        middleware = PageCache(render)
        for place in ["/thema/a/", "/thema/b/", "/thema/c/", "/thema/a/", "/thema/d/", "/thema/a/"]:
            middleware(RequestFactory(headers=HOST).get(place))

        assert rendered == ["/thema/a/", "/thema/b/", "/thema/c/", "/thema/d/"]
        assert len(small) == 3
        middleware(RequestFactory(headers=HOST).get("/thema/b/"))
        assert rendered[-1] == "/thema/b/"
        assert small.bytes_used <= small.max_bytes

    def test_a_page_larger_than_the_store_is_not_kept(self, monkeypatch):
        monkeypatch.setattr(page_cache, "store", PageStore(10_000))
        middleware = PageCache(lambda request: public(b"x" * 10_000))

        assert len(middleware(RequestFactory(headers=HOST).get("/")).content) == 10_000
        assert len(page_cache.store) == 0

    @pytest.mark.slow
    @pytest.mark.parametrize("has_outdated", [False, True])
    @pytest.mark.parametrize("takes_too_long", [False, True])
    def test_one_renders_while_others_wait(
        self, has_outdated, takes_too_long, watcher, poll, monkeypatch
    ):
        begun, go_on, rendered = threading.Event(), threading.Event(), []
        version = content_version.read()
        # Threads see no test's data.
        monkeypatch.setattr(content_version, "snapshot", lambda: nullcontext(version))
        monkeypatch.setattr(content_version, "read", lambda: version)
        watcher.known()

        def render(request):
            rendered.append(request)
            if len(rendered) > has_outdated:
                begun.set()
                go_on.wait(30)
            return public(f"Seite {len(rendered)}")

        middleware = PageCache(render)
        if has_outdated:
            middleware(RequestFactory(headers=HOST).get("/"))
            version = version._replace(number=version.number + 1)
            poll()
        if takes_too_long:
            monkeypatch.setattr(page_cache, "MAX_WAIT", 0.01)
        answers = []

        def ask():
            answers.append(middleware(RequestFactory(headers=HOST).get("/")))

        first = threading.Thread(target=ask)
        first.start()
        begun.wait(30)
        others = [threading.Thread(target=ask) for _ in range(5)]
        for thread in others:
            thread.start()
        if takes_too_long:
            for thread in others:
                thread.join(30)
            assert [answer.status_code for answer in answers] == [503] * 5
            assert b"Seite" not in b"".join(answer.content for answer in answers)
            answers.clear()
        go_on.set()
        for thread in [first, *others]:
            thread.join(30)

        page = f"Seite {1 + has_outdated}".encode()
        assert [answer.content for answer in answers] == [page] * (1 if takes_too_long else 6)
        assert len(rendered) == 1 + has_outdated


def test_pages_are_kept_for_readers_without_a_session_alone(reader, write, log_in, martha):
    """What members get lies in the same store under their audience."""
    address = write().get_absolute_url()
    reader.get(address)
    log_in(martha).get(address, headers=HOST)

    assert len(store) == 2
