"""What a page costs, as CPU time of the web workers per request, against a bare Django "hello".

    DATABASE_URL=… python -m bench.pages [--rounds N] [--json FILE]

Run it on a filled database (`manage.py demo`). Each page is asked for without an account, kept and
rendered anew each time, and as a member; "hello" answers with the same bytes under the same
gunicorn. Rounds are interleaved and medians compared, since machines are noisy. Before anything is
timed, the kept page is compared with the rendered one.
"""

import argparse
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

import django

django.setup()

from django.conf import settings
from django.test import Client

from accounts.models import User
from articles.models import Article, Topic

ROOT = Path(__file__).parents[1]
TICKS = os.sysconf("SC_CLK_TCK")
CLIENTS = 4
REQUESTS = {"hello": 500, "kept": 500, "rendered": 60, "member": 60}
"""Of one client in one round: enough for the clock of the kernel, which counts in 10 ms."""


def free_port():
    import socket  # noqa: PLC0415 - only here

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def served(application, **environment):
    """A gunicorn with one worker; yields its port and the worker's process number."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}",
        "--workers", "1", "--threads", "4", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | environment)
    try:
        while True:
            with contextlib.suppress(OSError):
                fetch(port, "/robots.txt", {})
                break
            time.sleep(0.1)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        yield port, int(children[0])
    finally:
        process.terminate()
        process.wait(10)


def fetch(port, path, headers, connection=None):
    own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    own.request("GET", path, headers=headers)
    response = own.getresponse()
    content = response.read()
    if connection is None:
        own.close()
    return response, content


def cpu_of(process):
    """User and system time in seconds, of all threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(number, port, process, path, headers):
    """CPU milliseconds per request, and requests per second."""

    def ask():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(number):
            fetch(port, path, headers, connection)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    begun, cpu = time.perf_counter(), cpu_of(process)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    total = CLIENTS * number
    return (cpu_of(process) - cpu) * 1000 / total, total / (time.perf_counter() - begun)


def pages():
    article = Article.objects.published().newest_first()[1]
    topic = Topic.objects.first()
    return {
        "article": article.get_absolute_url(),
        "front page": "/",
        "topic": topic.get_absolute_url(),
        "feed": "/feed/",
    }


def member_cookie():
    client = Client()
    user = User.objects.filter(is_staff=False, emailaddress__verified=True).first()
    client.force_login(user, backend="accounts.backends.MemberBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    host = {"Host": settings.ALLOWED_HOSTS[0], "Accept-Encoding": "br"}
    member = host | {"Cookie": member_cookie()}
    results = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        served("newsroom.wsgi", PAGE_CACHE_SECONDS="3600") as kept,
        served("newsroom.wsgi", PAGE_CACHE_SECONDS="0") as rendered,
    ):
        for name, path in pages().items():
            response, content = fetch(kept[0], path, host)
            plain = [fetch(site[0], path, {"Host": host["Host"]})[1] for site in (kept, rendered)]
            if response.status != http.HTTPStatus.OK or plain[0] != plain[1]:
                sys.exit(f"{path}: the kept page is not the rendered one")
            file = Path(folder) / "page"
            file.write_bytes(content)
            with served("bench.hello", HELLO_FILE=str(file)) as hello:
                rows = {
                    "hello": (*hello, {"Host": "127.0.0.1"}),
                    "kept": (*kept, host),
                    "rendered": (*rendered, host),
                    "member": (*rendered, member),
                }
                for _ in range(options.rounds):
                    for kind, (port, process, headers) in rows.items():
                        row = results.setdefault(name, {}).setdefault(kind, [])
                        row.append(measure(REQUESTS[kind], port, process, path, headers))
    report(results, options.json)


def report(results, file):
    table = {}
    print(f"{'':12}{'':10}{'CPU ms':>9}{'req/s':>9}{'of hello':>10}")
    for name, rows in results.items():
        hello = statistics.median(cpu for cpu, _ in rows["hello"])
        for kind, measured in rows.items():
            cpu = statistics.median(cpu for cpu, _ in measured)
            rate = statistics.median(rate for _, rate in measured)
            table.setdefault(name, {})[kind] = {
                "cpu_ms": cpu,
                "per_second": rate,
                "of_hello": hello / cpu,
            }
            print(f"{name:12}{kind:10}{cpu:9.3f}{rate:9.0f}{hello / cpu:10.2f}")
    if file:
        file.write_text(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
