"""Nothing of a request but host, scheme, path and known parameters shapes a kept page.

Asked of running servers by raw bytes. One server gets plain requests alone. Another gets a foreign
request first for each page, then plain ones: its answers are the first one's, byte for byte.
"""

import contextlib
import json
import os
import socket

import pytest

from tests import servers
from tests.checks import PRODUCTION

HOST = "127.0.0.1"
ENCODINGS = ["identity", "gzip", "br"]
FOREIGN = {
    "SCRIPT_NAME that the path begins with": ("/x{place}", "SCRIPT_NAME: /x\r\n"),
    "SCRIPT_NAME that is part of the path": ("{place}", "SCRIPT_NAME: /artikel\r\n"),
    "SCRIPT_NAME that is only a slash": ("/{place}", "SCRIPT_NAME: /\r\n"),
    "Script-Name": ("{place}", "Script-Name: /x\r\nX-Script-Name: /x\r\n"),
    "PATH_INFO": ("{place}", "PATH_INFO: /x\r\n"),
    "X-Forwarded-Host": ("{place}", "X-Forwarded-Host: evil.example\r\n"),
    "X-Forwarded-Port": ("{place}", "X-Forwarded-Port: 81\r\nX-Forwarded-Server: evil.example\r\n"),
    "X-Forwarded-Proto": ("{place}", "X-Forwarded-Proto: https\r\nX-Forwarded-Ssl: on\r\n"),
    "X-Forwarded-For": ("{place}", "X-Forwarded-For: 8.8.8.8\r\nX-Real-IP: 8.8.8.8\r\n"),
    "X-Forwarded-Prefix": ("{place}", "X-Forwarded-Prefix: /x\r\n"),
    "X-Original-URL": ("{place}", "X-Original-URL: /x\r\nX-Rewrite-URL: /x\r\n"),
    "Forwarded": ("{place}", "Forwarded: host=evil.example;proto=https\r\n"),
    "method override": ("{place}", "X-HTTP-Method-Override: POST\r\n"),
    "language": ("{place}", "Accept-Language: en, ar;q=0.9\r\nAccept: application/json\r\n"),
    "part of the page": ("{place}", "Range: bytes=0-9\r\n"),
    "a page that the reader has": ("{place}", "If-None-Match: *\r\n"),
    "foreign cookies": ("{place}", "Cookie: sprache=en; messages=x; csrftoken=y\r\n"),
    "a host without its port": ("{place}", "Host: 127.0.0.1\r\n"),
    "another host of this site": ("{place}", "Host: LOCALHOST:81\r\n"),
    "absolute target": ("http://evil.example{place}", ""),
    "unknown parameter": ("{place}?x=evil.example&next=//evil.example&utm_source=%00", ""),
    "broken parameters": ("{place}?&&=&%&ab&ab=&q=%ff", ""),
    "two slashes": ("/{place}", ""),
}
SHARED = ["/", "/feed/", "/archiv/", "/sitemap.xml", "/impressum/"]


def places_of(number):
    """Pages that no other foreign request has asked for: an article, its topic, its source."""
    return [
        f"/artikel/{number}/haus-{number}/", f"/thema/thema-{number}/",
        f"/thema/thema-{number}/feed/", f"/quelle/stadt-{number}/", *SHARED,
    ]  # fmt: skip


def article(number):
    return {
        "id": f"{number}", "headline": f"Haus {number}", "teaser": "Es steht.",
        "body": "<p>Ganz.</p>", "topics": [f"Thema {number}"],
        "source": {"name": f"Stadt {number}", "url": f"https://stadt-{number}.example/"},
        "original_url": f"https://stadt-{number}.example/{number}",
        "published_at": f"2015-05-04T09:00:{number:02}+02:00",
    }  # fmt: skip


class Server:
    def __init__(self, port):
        self.port = port

    def ask(self, target, fields=""):
        """The status, the headers and the content that answer these very bytes."""
        host = "" if "Host: " in fields.replace("Forwarded-Host: ", "") else f"Host: {HOST}\r\n"
        request = f"GET {target} HTTP/1.1\r\n{host}{fields}Connection: close\r\n\r\n"
        with socket.create_connection((HOST, self.port), timeout=servers.PATIENCE) as connection:
            connection.sendall(request.encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, content = answer.partition(b"\r\n\r\n")
        status, *lines = head.split(b"\r\n")
        # The policy's directives come in an order of the process's own.
        headers = sorted(
            b"; ".join(sorted(line.removeprefix(b"Content-Security-Policy: ").split(b"; ")))
            for line in lines
            if not line.startswith(b"Date: ")
        )
        return int(status.split()[1]), headers, content

    def plain(self, place):
        return [self.ask(place, f"Accept-Encoding: {encoding}\r\n") for encoding in ENCODINGS]


@pytest.fixture(autouse=True)
def clock():
    """Real time: the servers know no other."""


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    with servers.database(folder, "kept_pages") as url:
        environment = os.environ | PRODUCTION | {
            "DATABASE_URL": url, "EMAIL_URL": "dummy:", "ALLOWED_HOSTS": f"{HOST},localhost",
            "BASE_URL": f"http://{HOST}:8130", "TRUSTED_PROXY_COUNT": "0",
        }  # fmt: skip
        file = folder / "articles.jsonl"
        lines = [json.dumps(article(number)) for number in range(1, len(FOREIGN) + 1)]
        file.write_text("\n".join(lines))
        servers.manage(environment, "migrate")
        servers.collect_static(environment)
        servers.manage(environment, "import_articles", str(file))
        yield environment


@pytest.fixture(scope="module")
def site(environment):
    with fresh_server(environment) as server:
        yield server


@contextlib.contextmanager
def fresh_server(environment):
    """A fresh process: no page is kept yet, no address remembered."""
    port = servers.free_port()
    with servers.running(servers.gunicorn(port), environment):
        servers.wait_until_ready(f"http://{HOST}:{port}/healthz")
        yield Server(port)


@pytest.mark.slow
def test_what_comes_first_changes_no_byte_of_what_comes_after(environment):
    with fresh_server(environment) as undisturbed, fresh_server(environment) as disturbed:
        for number, (name, (target, fields)) in enumerate(FOREIGN.items(), start=1):
            for place in places_of(number):
                disturbed.ask(target.format(place=place), fields)
                expected = undisturbed.plain(place)
                assert [status for status, _, _ in expected] == [200] * 3
                assert disturbed.plain(place) == expected, (name, place)


@pytest.mark.slow
@pytest.mark.parametrize("value", ["/x", "/artikel", "/", "x"])
def test_no_request_says_below_which_path_the_site_lies(site, value):
    """gunicorn would believe a sender on its own machine, and fail where the path says otherwise."""
    plain, moved = (site.ask("/impressum/", header) for header in ("", f"SCRIPT_NAME: {value}\r\n"))

    assert plain[0] == 200
    assert moved == plain
