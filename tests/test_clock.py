"""No test depends on when it runs: time passes where a test lets it pass, and nowhere else."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from tests import clock as clocks
from tests.conftest import NOW
from web import content_version, page_store


def test_both_clocks_stand_still_until_they_are_shifted(clock):
    calendar, process = timezone.now(), page_store.monotonic()
    assert calendar == NOW

    for _ in range(1_000):
        assert (timezone.now(), page_store.monotonic()) == (calendar, process)

    clock.shift(timedelta(minutes=1))
    clock.shift(0.5)
    assert timezone.now() - calendar == timedelta(seconds=60.5)
    assert page_store.monotonic() - process == 60.5


def test_every_module_of_the_product_that_reads_a_process_clock_reads_this_one():
    """Also one that is written tomorrow: all modules are loaded and looked through."""
    assert (page_store, "monotonic", time.monotonic) in clocks.readings()
    assert (content_version, "monotonic", time.monotonic) in clocks.readings()

    running = [
        f"{module.__name__}.{name}"
        for module in clocks.product_modules()
        for name, value in vars(module).items()
        if any(value is clock for clock in [*clocks.PROCESS_CLOCKS, time])
    ]
    assert running == []


@pytest.mark.parametrize("name", [clock.__name__ for clock in clocks.PROCESS_CLOCKS])
def test_a_module_that_imports_time_whole_gets_a_clock_that_stands(name):
    from accounts import quota  # noqa: PLC0415 - any that does

    assert getattr(quota.time, name)() == getattr(quota.time, name)()
    assert quota.time.time() == NOW.timestamp()
