"""Behind nginx, as deploy/nginx/ sets it up: what is kept, for whom, and for how long.

The shipped files themselves, before a stand-in for the site (conftest.py).
"""

import gzip
import threading
import time

import pytest

from tests.deploy import debian
from tests.deploy.conftest import KEPT

pytestmark = pytest.mark.once


class TestWhoGetsWhat:
    def test_readers_without_a_session_share_a_page(self, front):
        assert [front.get().text for _ in range(3)] == [b"Teaser 1"] * 3
        assert front.get(Cookie="andere=1").text == b"Teaser 1"

    @pytest.mark.parametrize("name", ["sitzung", "__Host-sitzung", "messages"])
    def test_members_and_others_never_meet(self, front, name):
        member = {"Cookie": f"a=b; {name}=abc"}

        assert front.get().text == b"Teaser 1"
        assert front.get(**member).text == b"Volltext 2"
        assert front.get().text == b"Teaser 1"
        assert front.get("/neu/", **member).text == b"Volltext 3"
        assert front.get("/neu/").text == b"Teaser 4"
        assert front.get("/neu/", **member).text == b"Volltext 5"

    @pytest.mark.parametrize("path", ["/konto/login/", "/keks/", "/wortlos/", "/offen/"])
    def test_what_is_not_offered_to_everyone_is_not_kept(self, front, path):
        """A private page, one with a cookie, one that says nothing, one that no change may outlive."""
        for number in (1, 2, 3):
            assert front.get(path).text.endswith(str(number).encode())

    def test_forms_pass_through(self, front):
        front.get()
        assert front.get(method="POST").text == b"Teaser 2"
        assert front.get().text == b"Teaser 1"

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

    def test_hosts_and_queries_are_apart(self, front):
        front.get(Host="eins.example")
        assert front.get(Host="zwei.example").text == b"Teaser 2"
        assert front.get("/?ab=1", Host="eins.example").text == b"Teaser 3"
        assert front.get("/%3Fab=1", Host="eins.example").text == b"Teaser 4"

    def test_the_site_learns_who_asks(self, front):
        front.get(X_Forwarded_For="203.0.113.9")
        _, headers = front.site.asked[0]

        assert headers["X-Forwarded-For"] == "203.0.113.9, 127.0.0.1"
        assert headers["X-Forwarded-Proto"] == "https"
        assert headers["Host"] == "eins.example"


class TestAnswersOfItsOwn:
    def test_the_site_is_gone(self, front):
        front.site.is_gone = True

        answer = front.get("/anderes/")

        assert answer.status == 502
        assert "Unsere Website antwortet nicht." in answer.text.decode()

    def test_too_large(self, front):
        answer = front.get("/konto/login/", method="POST", body=bytes(200_000))

        assert answer.status == 413
        assert "Ihre Anfrage ist zu groß." in answer.text.decode()

    def test_an_address_that_is_too_long(self, front):
        """Whatever comes through, gunicorn takes: it would answer in English."""
        longest = f"/{'a' * (8190 - len('GET / HTTP/1.1'))}"
        assert front.get(longest).status == 200
        answer = front.get(f"{longest}a")

        assert (answer.status, answer.headers["Content-Type"]) == (414, "text/html")
        assert "Diese Adresse ist zu lang." in answer.text.decode()

    @pytest.mark.parametrize("name", ["Cookie", "X-Anything"])
    def test_headers_that_are_too_large(self, front, name):
        answer = front.get(**{name: "a" * 9_000})

        assert (answer.status, answer.headers["Content-Type"]) == (431, "text/html")
        assert "Ihr Browser schickt zu viel mit." in answer.text.decode()
        assert front.asked == 0

    def test_a_request_that_makes_no_sense(self, front):
        answer = front.get(Content_Length="viel")

        assert answer.status == 400
        assert "Ihre Anfrage ist fehlerhaft." in answer.text.decode()

    def test_its_pages_have_no_address(self, front):
        assert front.get("/nginx/503.html").status == 404

    @pytest.mark.parametrize("length", [1, 2_000, 3_000, 4_000])
    def test_long_addresses(self, front, length):
        assert front.get(f"/suche/?q={'a' * length}").status == 200


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
    @pytest.fixture
    def kept(self):
        return KEPT

    def wait(self):
        time.sleep(2.1)  # pages are kept for a second, which nginx counts in whole ones

    def test_seconds_later_the_page_is_new(self, front):
        """For the first who comes, too: nobody knows how old the kept one is."""
        front.get()
        self.wait()

        assert front.get().text == b"Teaser 2"

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

    def test_an_article_that_nobody_asked_for_lately_is_not_shown(self, front):
        """It may have been withdrawn since. Lists stay; "lately" is a second here."""
        kept = front.machine.folder / "disk/var/cache/tagesanzeiger-articles"
        front.machine.reload("cache.conf", "inactive=10m", "inactive=1s")
        places = ["/", "/artikel/7/ein-haus/"]
        assert [front.get(place).status for place in places] == [200, 200]
        front.site.is_away = True
        until = time.monotonic() + debian.PATIENCE
        while any(path.is_file() for path in kept.rglob("*")):
            assert time.monotonic() < until
            time.sleep(0.1)

        assert [front.get(place).status for place in places] == [200, 503]

    def test_a_withdrawn_article_is_gone_with_the_next_request(self, front):
        assert front.get("/artikel/7/ein-haus/").status == 200
        front.site.gone.add("/artikel/7/ein-haus/")
        self.wait()
        assert front.get("/artikel/7/ein-haus/").status == 410
        front.site.is_away = True
        self.wait()

        assert front.get("/artikel/7/ein-haus/").status == 410
