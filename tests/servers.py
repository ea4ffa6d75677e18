"""What tests start beside themselves: ports, static files, databases, the site as operators run it.

Several workers run tests at the same time. So whatever they share lies behind a lock, and whatever
they do not share carries the worker's name.
"""

import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench.servers import free_port

__all__ = ["free_port"]
ROOT = Path(__file__).parents[1]
VAR = ROOT / "var"
PATIENCE = 60
"""Seconds that a server may take to answer. A busy machine is slow; a broken one never answers."""


def worker():
    """This worker's name, such as gw0; main where there is one alone."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def manage(environment, *arguments):
    """Run a command of manage.py; fail with what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def collect_static(environment):
    """Static files as a site serves them, in var/static; made again only where a source changed.

    3 seconds of CPU, most of them for compressing: the other workers wait for the first one.
    """
    VAR.mkdir(exist_ok=True)
    with (VAR / "static.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sources = _digest_of_static_sources()
        lock.seek(0)
        if lock.read() != sources or not (VAR / "static" / "staticfiles.json").exists():
            lock.truncate(0)
            manage(environment, "collectstatic", "--noinput")
            lock.write(sources)


def _digest_of_static_sources():
    from django.contrib.staticfiles.finders import get_finders  # noqa: PLC0415 - needs the settings

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            with storage.open(path) as file:
                digest.update(path.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()


@contextlib.contextmanager
def database(folder, purpose):
    """The address of an empty database of the kind that the suite runs on; gone afterwards."""
    url = urlsplit(os.environ.get("DATABASE_URL", ""))
    if not url.scheme.startswith("postgres"):
        yield f"sqlite:///{folder}/{purpose}.sqlite3"
        return
    name = f"{url.path.strip('/')}_{purpose}_{worker()}"
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    with psycopg.connect(urlunsplit(url), autocommit=True) as connection:
        connection.execute(drop)
        connection.execute(f'CREATE DATABASE "{name}"')
    try:
        yield urlunsplit(url._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(urlunsplit(url), autocommit=True) as connection:
            connection.execute(drop)


@contextlib.contextmanager
def running(command, environment, **options):
    """A process of the site, ended with the block: politely, and by force where that does not do."""
    process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=environment, **options)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


def gunicorn(port, *options):
    """The command line of the site's own server."""
    return [
        "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{port}",
        "--log-level", "warning", "--no-control-socket", *options,
    ]  # fmt: skip


def wait_until_ready(url, **headers):
    """Until that address answers 200, for PATIENCE seconds at most."""
    until = time.monotonic() + PATIENCE
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - our own server
    while time.monotonic() < until:
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(request, timeout=PATIENCE) as response,  # noqa: S310 - as above
        ):
            if response.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within {PATIENCE} seconds")
