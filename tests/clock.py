"""The clock of unit tests: it stands still until a test moves it.

`time_machine` holds the calendar: `datetime.now`, `time.time`, the database's default values. It
leaves `time.monotonic` alone, since locks, sockets and event loops wait by it. So the modules of
the product, and they alone, get a process clock that stands still as well.
"""

import importlib
import pkgutil
import sys
import time
from datetime import timedelta
from functools import cache
from pathlib import Path
from types import SimpleNamespace

from django.urls import get_resolver

ROOT = Path(__file__).parents[1]
PACKAGES = sorted(file.parent.name for file in ROOT.glob("*/__init__.py"))
PROCESS_CLOCKS = [time.monotonic, time.monotonic_ns, time.perf_counter, time.perf_counter_ns]
BEGINS_AT = 1_000.0
"""Seconds, on the process clock: any number, since it counts from no agreed moment."""
_SERVER = {"newsroom.wsgi"}  # belongs to a server process, which tests start for themselves


class Clock:
    """Calendar and process clock, moved together."""

    def __init__(self, calendar):
        self._calendar = calendar
        self._passed = BEGINS_AT

    def shift(self, delta):
        """Let that time pass: a timedelta, or seconds."""
        self._calendar.shift(delta)
        self._passed += delta.total_seconds() if isinstance(delta, timedelta) else delta

    def move_to(self, moment):
        """Set the calendar alone."""
        self._calendar.move_to(moment)

    def replace_in_product(self, monkeypatch):
        """Make every process clock that a product module holds stand still."""
        replacements = {
            time.monotonic: lambda: self._passed,
            time.monotonic_ns: lambda: int(self._passed * 1e9),
            time.perf_counter: lambda: self._passed,
            time.perf_counter_ns: lambda: int(self._passed * 1e9),
        }
        by_name = {clock.__name__: stand_in for clock, stand_in in replacements.items()}
        replacements[time] = SimpleNamespace(**vars(time) | by_name)
        for module, name, value in readings():
            monkeypatch.setattr(module, name, replacements[value])


@cache
def readings():
    """Every (module, name, value) of the product by which a module reads a process clock."""
    modules = product_modules()
    clocks = [*PROCESS_CLOCKS, time]
    return [
        (module, name, value)
        for module in modules
        for name, value in vars(module).items()
        if any(value is clock for clock in clocks)
    ]


def product_modules():
    """All modules of the product, loaded: one loaded later would hold the running clock."""
    get_resolver().url_patterns  # noqa: B018 - a property; it loads the admin in the order it needs
    for package in PACKAGES:
        for found in pkgutil.walk_packages([package], f"{package}."):
            if ".migrations" not in found.name and found.name not in _SERVER:
                importlib.import_module(found.name)
    return [
        module
        for name, module in sorted(sys.modules.items())
        if name.partition(".")[0] in PACKAGES and module is not None
    ]
