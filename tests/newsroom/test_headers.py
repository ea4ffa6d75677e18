"""The headers that hold on every page."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from web.cache_policy import PUBLIC, ConditionalGet


@pytest.fixture
def url(write):
    return write(body="<p>Dreizehn Störche.</p>").get_absolute_url()


def test_every_page_is_guarded(client, url, log_in, edda):
    for response in [
        client.get(url),
        client.get("/konto/login/"),
        client.get("/gibt-es-nicht/"),
        log_in(edda).get("/redaktion/articles/article/add/"),
    ]:
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in response.headers["Permissions-Policy"]


def test_public_pages_carry_no_nonce(client, url):
    assert "nonce" not in client.get(url).headers["Content-Security-Policy"]


def test_pages_stay_unchanged_until_they_change(client, url):
    first = client.get(url)
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")

    again = client.get(url, headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert again.content == b""


def test_each_encoding_has_its_own_strong_etag(client, url):
    plain = client.get(url)
    packed = [client.get(url, headers={"Accept-Encoding": "gzip"}) for _ in range(2)]

    assert packed[0].headers["Content-Encoding"] == "gzip"
    assert packed[0].headers["ETag"] == packed[1].headers["ETag"] != plain.headers["ETag"]
    assert not packed[0].headers["ETag"].startswith("W/")
    assert "Accept-Encoding" in packed[0].headers["Vary"]


def test_compressed_bytes_hold_no_body_either(client, url, rf):
    packed = Client().get(url, headers={"Accept-Encoding": "gzip"})

    assert "Störche" not in gzip.decompress(packed.content).decode()


def test_head_is_get_without_the_content(client, url):
    got, head = client.get(url), client.head(url)

    for name in ["ETag", "Cache-Control", "Content-Type", "Content-Length", "Vary"]:
        assert head.headers[name] == got.headers[name]
    again = client.head(url, headers={"If-None-Match": got.headers["ETag"]})
    assert again.status_code == 304


def test_head_sends_no_content_to_the_server(url, settings):
    """Seen past the test client, which would drop it: the server would warn each time."""
    middleware = ConditionalGet(lambda request: HttpResponse("content"))

    response = middleware(RequestFactory().head(url))

    assert response.content == b""
    assert response.headers["ETag"]


def test_a_session_makes_a_page_private(client, url, log_in, martha):
    assert client.get(url).headers["Cache-Control"] == PUBLIC
    assert log_in(martha).get(url).headers["Cache-Control"] == "private, no-store"


def test_a_session_cookie_alone_makes_a_page_private(client, url, settings):
    client.cookies[settings.SESSION_COOKIE_NAME] = "long-gone"

    assert client.get(url).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("place", ["/", "/impressum/", "/gibt-es-nicht/"])
def test_reading_sets_no_cookie(client, db, place):
    assert not client.get(place).cookies


def test_cookies_of_forms_are_guarded(client, db):
    cookie = client.get("/konto/signup/").cookies["csrf"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_foreign_hosts_are_refused(client, url):
    response = client.get(url, headers={"Host": "evil.example"})

    assert response.status_code == 400
    assert "Diese Anfrage haben wir nicht verstanden" in response.content.decode()


def test_errors_are_pages_of_the_paper(client, monkeypatch, url, settings):
    def fail(*args, **kwargs):
        raise RuntimeError("kaputt")

    monkeypatch.setattr("articles.views.article.of_article", fail)
    client.raise_request_exception = False

    response = client.get(url)

    assert response.status_code == 500
    assert "Hier ist etwas schiefgegangen" in response.content.decode()
    assert "kaputt" not in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"
