"""Items are made in another process, in their order, and no process is left behind."""

import itertools
import multiprocessing
import os
import signal
import subprocess
import sys

import pytest

from importing.apart import apart
from tests.servers import PATIENCE

pytestmark = pytest.mark.slow


def test_the_same_items_in_their_order():
    assert list(apart(range, 1000)) == list(range(1000))


def test_what_fails_fails_here_after_what_was_before():
    taking = apart(map, int, ["1", "2", "three"])

    assert [next(taking), next(taking)] == [1, 2]
    with pytest.raises(ValueError, match="three"):
        next(taking)


def test_whoever_stops_early_leaves_no_process():
    taking = apart(itertools.count)
    next(taking)
    assert len(multiprocessing.active_children()) == 1
    taking.close()

    assert multiprocessing.active_children() == []


def test_a_process_that_was_killed_is_no_end_of_the_items():
    taking = apart(itertools.count)
    next(taking)
    (process,) = multiprocessing.active_children()
    os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(ChildProcessError, match="was ended"):
        list(taking)


def test_it_ends_with_a_process_that_is_killed():
    """It would hold the output open."""
    code = (
        "import itertools, os; from importing.apart import apart; "
        "print(next(apart_ := apart(itertools.count)), flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False
    )

    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "0\n")
