"""nginx as the README installs it: it starts, sends everybody to HTTPS, and hands requests on."""

import gzip

import pytest

from tests.deploy import debian

pytestmark = pytest.mark.once

KILOBYTE = 1024
MEGABYTE = 1024 * 1024
both_protocols = pytest.mark.parametrize("address", ["127.0.0.1", "::1"])


def test_it_starts_without_a_word_of_warning(front):
    assert "test is successful" in front.machine.logged()
    assert "warn" not in front.machine.logged()


@both_protocols
def test_plain_http_is_led_to_https(front, address):
    response = front.get("/thema/klima/?seite=2", tls=False, address=address)

    assert response.status == 301
    assert response.headers["Location"] == "https://eins.example/thema/klima/?seite=2"
    assert front.asked == 0


@both_protocols
def test_a_page_comes_through_by_https(front, address):
    response = front.get(address=address)

    assert (response.status, response.text) == (200, b"Teaser 1")
    assert response.headers["Server"] == "nginx"  # and no version


@pytest.mark.parametrize("tls", [True, False])
@pytest.mark.parametrize("host", ["anderswo.example", "127.0.0.1"])
def test_other_names_get_no_page(front, host, tls):
    response = front.get(tls=tls, Host=host)

    assert response.status == 421
    assert "Location" not in response.headers
    assert front.asked == 0


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/konto/login/", 128 * KILOBYTE),
        ("/suche/", 128 * KILOBYTE),
        ("/", 128 * KILOBYTE),
        ("/redaktion/articles/article/add/", 24 * MEGABYTE),
        ("/redaktion/accounts/subscriberimport/add/", 200 * MEGABYTE),
    ],
)
def test_requests_end_at_their_size(front, path, most):
    whole = bytes(min(most, 24 * MEGABYTE))
    assert front.get(path, method="POST", body=whole).status == 200
    assert announce(front, path, most + 1) == 413
    assert front.asked == 1


def announce(front, path, length):
    """The status for a body of that length: nginx decides before the body itself comes."""
    return front.get(path, method="POST", Content_Length=str(length)).status


def test_static_files_never_change_and_are_compressed(front):
    for accepted, encoding in [("gzip", "gzip"), ("identity", None)]:
        response = front.get("/static/css/site.0123.css", Accept_Encoding=accepted)
        text = gzip.decompress(response.text) if encoding else response.text
        assert text == b"body { margin: 0 }"
        assert response.headers["Content-Type"] == "text/css"
        assert response.headers["Content-Encoding"] == encoding
        assert response.headers["Cache-Control"] == "public, max-age=315360000, immutable"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert front.asked == 0


@pytest.mark.skipif(debian.MISSING is not None, reason=str(debian.MISSING))
def test_it_starts_where_ipv6_is_off(tmp_path):
    off = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6"
    with debian.machine(tmp_path, name="eins.example", prepare=off) as machine:
        assert machine.ask("/", tls=False, Host="eins.example").status == 301

    assert "[::]" not in (tmp_path / "disk/etc/nginx/conf.d/tagesanzeiger.conf").read_text()
