"""nginx on a Debian of its own: the shipped files, installed by the README's own commands.

A mount namespace gives /srv, /etc/nginx and the like to the test alone, a network namespace the
ports 80 and 443. Needs Linux and root (`MISSING`).
"""

import contextlib
import ctypes
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.servers import NGINX, children_of

ROOT = Path(__file__).parents[2]
PATIENCE = 20
CLONE_NEWNET = 0x40000000
UNSHARE = shutil.which("unshare") or ""
MISSING = (
    None if NGINX and UNSHARE and shutil.which("ip") and os.getuid() == 0
    else "needs root, nginx-light, util-linux and iproute2"
)  # fmt: skip
TRUSTS_ALL = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
TRUSTS_ALL.check_hostname, TRUSTS_ALL.verify_mode = False, ssl.CERT_NONE
COPIED = ("etc/nginx", "etc/ssl", "var/lib/nginx")
EMPTY = ("srv", "run", "var/cache", "var/log/nginx")


def readme_commands() -> str:
    """What the README tells an operator to type, up to the reload."""
    section = (ROOT / "README.md").read_text().split("### Behind nginx", 1)[1]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block, "the README has no commands for nginx"
    lines = block[1].splitlines()
    assert lines[-1] == "nginx -t && systemctl reload nginx"
    return "\n".join([*lines[:-1], "nginx -t"])


class Machine:
    """The namespaces of a running nginx; `run` calls a function within its network."""

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self.process, self.folder = process, folder
        self._threads = ThreadPoolExecutor(16, initializer=self._enter)

    def _enter(self) -> None:
        """Move the calling thread, and the sockets that it opens, into the machine's network."""
        with Path(f"/proc/{self.process.pid}/ns/net").open() as namespace:
            if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")

    def run(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        return self._threads.submit(function, *arguments, **named).result(PATIENCE)

    def ask(
        self, path: str, *, method: str = "GET", tls: bool = True, address: str = "127.0.0.1",
        body: bytes | None = None, **headers: str,
    ) -> http.client.HTTPResponse:  # fmt: skip
        """The answer to one request, read into `.text`; `Host=` names the site."""
        return self.run(_ask, path, method, tls, address, body, headers)

    def reload(self, file: str, old: str, new: str) -> None:
        """Edit one of the shipped files, and wait until nginx works by it."""
        shipped = self.folder / "disk/srv/tagesanzeiger/deploy/nginx" / file
        assert old in shipped.read_text()
        shipped.write_text(shipped.read_text().replace(old, new))
        workers = children_of(self.process.pid)
        self.process.send_signal(signal.SIGHUP)
        until = time.monotonic() + PATIENCE
        while set(workers) & set(children_of(self.process.pid)):
            assert time.monotonic() < until, self.logged()
            time.sleep(0.02)

    def logged(self) -> str:
        return (self.folder / "messages").read_text()


def _ask(path, method, tls, address, body, headers):
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if tls:
        connection = http.client.HTTPSConnection(address, 443, timeout=10)
        plain = socket.create_connection((address, 443), 10)
        connection.sock = TRUSTS_ALL.wrap_socket(plain, server_hostname=sent.get("Host", address))
    else:
        connection = http.client.HTTPConnection(address, 80, timeout=10)
    with contextlib.closing(connection):
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        response.text = response.read()
    return response


@contextlib.contextmanager
def machine(folder: Path, *, name: str, prepare: str = "") -> Iterator[Machine]:
    """nginx for the site `name`, below /srv/tagesanzeiger the shipped `deploy/` and nothing else.

    `prepare` is shell that runs first. AssertionError where a command of the README fails.
    """
    disk = folder / "disk"
    for path in COPIED:
        shutil.copytree(f"/{path}", disk / path, symlinks=True)
    for path in EMPTY:
        (disk / path).mkdir(parents=True)
    shutil.copytree(ROOT / "deploy", disk / "srv/tagesanzeiger/deploy")
    mounts = "\n".join(f"mkdir -p /{p}; mount --bind {disk / p} /{p}" for p in COPIED + EMPTY)
    script = f"""
        set -eu
        ip link set lo up
        {prepare}
        {mounts}
        mkdir /etc/ssl/tagesanzeiger
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=test \\
            -keyout /etc/ssl/tagesanzeiger/privkey.pem -out /etc/ssl/tagesanzeiger/fullchain.pem \\
            2>/dev/null
        {readme_commands().replace("www.ihre-zeitung.example", name)}
        exec nginx -g 'daemon off;'
    """
    with (folder / "messages").open("wb") as messages:
        process = subprocess.Popen(
            [UNSHARE, "--mount", "--net", "bash", "-c", script],
            env=os.environ | {"PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"},
            stdout=messages, stderr=subprocess.STDOUT, cwd="/",
        )  # fmt: skip
    try:
        site = Machine(process, folder)
        _wait(site)
        yield site
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(site: Machine) -> None:
    """Until nginx has written its number, which it does once it listens (`nginx -t` leaves it out)."""
    number = site.folder / "disk/run/nginx.pid"
    until = time.monotonic() + PATIENCE
    while not (number.exists() and number.read_text()):
        assert site.process.poll() is None, site.logged()
        assert time.monotonic() < until, site.logged()
        time.sleep(0.02)
