"""An open article's full text outlives no change by another process, whatever the database does."""

import threading

import pytest
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client, RequestFactory

from articles.models import Article
from tests.web.conftest import HOST
from web import content_version, page_cache
from web.cache_policy import PUBLIC, PUBLIC_UNTIL_CHANGED
from web.page_cache import PageCache

BODY = b"Der Rat beschloss das Bad."


class Site:
    """Page cache before a site whose rendering asks the database, and which counts that."""

    def __init__(self, cache_control):
        self.asked = []
        self.fault = None
        self.cache_control = cache_control
        self.middleware = PageCache(self.render)

    def render(self, request):
        self.asked.append(request.path)
        if self.fault:
            raise self.fault
        return HttpResponse(BODY, headers={"Cache-Control": self.cache_control, "ETag": '"x"'})

    def get(self):
        return self.middleware(RequestFactory(headers=HOST).get("/artikel/1-bad/")).status_code


@pytest.fixture
def goes_away(monkeypatch):
    def goes_away():
        def fail(*args, **kwargs):
            raise OperationalError("away")

        monkeypatch.setattr("django.db.models.query.QuerySet._fetch_all", fail)

    return goes_away


@pytest.mark.parametrize(
    "change",
    [{"open_to_all": False}, {"state": Article.State.WITHDRAWN}],
    ids=["closed", "withdrawn"],
)
def test_it_is_shown_for_two_seconds_after_the_last_answer(write, poll, clock, goes_away, change):
    """Changed by another process, just before the database went away: this one cannot know."""
    reader = Client(headers=HOST)
    address = write("Bad", body=f"<p>{BODY.decode()}</p>", open_to_all=True).get_absolute_url()
    assert BODY in reader.get(address).content
    Article.objects.update(**change)
    content_version.bump()
    goes_away()
    poll()

    clock.shift(2)
    assert BODY in reader.get(address).content
    clock.shift(0.1)
    answers = [reader.get(address), reader.get(address, headers={"if-none-match": "*"})]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert BODY not in b"".join(answer.content for answer in answers)


def test_an_answer_counts_from_its_question(watcher, clock, monkeypatch):
    """One that was on its way for long says what was current before."""
    watcher.known()
    read = content_version.read

    def read_slowly():
        version = read()
        clock.shift(2.5)
        return version

    monkeypatch.setattr(content_version, "read", read_slowly)
    watcher.look()

    assert not watcher.is_current


def test_once_the_database_answers_it_is_shown_without_being_asked_for_again(poll, clock):
    site = Site(PUBLIC_UNTIL_CHANGED)
    assert site.get() == 200
    clock.shift(3)
    poll()

    assert site.get() == 200
    assert site.asked == ["/artikel/1-bad/"]


def test_where_only_the_poll_is_late_it_is_rendered_anew(clock):
    site = Site(PUBLIC_UNTIL_CHANGED)
    site.get()
    clock.shift(3)

    assert site.get() == 200
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("cache_control", "status", "asked"), [(PUBLIC, 200, 1), (PUBLIC_UNTIL_CHANGED, 503, 2)]
)
def test_other_pages_stay(watcher, poll, clock, monkeypatch, cache_control, status, asked):
    site = Site(cache_control)
    site.get()
    site.fault = OperationalError("away")
    monkeypatch.setattr(watcher, "_failed", True)
    clock.shift(3)

    assert site.get() == status
    assert len(site.asked) == asked


@pytest.mark.slow
def test_nobody_waits_for_the_thread_that_tries(watcher, clock, monkeypatch):
    """Otherwise all threads of a process would stand at an article that many want to read."""
    site = Site(PUBLIC_UNTIL_CHANGED)
    site.get()
    version = watcher.known()
    clock.shift(3)
    monkeypatch.setattr(watcher, "_failed", True)
    trying, give_up, answers = threading.Event(), threading.Event(), []

    def hang():
        trying.set()
        give_up.wait(30)
        raise OperationalError("at last")

    monkeypatch.setattr(content_version, "snapshot", hang)
    thread = threading.Thread(target=lambda: answers.append(site.get()))
    thread.start()
    assert trying.wait(30)
    monkeypatch.setattr(page_cache, "MAX_WAIT", None)  # whoever waits fails at this
    try:
        assert [site.get() for _ in range(3)] == [503] * 3
    finally:
        give_up.set()
        thread.join(30)
    assert (answers, watcher.known()) == ([503], version)
