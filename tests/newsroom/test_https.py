"""Behind a proxy that speaks HTTPS: cookies, redirects and headers of the running server."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.checks import PRODUCTION
from tests.conftest import PASSWORD

ROOT = Path(__file__).parents[2]
HOST = "www.tagesanzeiger.example"
PATIENCE = 20
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Ask the server as its proxy does; answers status, headers and body."""
    folder = tmp_path_factory.mktemp("https")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | PRODUCTION | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    environment["EMAIL_URL"] = "dummy:"
    for command in (["migrate"], ["collectstatic", "--noinput"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT, env=environment, check=True, capture_output=True,
        )  # fmt: skip
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "newsroom.wsgi", "--bind", f"127.0.0.1:{port}",
         "--log-level", "error", "--no-control-socket"],
        cwd=ROOT, env=environment,
    )  # fmt: skip

    def ask(method, path, data=None, *, scheme="https", host=HOST, cookies=""):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Host": host, "X-Forwarded-Proto": scheme, "X-Forwarded-For": "203.0.113.7"}
        headers |= {"Cookie": cookies, "Referer": f"https://{HOST}{path}"}
        if data:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(data) if data else None, headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode(errors="replace")

    until = time.monotonic() + PATIENCE
    while True:
        try:
            if ask("GET", "/readyz")[0] == 200:
                break
        except OSError:
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.1)
    yield ask
    server.terminate()
    server.wait(PATIENCE)


def cookies_of(headers):
    jar = SimpleCookie()
    for line in headers.get_all("Set-Cookie", []):
        jar.load(line)
    return jar


def test_plain_http_is_led_to_https(ask):
    status, headers, _ = ask("GET", "/thema/klimaschutz/", scheme="http")

    assert (status, headers["Location"]) == (301, f"https://{HOST}/thema/klimaschutz/")


def test_https_is_remembered_and_nothing_sets_a_cookie_before_a_form(ask):
    status, headers, _ = ask("GET", "/")

    assert status == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers.get_all("Set-Cookie") is None


def test_every_cookie_is_bound_to_this_host(ask):
    """`__Host-`: only from HTTPS, for this host alone, for every path (RFC 6265bis, 4.1.3)."""
    _, headers, page = ask("GET", "/konto/signup/")
    jar = cookies_of(headers)
    assert list(jar) == ["__Host-csrf"]
    (token,) = re.findall(r'csrfmiddlewaretoken" value="([^"]+)', page)
    form = {"email": "nora@stadt.example", "password1": PASSWORD, "terms": "on"}

    status, headers, _ = ask(
        "POST", "/konto/signup/", form | {"csrfmiddlewaretoken": token},
        cookies=f"__Host-csrf={jar['__Host-csrf'].value}",
    )  # fmt: skip

    assert (status, headers["Location"]) == (302, "/konto/code/")
    jar |= cookies_of(headers)
    assert sorted(jar) == ["__Host-csrf", "__Host-sitzung"]
    for cookie in jar.values():
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert cookie["path"] == "/"
        assert cookie["domain"] == ""


def test_a_form_from_elsewhere_is_refused(ask):
    _, _, page = ask("GET", "/konto/login/")
    (token,) = re.findall(r'csrfmiddlewaretoken" value="([^"]+)', page)[:1]

    status, _, page = ask("POST", "/konto/login/", {"csrfmiddlewaretoken": token[::-1]})

    assert status == 403
    assert "Das Formular ist abgelaufen" in page


def test_a_foreign_host_is_refused(ask):
    status, _, page = ask("GET", "/", host="evil.example")

    assert status == 400
    assert "evil.example" not in page
