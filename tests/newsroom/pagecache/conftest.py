"""Pages are kept here, though nowhere else in the tests."""

import pytest
from django.test import Client

from articles.generation import generation

HOST = {"host": "testserver"}  # as every browser says


@pytest.fixture(autouse=True)
def _kept(db, settings):
    settings.PAGE_CACHE_SECONDS = 5
    generation.__init__()


@pytest.fixture
def reader():
    """A browser of its own; the pages that one handler keeps are kept for this test alone."""
    return Client(headers=HOST)
