"""nginx as the README installs it, before a stand-in that says in each answer how often it was asked."""

import gzip
import re
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.deploy import debian

NAMES = ["eins.example", "zwei.example"]
KEPT = "1s"
"""How long the shipped files keep a page."""
PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
PUBLIC_UNTIL_CHANGED = "public, max-age=0, s-maxage=60, must-revalidate"


class Site(BaseHTTPRequestHandler):
    """Public pages for everyone, private ones for who brings a session; some addresses differ."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        server = self.server
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        server.asked.append((self.path, dict(self.headers)))
        if server.is_gone:
            self.close_connection = True
            return
        if server.is_away:
            self.send_error(503)
            return
        cookies = self.headers.get("Cookie", "")
        private = re.search("sitzung=|messages=", cookies) or self.path == "/konto/login/"
        content = f"{'Volltext' if private else 'Teaser'} {len(server.asked)}".encode()
        if self.headers.get("Accept-Encoding") == "gzip":
            content = gzip.compress(content)
        self.send_response(410 if self.path in server.gone else 200)
        offer = PUBLIC_UNTIL_CHANGED if self.path == "/offen/" else PUBLIC
        if self.path != "/wortlos/":
            self.send_header("Cache-Control", "private, no-store" if private else offer)
        if self.path == "/keks/":
            self.send_header("Set-Cookie", "csrf=1")
        if self.headers.get("Accept-Encoding") == "gzip":
            self.send_header("Content-Encoding", "gzip")
        self.send_header("ETag", f'"{len(server.asked)}"')
        self.send_header("Vary", "Accept-Encoding, Cookie")
        self.send_header("Content-Security-Policy", "x" * 900)  # as long as the site's headers
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        with suppress(BrokenPipeError):
            self.wfile.write(content)

    do_POST = do_GET  # noqa: N815 - as above

    def log_message(self, *args):
        """Nothing: requests are counted, not logged."""


class Front:
    """A browser before nginx, and the site behind it."""

    def __init__(self, site, machine):
        self.site, self.machine = site, machine

    def get(self, path="/", method="GET", **options):
        """Options are those of `Machine.ask`, and headers."""
        return self.machine.ask(path, method=method, **{"Host": NAMES[0]} | options)

    @property
    def asked(self):
        return len(self.site.asked)


@pytest.fixture
def kept():
    """How long nginx keeps a page: as long as any test takes on a busy machine."""
    return "1h"


@pytest.fixture
def front(tmp_path, kept):
    if debian.MISSING:
        pytest.skip(debian.MISSING)
    shipped = tmp_path / "disk/srv/tagesanzeiger/deploy/nginx/site.conf"
    prepare = f"grep -q ' {KEPT};' {shipped} && sed -i 's/ {KEPT};/ {kept};/' {shipped}"
    with debian.machine(tmp_path, name=" ".join(NAMES), prepare=prepare) as machine:
        static = tmp_path / "disk/srv/tagesanzeiger/var/static/css"
        static.mkdir(parents=True)
        (static / "site.0123.css").write_bytes(b"body { margin: 0 }")
        (static / "site.0123.css.gz").write_bytes(gzip.compress(b"body { margin: 0 }"))
        site = machine.run(ThreadingHTTPServer, ("127.0.0.1", 8000), Site)
        site.asked, site.is_away, site.is_gone, site.gone = [], False, False, set()
        threading.Thread(target=site.serve_forever, args=[0.01], daemon=True).start()
        yield Front(site, machine)
        site.shutdown()
        site.server_close()


@pytest.fixture(autouse=True)
def clock():
    """Real time: nginx knows no other."""
