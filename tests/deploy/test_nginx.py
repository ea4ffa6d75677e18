"""Behind nginx, as deploy/nginx/ sets it up: what is kept, for whom, and for how long.

The site is a stand-in that says in each answer how often it was asked.
"""

import gzip
import http.client
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.servers import NGINX, nginx

PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
SESSION = {"Cookie": "andere=1; sitzung=abc"}


class Site(BaseHTTPRequestHandler):
    """Public pages for everyone, private ones for who brings a session; some addresses differ."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        server.asked.append((self.path, dict(self.headers)))
        if server.is_gone:
            self.close_connection = True
            return
        if server.is_away:
            self.send_error(503)
            return
        private = "sitzung=" in self.headers.get("Cookie", "") or self.path == "/konto/login/"
        content = f"{'Volltext' if private else 'Teaser'} {len(server.asked)}".encode()
        if self.headers.get("Accept-Encoding") == "gzip":
            content = gzip.compress(content)
        self.send_response(404 if self.path == "/weg/" else 200)
        if self.path != "/wortlos/":
            self.send_header("Cache-Control", "private, no-store" if private else PUBLIC)
        if self.path == "/keks/":
            self.send_header("Set-Cookie", "csrf=1")
        if self.headers.get("Accept-Encoding") == "gzip":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("ETag", f'"{len(server.asked)}"')
        self.send_header("Vary", "Accept-Encoding, Cookie")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(BrokenPipeError):
            self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - as above

    def log_message(self, *args):
        """Nothing: requests are counted, not logged."""


class Front:
    """A browser before nginx, and the site behind it."""

    def __init__(self, site, port):
        self.site, self.port = site, port

    def get(self, path="/", method="GET", **headers):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request(
            method, path, headers={n.replace("_", "-"): v for n, v in headers.items()}
        )
        response = connection.getresponse()
        response.text = response.read()
        connection.close()
        return response

    @property
    def asked(self):
        return len(self.site.asked)


@pytest.fixture
def front(tmp_path):
    if NGINX is None:
        pytest.skip("nginx is not installed")
    site = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    site.asked, site.is_away, site.is_gone = [], False, False
    threading.Thread(target=site.serve_forever, daemon=True).start()
    root = tmp_path / "root"
    static = root / "var" / "static" / "css"
    static.mkdir(parents=True)
    (root / "deploy").mkdir()
    (static / "site.0123.css").write_bytes(b"body { margin: 0 }")
    (static / "site.0123.css.gz").write_bytes(gzip.compress(b"body { margin: 0 }"))
    folder = tmp_path / "nginx"
    folder.mkdir()
    with nginx(site.server_port, folder, root) as server:
        yield Front(site, server.port)
    site.shutdown()
    site.server_close()


@pytest.fixture(autouse=True)
def clock():
    """Real time: nginx knows no other."""


class TestWhoGetsWhat:
    def test_readers_without_a_session_share_a_page(self, front):
        assert [front.get().text for _ in range(3)] == [b"Teaser 1"] * 3
        assert front.get(Cookie="andere=1").text == b"Teaser 1"

    @pytest.mark.parametrize("name", ["sitzung", "__Host-sitzung"])
    def test_members_and_others_never_meet(self, front, name):
        member = {"Cookie": f"a=b; {name}=abc"}

        assert front.get().text == b"Teaser 1"
        assert front.get(**member).text == b"Volltext 2"
        assert front.get().text == b"Teaser 1"
        assert front.get("/neu/", **member).text == b"Volltext 3"
        assert front.get("/neu/").text == b"Teaser 4"
        assert front.get("/neu/", **member).text == b"Volltext 5"

    @pytest.mark.parametrize("path", ["/konto/login/", "/keks/", "/wortlos/"])
    def test_what_is_not_offered_to_everyone_is_not_kept(self, front, path):
        """A private page, one with a cookie, one that says nothing."""
        for number in (1, 2, 3):
            assert front.get(path).text.endswith(str(number).encode())

    def test_forms_pass_through(self, front):
        front.get()
        assert front.get(method="POST").text == b"Teaser 2"
        assert front.get().text == b"Teaser 1"

    def test_hosts_and_queries_are_apart(self, front):
        front.get(Host="eins.example")
        assert front.get(Host="zwei.example").text == b"Teaser 2"
        assert front.get("/?ab=1", Host="eins.example").text == b"Teaser 3"
        assert front.get("/%3Fab=1", Host="eins.example").text == b"Teaser 4"

    def test_the_site_learns_who_asks(self, front):
        front.get(X_Forwarded_For="203.0.113.9")
        _, headers = front.site.asked[0]

        assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
        assert headers["X-Forwarded-Proto"] == "http"
        assert headers["Host"] == "127.0.0.1"


class TestForms:
    def test_each_is_kept_by_itself_and_asked_for_by_its_name(self, front):
        for accepted, form in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip, br;q=0.9", "br"),
            ("gzip, br;q=0", "gzip"),
            ("deflate", "identity"),
            ("gzip;q=0.0", "identity"),
        ]:
            path = f"/{accepted.replace(' ', '')}/"
            front.get(path, Accept_Encoding=accepted)
            assert front.site.asked[-1][1]["Accept-Encoding"] == form, accepted

    def test_compressed_passes_as_it_is(self, front):
        for _ in range(2):
            response = front.get(Accept_Encoding="gzip")
            assert response.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(response.text) == b"Teaser 1"
        assert front.get().text == b"Teaser 2"

    def test_who_has_the_page_is_told_that_it_is_the_same(self, front):
        etag = front.get().headers["ETag"]
        response = front.get(If_None_Match=etag)

        assert (response.status, response.text, front.asked) == (304, b"", 1)

    def test_head(self, front):
        front.get()
        response = front.get(method="HEAD")

        assert (response.status, response.text, front.asked) == (200, b"", 1)
        assert response.headers["Content-Length"] == "8"


class TestTime:
    def wait(self):
        time.sleep(2.1)  # pages are kept for a second, which nginx counts in whole ones

    def test_seconds_later_the_page_is_new(self, front):
        """The first who comes gets the old one, while the new one is fetched."""
        front.get()
        self.wait()
        answers = [front.get().text]
        until = time.monotonic() + 5
        while answers[-1] == b"Teaser 1" and time.monotonic() < until:
            time.sleep(0.05)
            answers.append(front.get().text)

        assert answers[0] == b"Teaser 1"
        assert answers[-1] == b"Teaser 2"

    def test_while_the_site_fails_the_stale_page_stays(self, front):
        front.get()
        front.site.is_away = True
        self.wait()

        assert [front.get().text for _ in range(3)] == [b"Teaser 1"] * 3
        assert front.get("/anderes/").status == 503

    def test_while_the_site_is_gone_too(self, front):
        front.get()
        self.wait()
        front.site.is_gone = True

        assert front.get().text == b"Teaser 1"
        assert front.get("/anderes/").status == 502

    def test_many_at_once_are_one_for_the_site(self, front):
        answers = []
        threads = [
            threading.Thread(target=lambda: answers.append(front.get("/neu/").text))
            for _ in range(10)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert answers == [b"Teaser 1"] * 10


def test_static_files_never_change_and_are_packed(front):
    for accepted, packed in [("gzip", "gzip"), ("identity", None)]:
        response = front.get("/static/css/site.0123.css", Accept_Encoding=accepted)
        assert response.headers["Content-Encoding"] == packed
        assert response.headers["Cache-Control"] == "public, max-age=315360000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert front.asked == 0
