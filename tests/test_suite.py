"""The suite's own promises."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import servers

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
MODULE = """
import pytest

@pytest.fixture
def tool():
    pytest.skip("not installed")

def test_tool(tool):
    pass

def test_passes():
    pass
"""


@pytest.mark.parametrize("workers", [0, 2])
def test_a_skipped_test_fails_the_run_where_everything_is_installed(workers, tmp_path):
    (tmp_path / "test_it.py").write_text(MODULE)
    command = [sys.executable, "-m", "pytest", "-p", "xdist", "-p", "tests.skipping"]
    command += ["-c", os.devnull, "-n", str(workers), str(tmp_path)]
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}

    def run(*options):
        done = subprocess.run(
            [*command, *options], cwd=ROOT, env=environment, check=False, capture_output=True
        )
        assert b"1 passed, 1 skipped" in done.stdout
        return done.returncode

    assert (run(), run("--fail-on-skip")) == (0, 1)


def test_ports_are_handed_out_once():
    ports = [servers.free_port() for _ in range(20)]

    assert len(set(ports)) == 20
    assert max(ports) < 32_768  # Linux hands out the ports above for connections
