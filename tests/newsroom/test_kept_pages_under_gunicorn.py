"""Nothing of a request but host, scheme, path and known parameters shapes a kept page.

Asked of a running server by raw bytes: first a foreign request, then a plain one, whose answer is
the same as before.
"""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.checks import PRODUCTION

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
PATIENCE = 30
PLACE = "/artikel/1/ein-haus/"
FEED = "/feed/"
ARTICLE = {
    "id": "1", "headline": "Ein Haus", "teaser": "Es steht.", "body": "<p>Ganz.</p>",
    "source": {"name": "Stadt Altenbrück", "url": "https://altenbrueck.example/"},
    "original_url": "https://altenbrueck.example/1", "topics": ["Klimaschutz"],
    "published_at": "2015-05-04T09:00:00+02:00",
}  # fmt: skip
FOREIGN = {
    "SCRIPT_NAME that the path begins with": ("/x{place}", "SCRIPT_NAME: /x\r\n"),
    "SCRIPT_NAME that is part of the path": ("{place}", "SCRIPT_NAME: /artikel\r\n"),
    "SCRIPT_NAME that is only a slash": ("/{place}", "SCRIPT_NAME: /\r\n"),
    "Script-Name": ("{place}", "Script-Name: /x\r\n"),
    "PATH_INFO": ("{place}", "PATH_INFO: /x\r\n"),
    "X-Forwarded-Host": ("{place}", "X-Forwarded-Host: evil.example\r\n"),
    "X-Forwarded-Prefix": ("{place}", "X-Forwarded-Prefix: /x\r\n"),
    "X-Original-URL": ("{place}", "X-Original-URL: /x\r\nX-Rewrite-URL: /x\r\n"),
    "Forwarded": ("{place}", "Forwarded: host=evil.example;proto=https\r\n"),
    "method override": ("{place}", "X-HTTP-Method-Override: POST\r\n"),
    "language": ("{place}", "Accept-Language: en\r\nAccept: application/json\r\n"),
    "part of the page": ("{place}", "Range: bytes=0-9\r\n"),
    "absolute target": ("http://evil.example{place}", ""),
    "unknown parameter": ("{place}?x=evil.example&next=//evil.example", ""),
    "two slashes": ("/{place}", ""),
}


class Server:
    def __init__(self, port):
        self.port = port

    def ask(self, target, fields=""):
        """The status and the body of an answer to these very bytes."""
        request = f"GET {target} HTTP/1.1\r\nHost: {HOST}:{self.port}\r\n{fields}Connection: close\r\n\r\n"
        with socket.create_connection((HOST, self.port), timeout=PATIENCE) as connection:
            connection.sendall(request.encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        return int(head.split()[1]), body


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    environment = os.environ | PRODUCTION | {
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "EMAIL_URL": "dummy:",
        "ALLOWED_HOSTS": HOST, "BASE_URL": f"http://{HOST}:8130", "TRUSTED_PROXY_COUNT": "0",
    }  # fmt: skip
    file = folder / "articles.jsonl"
    file.write_text(json.dumps(ARTICLE))
    for command in (["migrate"], ["collectstatic", "--noinput"], ["import_articles", str(file)]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=environment, check=True, capture_output=True,
        )  # fmt: skip
    return environment


@pytest.fixture
def server(environment):
    """A fresh process: no page is kept yet, no address remembered."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"{HOST}:{port}",
         "--log-level", "critical", "--no-control-socket"],
        cwd=ROOT, env=environment,
    )  # fmt: skip
    until = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection((HOST, port)).close()
            break
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
    yield Server(port)
    process.terminate()
    process.wait(PATIENCE)


@pytest.mark.slow
def test_what_comes_first_changes_nothing_of_what_comes_after(environment, server):
    """Each foreign request is the first that this process gets for its page and parameters."""
    for name, (target, fields) in FOREIGN.items():
        for place in (PLACE, FEED, "/", "/thema/klimaschutz/"):
            server.ask(target.format(place=place), fields)
            status, body = server.ask(place)
            assert status == 200, (name, place)
            for wrong in (b"/x/", b"evil.example", b"//artikel", b"/artikel/artikel"):
                assert wrong not in body, (name, place, wrong)
