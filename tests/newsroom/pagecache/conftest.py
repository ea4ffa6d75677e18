"""Pages are kept here, though nowhere else in the tests."""

import pytest
from django.test import Client

from articles import generation as generations
from articles.generation import generation
from newsroom import pagecache

HOST = {"host": "testserver"}  # as every browser says


@pytest.fixture(autouse=True)
def _kept(db, settings):
    settings.PAGE_CACHE_SECONDS = 5
    generation.__init__()


@pytest.fixture
def clock(clock, monkeypatch):
    """Moves the process's own clock too, by which pages grow old."""
    passed = [100.0]
    for module in (pagecache, generations):
        monkeypatch.setattr(module, "monotonic", lambda: passed[0])

    class Clock:
        def shift(self, seconds):
            passed[0] += seconds
            clock.shift(seconds)

    return Clock()


@pytest.fixture
def reader():
    """A browser of its own; the pages that one handler keeps are kept for this test alone."""
    return Client(headers=HOST)
