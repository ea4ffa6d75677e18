"""`make run` killed in any way leaves nothing behind, and starts again at once."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from bench.servers import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 120
pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs Linux's /proc"),
]


@pytest.fixture(autouse=True)
def clock():
    """Real time: the demo's processes know no other."""


class Demo:
    """Starts the demo as make does; its processes are known by their environment."""

    def __init__(self, folder):
        self.port = free_port()
        self.mark = f"sqlite:///{folder}/db.sqlite3"
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.demo_settings",
            "DEMO_STATIC_ROOT": f"{folder}/static",
            "DEMO": "on", "DATABASE_URL": self.mark, "EMAIL_URL": f"file://{folder}/mail",
            "ALLOWED_HOSTS": "127.0.0.1", "BASE_URL": f"http://127.0.0.1:{self.port}",
        }  # fmt: skip

    def manage(self, *arguments):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, capture_output=True)

    def start(self):
        command = f"{sys.executable} manage.py run_demo --port {self.port} --parent $$ & wait"
        self.make = subprocess.Popen(
            ["/bin/sh", "-c", command], cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL
        )

    def processes(self):
        """Command lines by process."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if f"DATABASE_URL={self.mark}\0".encode() in (folder / "environ").read_bytes():
                    found[int(folder.name)] = (folder / "cmdline").read_bytes().decode()
            except OSError:  # ended meanwhile
                continue
        return {process: command for process, command in found.items() if command}

    def find(self, name):
        """The number of the process that runs this command of Python's; None where none does."""
        found = (number for number, line in self.processes().items() if f"\0{name}\0" in line)
        return next(found, None)

    def run_demo(self):
        """The process that the latest `start` started."""
        return self.find(f"--parent\0{self.make.pid}")

    def answers(self):
        """Whether the latest start's own processes serve."""
        if self.find(f"{self.run_demo()}\0manage\0send_mails") is None:
            return False
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz"):
                return True
        except OSError:
            return False

    def until(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.processes()
            time.sleep(0.1)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A demo that has its articles already."""
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.manage("migrate")
    demo.manage("demo", "--articles", "3", "--members", "1", "--subscribers", "1")
    return demo


@pytest.fixture
def demo(filled):
    yield filled
    for process in filled.processes():
        os.kill(process, signal.SIGKILL)


@pytest.mark.parametrize("victim", ["run_demo", "make"])
def test_killed_while_it_serves_it_starts_again_at_once(demo, victim):
    demo.start()
    demo.until(demo.answers)
    os.kill(demo.make.pid if victim == "make" else demo.run_demo(), signal.SIGKILL)
    demo.make.wait(PATIENCE)

    demo.start()
    demo.until(demo.answers)
    os.kill(demo.run_demo(), signal.SIGTERM)
    demo.make.wait(PATIENCE)
    demo.until(lambda: not demo.processes())


@pytest.mark.parametrize("stage", ["run_demo", "gunicorn", "send_mails"])
def test_killed_while_it_starts_it_leaves_nothing_behind(demo, stage):
    demo.start()
    demo.until(lambda: demo.find(stage))
    os.kill(demo.run_demo(), signal.SIGKILL)
    demo.make.kill()
    demo.make.wait(PATIENCE)

    demo.until(lambda: not demo.processes())
