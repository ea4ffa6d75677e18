"""`make run`: the whole site on this machine, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.models import Article
from newsroom.demo import people, process

HOST = "127.0.0.1"
PATIENCE = 10
"""Seconds that the processes have to end by themselves."""


class Command(BaseCommand):
    help = "Migrate, fill the demo, serve it with gunicorn and send its mails."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--parent", type=int, help="end when this process, which starts the demo, has ended"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("DEMO is off: this command is for the demo only (see .env).")
        if options["parent"]:
            process.end_with(options["parent"])
        port: int = options["port"]
        _require_free(port)
        call_command("migrate", verbosity=0)
        if _is_static_changed():
            call_command("collectstatic", interactive=False, verbosity=0)
        if not Article.objects.exists():
            call_command("demo", stdout=self.stdout)
        else:
            people.create_logins()
        self._greet(port)
        self._serve(port)

    def _greet(self, port: int) -> None:
        url = f"http://{HOST}:{port}"
        logins = "\n".join(
            f"  {login.role:<11} {login.email:<25} {login.password}" for login in people.LOGINS
        )
        self.stdout.write(
            f"\n{settings.SITE_NAME}\n\n"
            f"  Zeitung     {url}/\n"
            f"  Redaktion   {url}/redaktion/\n"
            f"  Postfach    {url}/demo/post/\n\n"
            f"Anmelden als\n\n{logins}\n\n"
            f"  {people.SUBSCRIBER} hatte kommunalwirtschaft.eu abonniert.\n\n"
            "Strg-C beendet alles.\n"
        )
        self.stdout.flush()

    def _serve(self, port: int) -> None:
        """Run web server and mail worker; when one ends or a signal comes, end both."""
        signals: list[
            int
        ] = []  # a list has no lock at which a second signal would wait for the first
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda number, _: signals.append(number))
        environment = os.environ | {"BASE_URL": settings.BASE_URL}
        commands = [
            ["gunicorn", "newsroom.wsgi", "--bind", f"{HOST}:{port}",
             "--preload", "--workers", "2", "--threads", "4", "--log-level", "warning", "--no-control-socket"],
            ["manage", "send_mails"],
        ]  # fmt: skip
        # A session of their own: the terminal's Ctrl-C reaches this process alone, which ends them.
        processes = [
            subprocess.Popen(  # noqa: S603 - fixed commands
                [sys.executable, "-m", process.__name__, str(os.getpid()), *command],
                env=environment,
                cwd=settings.BASE_DIR,
                start_new_session=True,
            )
            for command in commands
        ]
        try:
            while not signals and all(each.poll() is None for each in processes):
                time.sleep(process.LOOK_SECONDS)
        finally:
            _end(processes)
        if not signals:
            raise CommandError("A process of the demo ended by itself; its message stands above.")


def _require_free(port: int) -> None:
    """Raises CommandError; a demo that was killed just now gets the time to leave the port."""
    until = time.monotonic() + PATIENCE
    while not _is_free(port):
        if time.monotonic() > until:
            raise CommandError(
                f"Port {port} is taken or cannot be used. Choose another: make run PORT={port + 1}"
            )
        time.sleep(process.LOOK_SECONDS)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError):
            return False
    return True


def _is_static_changed() -> bool:
    """Whether a static file is newer than the last collection, which takes 20 seconds."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    files = [Path(s.path(p)) for finder in get_finders() for p, s in finder.list([])]
    # The time of installation: packages bring older times of modification with them.
    return not manifest.exists() or manifest.stat().st_mtime < max(
        file.stat().st_ctime for file in files
    )


def _end(processes: list[subprocess.Popen[bytes]]) -> None:
    for each in processes:
        each.terminate()
    for each in processes:
        try:
            each.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            each.kill()
            each.wait()
