"""Kept pages grow old: publishing, a database that is away, many readers and many pages."""

import threading

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from articles import generation as generations
from articles.generation import SHARED, generation
from articles.memory import OVERHEAD
from articles.models import Article
from newsroom import pagecache
from newsroom.caching import PUBLIC
from newsroom.pagecache import PageCache
from tests.newsroom.pagecache.conftest import HOST


class TestPublishing:
    """What was committed is seen at once in this process, and within a second in the others."""

    @pytest.fixture
    def article(self, write):
        return write("Vorher")

    def test_a_save_makes_pages_stale(self, reader, article, django_capture_on_commit_callbacks):
        reader.get("/")
        with django_capture_on_commit_callbacks(execute=True):
            article.headline = "Nachher"
            article.save()

        assert "Nachher" in reader.get("/").content.decode()

    def test_what_another_process_published(self, reader, article, clock):
        reader.get("/")
        Article.objects.update(headline="Nachher")
        cache.set(SHARED, "set elsewhere", None)

        assert "Vorher" in reader.get("/").content.decode()
        clock.shift(1.1)
        assert "Nachher" in reader.get("/").content.decode()

    def test_nothing_is_stale_before_the_commit(self, reader, article):
        reader.get("/")
        article.headline = "Nachher"
        article.save()  # the transaction of the test is never committed

        assert "Vorher" in reader.get("/").content.decode()

    def test_a_page_that_was_rendered_meanwhile_is_not_kept_as_new(self):
        """Published between reading and keeping: the next reader gets it rendered anew."""
        seen = []

        def render(request):
            seen.append(request)
            if len(seen) == 1:
                generation.purge()
            return HttpResponse(f"{len(seen)}", headers={"Cache-Control": PUBLIC, "ETag": '"x"'})

        middleware = PageCache(render)
        contents = [middleware(RequestFactory(headers=HOST).get("/")).content for _ in range(3)]

        assert contents == [b"1", b"2", b"2"]


class TestTheDatabaseIsAway:
    @pytest.fixture
    def away(self, monkeypatch):
        def away():
            def fail(*args, **kwargs):
                raise OperationalError("away")

            monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", fail)
            monkeypatch.setattr("django.core.cache.backends.db.DatabaseCache.get", fail)

        return away

    def test_the_stale_copy_is_shown_for_a_day(self, reader, write, away, clock):
        address = write("Bleibt stehen").get_absolute_url()
        reader.get(address)
        away()

        clock.shift(23 * 3600)
        response = reader.get(address)
        assert (response.status_code, b"Bleibt stehen" in response.content) == (200, True)
        clock.shift(2 * 3600)
        assert reader.get(address).status_code == 503

    def test_what_is_not_kept_says_not_now(self, reader, write, away):
        address = write().get_absolute_url()
        away()

        assert reader.get(address).status_code == 503

    def test_what_is_gone_is_gone(self, reader, write, clock):
        """Only a failure shows the old page: not a withdrawal."""
        article = write()
        reader.get(article.get_absolute_url())
        Article.objects.update(state=Article.State.WITHDRAWN)
        clock.shift(6)

        assert reader.get(article.get_absolute_url()).status_code == 410
        assert reader.get(article.get_absolute_url()).status_code == 410


class TestMany:
    def test_memory_is_bounded_and_the_longest_unread_goes_first(self, monkeypatch):
        monkeypatch.setattr(pagecache, "MOST_BYTES", 3 * (OVERHEAD + 2_000))
        seen = []

        def render(request):
            seen.append(request.path)
            headers = {"Cache-Control": PUBLIC, "ETag": '"x"'}
            return HttpResponse(b"x" * 1_000, headers=headers)

        middleware = PageCache(render)
        for place in ["/thema/a/", "/thema/b/", "/thema/c/", "/thema/a/", "/thema/d/", "/thema/a/"]:
            middleware(RequestFactory(headers=HOST).get(place))

        assert seen == ["/thema/a/", "/thema/b/", "/thema/c/", "/thema/d/"]
        assert len(middleware._pages) == 3
        middleware(RequestFactory(headers=HOST).get("/thema/b/"))
        assert seen[-1] == "/thema/b/"
        assert middleware._pages._size <= pagecache.MOST_BYTES

    @pytest.mark.slow
    @pytest.mark.parametrize("has_stale", [False, True])
    def test_one_renders_while_others_wait_or_get_the_stale_page(
        self, has_stale, clock, monkeypatch
    ):
        monkeypatch.setattr(generations, "LOOK_SECONDS", 1e12)  # threads see no test's transaction
        begun, go_on, seen = threading.Event(), threading.Event(), []

        def render(request):
            seen.append(request)
            if len(seen) > has_stale:
                begun.set()
                go_on.wait(10)
            return HttpResponse(f"{len(seen)}", headers={"Cache-Control": PUBLIC, "ETag": '"x"'})

        middleware = PageCache(render)
        if has_stale:
            middleware(RequestFactory(headers=HOST).get("/"))
            clock.shift(6)
        answers = []

        def ask():
            answers.append(middleware(RequestFactory(headers=HOST).get("/")).content)

        first = threading.Thread(target=ask)
        first.start()
        begun.wait(10)
        others = [threading.Thread(target=ask) for _ in range(5)]
        for thread in others:
            thread.start()
        if has_stale:
            for thread in others:
                thread.join(10)
            assert answers == [b"1"] * 5
        go_on.set()
        for thread in [first, *others]:
            thread.join(10)

        assert len(seen) == 1 + has_stale
        assert sorted(answers) == ([b"1"] * 5 + [b"2"] if has_stale else [b"1"] * 6)
