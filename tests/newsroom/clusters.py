"""A PostgreSQL server of a test's own, which can be stopped and continued."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from bench.servers import _binaries, children_of, free_port


class Cluster:
    def __init__(self, folder, port):
        self._folder = folder
        self.url = f"postgres://owner@127.0.0.1:{port}/postgres"

    def _processes(self):
        server = int((self._folder / "postmaster.pid").read_text().split()[0])
        return [server, *children_of(server)]

    def hang(self):
        """Stop all its processes: the kernel goes on to accept connections and bytes for them."""
        for process in self._processes():
            os.kill(process, signal.SIGSTOP)

    def go_on(self):
        for process in self._processes():
            os.kill(process, signal.SIGCONT)


@contextlib.contextmanager
def cluster():
    folder, port = Path(tempfile.mkdtemp(prefix="cluster-")), free_port()
    # PostgreSQL does not run as root: Debian's own user does it instead.
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else None

    def run(name, *arguments):
        subprocess.run(
            [_binaries() / name, "-D", folder / "data", *arguments],
            check=True, stdout=subprocess.DEVNULL, cwd="/",
            user=user.pw_uid if user else None, group=user.pw_gid if user else None,
        )  # fmt: skip

    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
    run("initdb", "-U", "owner", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -c fsync=off"
    run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
    server = Cluster(folder / "data", port)
    try:
        yield server
    finally:
        server.go_on()
        run("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)
