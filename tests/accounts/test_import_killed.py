"""An import that is killed in the middle and run again ends in the same rows."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from accounts.models import LegacySubscriber
from accounts.subscribers import BATCH
from tests import servers

ROOT = Path(__file__).parents[2]
ROWS = 6 * BATCH


def database_url():
    """The test database's own address, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    given = connection.settings_dict
    return f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT'] or 5432}/{name}"


@pytest.fixture
def start(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("email\n" + "".join(f"n{n}@stadt.example\n" for n in range(ROWS)))
    command = [sys.executable, "manage.py", "import_subscribers", str(file)]
    options = ["--report", str(tmp_path / "report.csv")]
    environment = os.environ | {"DATABASE_URL": database_url()}
    return lambda: subprocess.Popen(
        [*command, *options], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_kill_9_and_again(start):
    process = start()
    until = time.monotonic() + 20
    while LegacySubscriber.objects.count() < BATCH and time.monotonic() < until:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    left = LegacySubscriber.objects.count()
    assert 0 < left < ROWS
    assert left % BATCH == 0  # whole batches only

    assert start().wait(30) == 0

    assert LegacySubscriber.objects.count() == ROWS


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_lists_at_once_lose_no_departure(tmp_path):
    """The same addresses in opposite orders; one list says that all of them left."""
    commands = []
    for name, cell, order in (("joined", "", 1), ("left", "2020-01-01", -1)):
        file = tmp_path / f"{name}.csv"
        rows = [f"n{number}@stadt.example,{cell}\n" for number in range(2 * BATCH)]
        file.write_text("email,unsubscribed_at\n" + "".join(rows[::order]))
        commands.append([file, "--report", tmp_path / f"{name}.txt"])

    processes = [
        subprocess.Popen(
            [sys.executable, "manage.py", "import_subscribers", *command],
            cwd=ROOT, env=os.environ | {"DATABASE_URL": database_url()}, stdout=subprocess.DEVNULL,
        )
        for command in commands
    ]  # fmt: skip

    assert [process.wait(servers.PATIENCE) for process in processes] == [0, 0]
    assert LegacySubscriber.objects.exclude(unsubscribed_at=None).count() == 2 * BATCH
