"""`--fail-on-skip`: where everything is installed, a skipped test would hide that it is not."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--fail-on-skip", action="store_true", help="a skipped test is a failure")


def pytest_sessionfinish(session):
    """Where several workers run, their reports arrive at the one who started them."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and session.config.getoption("--fail-on-skip"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
