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
