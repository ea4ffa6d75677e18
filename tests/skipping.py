"""`--fail-on-skip`: where everything is installed, a skipped test would hide that it is not.

Tests marked `postgresql` or `sqlite` are not skipped on the other database: they are left out.
"""

import pytest
from django.db import connection

KINDS = {"postgresql", "sqlite"}


def pytest_addoption(parser):
    parser.addoption("--fail-on-skip", action="store_true", help="a skipped test is a failure")


def pytest_collection_modifyitems(config, items):
    others = KINDS - {connection.vendor}
    foreign = [item for item in items if any(map(item.get_closest_marker, others))]
    config.hook.pytest_deselected(items=foreign)
    items[:] = [item for item in items if item not in foreign]


def pytest_sessionfinish(session):
    """Where several workers run, their reports arrive at the one who started them."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and session.config.getoption("--fail-on-skip"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
