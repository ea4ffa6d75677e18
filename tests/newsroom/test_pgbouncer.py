"""Behind PgBouncer in transaction mode, where each transaction may get another connection."""

import contextlib
import http.cookiejar
import os
import pwd
import re
import shutil
import subprocess
import tempfile
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench.servers import SECRETS, free_port, gunicorn, manage, wait_for
from newsroom.demo.people import LOGINS
from tests import servers
from tests.newsroom.clusters import cluster

PGBOUNCER = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
pytestmark = [
    pytest.mark.slow,
    pytest.mark.once,
    pytest.mark.skipif(PGBOUNCER is None, reason="PgBouncer is not installed"),
]


@contextlib.contextmanager
def pooler(url):
    """PgBouncer before the server at `url`, with fewer connections than the site has threads."""
    folder, port = Path(tempfile.mkdtemp(prefix="pgbouncer-")), free_port()
    server = urllib.parse.urlsplit(url)
    (folder / "users.txt").write_text(f'"{server.username}" ""\n')
    (folder / "pgbouncer.ini").write_text(
        f"[databases]\n* = host={server.hostname} port={server.port}\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n"
        f"auth_type = trust\nauth_file = {folder}/users.txt\n"
        "pool_mode = transaction\ndefault_pool_size = 3\n"
    )
    user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
    if user:
        for path in [folder, *folder.iterdir()]:
            os.chown(path, user.pw_uid, user.pw_gid)
    process = subprocess.Popen(
        [PGBOUNCER, "-q", folder / "pgbouncer.ini"], cwd="/", stderr=subprocess.DEVNULL,
        user=user.pw_uid if user else None, group=user.pw_gid if user else None,
    )  # fmt: skip
    try:
        wait_for(port)
        yield f"postgres://{server.username}@127.0.0.1:{port}{server.path}"
    finally:
        process.terminate()
        process.wait(30)
        shutil.rmtree(folder)


class Browser:
    """Keeps cookies and fills in forms."""

    def __init__(self, port):
        self._address = f"http://127.0.0.1:{port}"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def get(self, path):
        with self._opener.open(self._address + path, timeout=60) as response:
            return response.read().decode()

    def post(self, path, **fields):
        token = TOKEN.search(self.get(path))[1]
        data = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        with self._opener.open(self._address + path, data, timeout=60) as response:
            return response.read().decode()


@pytest.fixture(scope="module")
def port():
    with cluster() as server, pooler(server.url) as url:
        environment = {"DATABASE_POOLER": "on", "DEMO": "on"}
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            manage(url, "migrate", "--verbosity", "0")
            servers.collect_static(os.environ | SECRETS)
            manage(url, "demo", "--articles", "30", "--members", "8")
        with gunicorn("newsroom.wsgi", DATABASE_URL=url, **environment) as site:
            yield site.port


def log_in(port):
    browser = Browser(port)
    member = LOGINS[0]
    return browser, browser.post("/konto/login/", login=member.email, password=member.password)


def test_pages(port):
    assert "ok" in Browser(port).get("/readyz")
    assert "<h1" in Browser(port).get("/")
    assert "Suche" in Browser(port).get("/suche/?q=stadt")


def test_many_logins_at_once(port):
    with ThreadPoolExecutor(8) as readers:
        answers = list(readers.map(lambda _: log_in(port), range(8)))

    assert ["Abmelden" in page for _, page in answers] == [True] * 8
    for browser, _ in answers:
        assert "Mein Konto" in browser.get("/konto/")


def test_registration(port):
    page = Browser(port).post(
        "/konto/signup/",
        email="neu@stadt.example",
        password1="gelber-postbus-im-regen",
        terms="on",
    )

    assert "Code" in page
