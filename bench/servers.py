"""What a benchmark measures against, started for it and ended with it: PostgreSQL, gunicorn, nginx.

PostgreSQL is the server of `BENCH_DATABASE_URL`, whose role must be allowed to create databases;
without that variable a cluster of its own in `var/bench/`, kept for the next run.
"""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "bench"
PATIENCE = 60
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
SECRETS = {
    "ENV_FILE": "",
    "SECRET_KEY": "only-for-benchmarks-0123456789-0123456789-0123456789-0123456789",
    "KEYS": "only-for-benchmarks-abcdefghij-abcdefghij-abcdefghij-abcdefghij",
    "ALLOWED_HOSTS": "127.0.0.1,localhost,testserver",
    "BASE_URL": "http://127.0.0.1:8000",
    "EMAIL_URL": "dummy:",
    "DEFAULT_FROM_EMAIL": "Tagesanzeiger <post@tagesanzeiger.example>",
    "STAFF_MFA_REQUIRED": "off",
    "DEPARTURES_FILE": "var/departures-of-bench.txt",
}


_PORTS_EACH = 50
_ports = count()


@dataclass(frozen=True)
class Server:
    """Where it listens, and the processes whose work counts."""

    port: int
    processes: tuple[int, ...]


def free_port() -> int:
    """A port that no other process of tests or benchmark gets, nor the system for a connection.

    Each process has a range of its own, by its number, below those that the system hands out.
    """
    first = 10_000 + os.getpid() % 400 * _PORTS_EACH
    for _ in range(_PORTS_EACH):
        port = first + next(_ports) % _PORTS_EACH
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # it may have served before
            probe.bind(("127.0.0.1", port))
            return port
    sys.exit(f"No port is free from {first} on.")


def children_of(process: int) -> tuple[int, ...]:
    return tuple(
        int(child)
        for task in Path(f"/proc/{process}/task").iterdir()
        for child in (task / "children").read_text().split()
    )


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The address of a server, without the name of a database."""
    if given := os.environ.get("BENCH_DATABASE_URL"):
        yield urlunsplit(urlsplit(given)._replace(path=""))
        return
    folder, port = FOLDER / "postgres", free_port()
    folder.parent.mkdir(parents=True, exist_ok=True)
    # PostgreSQL does not run as root: Debian's own user does it instead.
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else None

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, cwd="/",
            user=user.pw_uid if user else None, group=user.pw_gid if user else None,
        )  # fmt: skip

    binaries = _binaries()
    if not folder.exists():
        folder.mkdir(mode=0o700)
        if user:
            os.chown(folder, user.pw_uid, user.pw_gid)
        run(str(binaries / "initdb"), "-D", str(folder), "-U", "bench", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -c max_wal_size=4GB"
    control = str(binaries / "pg_ctl")
    run(control, "-D", str(folder), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgres://bench@127.0.0.1:{port}"
    finally:
        run(control, "-D", str(folder), "-w", "-m", "fast", "stop")


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [shutil.which("initdb")]
    if not found[-1]:
        sys.exit("PostgreSQL is missing: install it, or name a server: BENCH_DATABASE_URL=…")
    return Path(found[-1]).parent


def database(server: str, name: str) -> str:
    """The address of a database there, created where it is missing."""
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')
    return f"{server}/{name}"


def manage(url: str, *arguments: str, **variables: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT, check=True, env=os.environ | SECRETS | {"DATABASE_URL": url} | variables,
    )  # fmt: skip


@contextlib.contextmanager
def gunicorn(
    application: str, *, workers: int = 1, log: IO[str] | None = None, **environment: str
) -> Iterator[Server]:
    """A site as the README starts it; its workers are what counts. It logs to `log` where given."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", "--preload",
        "--workers", f"{workers}", "--threads", "4", "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | SECRETS | environment, stderr=log
    )
    with _until_the_end(process):
        wait_for(port)
        while len(children_of(process.pid)) < workers:  # the port is open before they are born
            time.sleep(0.02)
        yield Server(port, children_of(process.pid))


@contextlib.contextmanager
def nginx(site: int, folder: Path) -> Iterator[Server]:
    """nginx with what the site keeps and serves, before the server at port `site`, without TLS.

    Under `/bench/` it serves the files of `folder`, as a measure.
    """
    if NGINX is None:
        sys.exit("nginx is missing: install it (Debian: apt install nginx-light).")
    port = free_port()
    (folder / "cache").mkdir()
    for name in ("cache.conf", "site.conf", "proxy.conf"):
        text = (ROOT / "deploy" / "nginx" / name).read_text()
        text = text.replace("/var/cache/tagesanzeiger", str(folder / "cache"))
        text = text.replace("/srv/tagesanzeiger/deploy/nginx", str(folder))
        (folder / name).write_text(text.replace("/srv/tagesanzeiger", str(ROOT)))
    (folder / "nginx.conf").write_text(f"""
        {"user root;" if os.getuid() == 0 else ""}
        worker_processes 1;
        daemon off;
        pid {folder}/pid;
        error_log {folder}/error.log;
        events {{ worker_connections 256; }}
        http {{
            access_log off;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 1000000;
            types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; }}
            include {folder}/cache.conf;
            upstream tagesanzeiger {{ server 127.0.0.1:{site}; keepalive 16; }}
            server {{
                listen 127.0.0.1:{port};
                include {folder}/site.conf;
                location /bench/ {{ alias {folder}/files/; }}
            }}
        }}
    """)
    (folder / "files").mkdir()
    process = subprocess.Popen(
        [NGINX, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    )
    with _until_the_end(process):
        wait_for(port)
        yield Server(port, children_of(process.pid)[:1])  # the others look after the cache


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    sys.exit(f"Nothing listens on port {port}.")


@contextlib.contextmanager
def _until_the_end(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)
