"""Lets tests run in any order, in several processes: each finds what the migrations left."""

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.core.management import call_command
from django.db import connection

LONG = ["browser", "slow"]
AS_MIGRATED = pytest.StashKey()
"""Brings the database back to what the migrations wrote."""


@pytest.hookimpl(trylast=True)  # after they were marked, and after pytest-django's own order
def pytest_collection_modifyitems(items):
    """The longest tests first: begun last, one would keep a worker busy when all others are done."""

    def length(item):
        return next((n for n, mark in enumerate(LONG) if item.get_closest_marker(mark)), len(LONG))

    items.sort(key=length)


@pytest.fixture(scope="session")
def django_db_setup(request, django_db_setup, django_db_blocker):
    """Keeps what the migrations wrote (groups, legal pages): a test that commits deletes it.

    Numbers of types and the site are remembered by each process: known from the start, they cost
    no test a query, wherever in the run it stands.
    """
    with django_db_blocker.unblock():
        written = connection.creation.serialize_db_to_string()
        remember()

    def restore():
        with django_db_blocker.unblock():
            # Django fills in permissions after such a test: the kept ones have other numbers.
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False,
                         inhibit_post_migrate=True)  # fmt: skip
            connection.creation.deserialize_db_from_string(written)
            remember()

    request.config.stash[AS_MIGRATED] = restore


def remember():
    ContentType.objects.clear_cache()
    ContentType.objects.get_for_models(*apps.get_models(), for_concrete_models=False)
    ContentType.objects.get_for_models(*apps.get_models())
    Site.objects.clear_cache()
    Site.objects.get_current()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    """Django runs tests that commit last; here workers hand tests to each other, in any order."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if nextitem is None:  # the database is gone already
        return result
    if (marker and marker.kwargs.get("transaction")) or "transactional_db" in item.fixturenames:
        item.config.stash[AS_MIGRATED]()
    return result
