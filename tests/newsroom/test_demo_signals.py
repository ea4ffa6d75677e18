"""Signals end `make run`, however many come and whenever."""

import os
import signal
import sys

import pytest

from newsroom.management.commands import run_demo

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Hung(Exception):
    pass


class Child:
    """A process that runs until it is ended."""

    ended = 0

    def __init__(self, *args, **kwargs):
        pass

    def terminate(self):
        Child.ended += 1

    def wait(self, timeout=None):
        pass


@pytest.fixture(autouse=True)
def _own_signals():
    """Whoever hangs is freed; what the test session does with signals comes back."""

    def free(*args):
        raise Hung

    before = {number: signal.getsignal(number) for number in (*SIGNALS, signal.SIGALRM)}
    signal.signal(signal.SIGALRM, free)
    signal.alarm(10)
    yield
    signal.alarm(0)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_signals_while_the_first_is_handled(monkeypatch):
    """`timeout make run` sends two: one to make, which passes it on, and one to its group."""
    monkeypatch.setattr(run_demo.subprocess, "Popen", Child)
    sent = []

    def send_another(frame, event, argument):
        if len(sent) < 50:
            sent.append(event)
            os.kill(os.getpid(), signal.SIGTERM)
        return send_another

    def poll(child):
        monkeypatch.setattr(Child, "poll", lambda child: None)
        sys.settrace(send_another)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(Child, "poll", poll, raising=False)
    traced = sys.gettrace()
    try:
        run_demo.Command()._serve(8000)
    finally:
        sys.settrace(traced)

    assert Child.ended == 2
    assert sent
