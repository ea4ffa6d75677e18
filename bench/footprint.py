"""How small the whole is: memory of two web workers and the mail worker, and the first answer."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bench import django_side
from bench.client import fetch
from bench.pages import ENCODINGS
from bench.report import Row
from bench.servers import ROOT, SECRETS, Server, free_port, gunicorn


def rows(url: str) -> Iterator[Row]:
    took = min(_first_answer(url) for _ in range(3))
    yield Row("cold start to first answer", took, "seconds", at_most=2)
    environment = SECRETS | {"DATABASE_URL": url}
    with gunicorn("newsroom.wsgi", workers=2, DATABASE_URL=url) as server:
        mails = subprocess.Popen(
            [sys.executable, "manage.py", "send_mails"], cwd=ROOT, env=environment
        )
        try:
            _read(server, url)
            master = int(
                Path(f"/proc/{server.processes[0]}/stat").read_text().rsplit(")")[-1].split()[1]
            )
            processes = (master, *server.processes, mails.pid)
            memory = sum(_resident(process) for process in processes)
            parts = " + ".join(f"{_resident(process):.0f}" for process in processes)
            yield Row(
                "memory of all processes", memory, "MB", at_most=220,
                note=f"{parts} (master, workers, mail worker; shared pages once)",
            )  # fmt: skip
        finally:
            mails.terminate()
            mails.wait()


def _first_answer(url: str) -> float:
    """Seconds from starting gunicorn to the front page."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{port}",
        "--preload", "--workers", "2", "--threads", "4", "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=SECRETS | {"DATABASE_URL": url})
    try:
        while True:
            with suppress(OSError):
                fetch(port, "/")
                return time.perf_counter() - begun
            time.sleep(0.01)
    finally:
        process.terminate()
        process.wait()


def _read(server: Server, url: str) -> None:
    """Every kind of page, several times, as a member and without an account."""
    member = ENCODINGS | {"Cookie": django_side.member_cookie(url)}
    for path in django_side.places(url).values():
        for headers in (ENCODINGS, member, {}):
            for _ in range(8):
                fetch(server.port, path, headers)


def _resident(process: int) -> float:
    """Megabytes in memory; a page that several processes share counts once (`Pss`)."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise AssertionError(f"no memory of process {process}")
