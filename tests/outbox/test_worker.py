"""The mail worker as a process of its own: stopped, killed, and with the mail server away."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from outbox.models import OutgoingMail
from tests.outbox.conftest import HANG

ROOT = Path(__file__).parents[2]
PATIENCE = 20
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def clock():
    """Real time: the worker's process knows no other."""


@pytest.fixture
def start(mail_server):
    """Starts a worker on the test's database; ended with the test."""
    workers = []

    def start():
        database = connection.settings_dict
        url = (
            f"sqlite:///{database['NAME']}" if connection.vendor == "sqlite"
            else "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
        )  # fmt: skip
        mail_url = f"smtp://127.0.0.1:{mail_server.port}"
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "send_mails"], cwd=ROOT,
            env=os.environ | {"DATABASE_URL": url, "EMAIL_URL": mail_url},
        )  # fmt: skip
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.wait(PATIENCE)


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.02)


def test_asked_to_stop_it_ends_after_the_mail_in_hand(mail_server, put, start):
    for number in range(50):
        put(f"Mail {number}")
    worker = start()
    mail_server.after_text = lambda: os.kill(worker.pid, signal.SIGTERM)
    assert worker.wait(PATIENCE) == 0

    assert len(mail_server.received) == 1
    assert OutgoingMail.objects.count() == 49
    assert not OutgoingMail.objects.filter(attempts__gt=0).exists()


def test_a_mail_that_hangs_is_left_to_the_next_worker(mail_server, put, start):
    put()
    mail_server.behaviour["TEXT"] = HANG
    worker = start()
    until(lambda: mail_server.received)
    asked_at = time.monotonic()
    worker.terminate()
    assert worker.wait(PATIENCE) == 0
    assert time.monotonic() - asked_at < 10  # not 20, the time-out of one answer

    mail_server.behaviour.clear()
    start()
    until(lambda: not OutgoingMail.objects.exists())
    first, second = mail_server.received
    assert first["Message-ID"] == second["Message-ID"]


def test_killed_it_leaves_the_others_to_the_next_worker(mail_server, put, start):
    for number in range(10):
        put(f"Mail {number}")
    worker = start()
    mail_server.after_text = lambda: len(mail_server.received) == 5 and worker.kill()
    worker.wait(PATIENCE)
    mail_server.after_text = lambda: None

    start()
    until(lambda: OutgoingMail.objects.count() == 1)  # the one in hand, until its lease ends
    assert len(set(mail_server.subjects)) == 10
