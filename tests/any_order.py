"""Lets tests run in any order, in several processes: each finds what `migrate` left."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection

LONG = ["browser", "slow"]
BLOCKER = pytest.StashKey()


@pytest.hookimpl(trylast=True)  # after they were marked, and after pytest-django's own order
def pytest_collection_modifyitems(items):
    """The longest tests first: begun last, one would keep a worker busy when all others are done."""

    def length(item):
        return next((n for n, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))

    items.sort(key=length)


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    request.config.stash[BLOCKER] = django_db_blocker
    with django_db_blocker.unblock():
        remember()


def remember():
    """Numbers of types and the site are remembered by each process: known from the start, they cost
    no test a query, wherever in the run it stands.
    """
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    ContentType.objects.get_for_models(*apps.get_models())
    Site.objects.clear_cache()
    Site.objects.get_current()


def empty_index():
    """`flush` empties the tables of models alone, and SQLite's index of search has none."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM articles_publicterms")
            cursor.execute("DELETE FROM articles_fullterms")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Django runs tests that commit last; here workers hand tests to each other, in any order.

    `flush` brings back groups and legal pages, as `migrate` does; types get other numbers.
    """
    result = yield
    marker = item.get_closest_marker("django_db")
    commits = (
        marker and marker.kwargs.get("transaction")
    ) or "transactional_db" in item.fixturenames
    if commits and nextitem is not None:  # else the database is gone already
        with item.config.stash[BLOCKER].unblock():
            remember()
            empty_index()
    return result
