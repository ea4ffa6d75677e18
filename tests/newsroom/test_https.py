"""Behind a proxy that speaks HTTPS: cookies, redirects and headers of the running server."""

import http.client
import os
import re
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest

from tests import servers
from tests.checks import PRODUCTION
from tests.conftest import PASSWORD

HOST = "www.tagesanzeiger.example"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Ask the server as its proxy does; answers status, headers and body."""
    folder = tmp_path_factory.mktemp("https")
    port = servers.free_port()
    environment = os.environ | PRODUCTION | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    environment["EMAIL_URL"] = "dummy:"
    servers.collect_static(environment)
    servers.manage(environment, "migrate")

    def ask(method, path, data=None, *, scheme="https", host=HOST, cookies=""):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=servers.PATIENCE)
        headers = {"Host": host, "X-Forwarded-Proto": scheme, "X-Forwarded-For": "203.0.113.7"}
        headers |= {"Cookie": cookies, "Referer": f"https://{HOST}{path}"}
        if data:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urlencode(data) if data else None, headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read().decode(errors="replace")

    with servers.running(servers.gunicorn(port), environment):
        servers.wait_until_ready(f"http://127.0.0.1:{port}/readyz", Host=HOST)
        yield ask


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
