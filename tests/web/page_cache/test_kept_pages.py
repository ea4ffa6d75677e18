"""Kept pages: the same answers as rendered ones, and never anything personal."""

import gzip

import brotli
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from articles.models import Source
from tests.web.conftest import HOST
from web.cache_policy import PUBLIC
from web.page_cache import PageCache
from web.page_store import store


def queries(ask):
    with CaptureQueriesContext(connection) as asked:
        response = ask()
    return response, [query["sql"] for query in asked]


@pytest.fixture
def reader():
    """A browser of its own."""
    return Client(headers=HOST)


PLACES = [
    "/",
    "/thema/klimaschutz/",
    "/quelle/stadt-altenbrueck/",
    "/feed/",
    "/sitemap.xml",
    "/archiv/2026/11/22/",
]


class TestKept:
    def test_no_other_middleware_touches_a_kept_answer(self, settings):
        assert settings.MIDDLEWARE[0] == "web.page_cache.PageCache"

    @pytest.mark.parametrize("place", [*PLACES, "article"])
    def test_the_second_reader_asks_nothing_of_the_database(self, reader, write, place):
        article = write()
        place = article.get_absolute_url() if place == "article" else place
        first, asked = queries(lambda: reader.get(place))
        assert asked

        second, asked = queries(lambda: reader.get(place))

        assert asked == []
        assert second.content == first.content
        assert second.headers == first.headers

    @pytest.mark.parametrize("place", PLACES)
    def test_a_kept_page_is_the_rendered_one(self, reader, write, settings, place):
        write()
        reader.get(place)
        kept = reader.get(place)
        settings.PAGE_CACHE_MEGABYTES = 0
        rendered = reader.get(place)

        assert kept.content == rendered.content
        assert kept.headers == rendered.headers


class TestForms:
    @pytest.fixture
    def address(self, write):
        return write().get_absolute_url()

    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("br, gzip", "br"),
            ("gzip, deflate, br;q=0.9, zstd", "br"),
            ("GZIP", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("br; q=0.0, gzip;q=0", None),
            ("*", "br"),
            ("*;q=0", None),
            ("identity", None),
            ("", None),
            (";;,=,br;q=0", None),
        ],
    )
    def test_each_reader_gets_what_it_can_read(self, reader, address, accepted, encoding):
        plain = reader.get(address)

        response = reader.get(address, headers={"Accept-Encoding": accepted})

        decoded = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)
        assert response.headers.get("Content-Encoding") == encoding
        assert decoded(response.content) == plain.content
        assert response.headers["Content-Length"] == str(len(response.content))
        assert (response.headers["ETag"] == plain.headers["ETag"]) == (encoding is None)
        assert not response.headers["ETag"].startswith("W/")

    @pytest.mark.parametrize("accepted", ["br", "gzip", ""])
    def test_who_has_it_gets_it_once(self, reader, address, accepted):
        headers = {"Accept-Encoding": accepted}
        etag = reader.get(address, headers=headers).headers["ETag"]

        for known in [etag, f'"x", {etag}', f"W/{etag}", "*"]:
            again = reader.get(address, headers=headers | {"If-None-Match": known})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["ETag"] == etag
            assert again.headers["Cache-Control"] == PUBLIC
        other = reader.get(address, headers=headers | {"If-None-Match": '"x"'})
        assert other.status_code == 200

    @pytest.mark.parametrize("is_kept", [True, False])
    @pytest.mark.parametrize("accepted", ["br", "gzip", ""])
    def test_the_same_content_has_the_same_bytes_and_etag(
        self, reader, address, settings, clock, accepted, is_kept
    ):
        """Rendered twice, a minute apart. Other content has another ETag, other bytes too."""
        settings.PAGE_CACHE_MEGABYTES = 32 if is_kept else 0
        rendered = []
        for headline in ["Ein Haus", "Ein Haus", "Ein Dach"]:
            Source.objects.update(name=headline)
            store.clear()
            clock.shift(60)
            response = reader.get(address, headers={"Accept-Encoding": accepted})
            rendered.append((response.headers["ETag"], response.content))

        first, second, other = rendered
        assert second == first
        assert (other[0] == first[0], other[1] == first[1]) == (False, False)

    def test_conditions_do_not_shape_what_is_kept(self, reader, address):
        """The first to ask may have the page already, want its head only, or read brotli."""
        reader.head(address, headers={"If-None-Match": "*", "Accept-Encoding": "br"})

        response = reader.get(address)

        assert response.status_code == 200
        assert response.content.startswith(b"<!doctype html>")

    def test_head_is_get_without_its_content(self, reader, address):
        got, head = reader.get(address), reader.head(address)

        assert head.content == b""
        assert head.headers == got.headers


class TestNothingPersonal:
    def test_a_session_neither_gets_nor_leaves_a_kept_page(self, reader, log_in, martha, write):
        address = write(body="<p>Nur für Mitglieder</p>").get_absolute_url()
        member = log_in(martha)

        assert "Nur für Mitglieder" in member.get(address).content.decode()
        assert "Nur für Mitglieder" not in reader.get(address).content.decode()
        assert "Nur für Mitglieder" in member.get(address).content.decode()
        # the same handler, with and without the cookie
        assert "Mein Konto" in member.get("/").content.decode()
        member.cookies.clear()
        assert "Mein Konto" not in member.get("/").content.decode()

    @pytest.mark.parametrize(
        "place",
        ["/konto/login/", "/konto/signup/", "/suche/?q=haus", "/redaktion/", "/merkliste/",
         "/healthz", "/readyz", "/gibt-es-nicht/", "/thema/klimaschutz/folgen/", "/artikel/1/"],
    )  # fmt: skip
    def test_other_pages_are_rendered_each_time(self, write, place):
        write()
        seen = []

        def render(request):
            seen.append(request)
            return HttpResponse("x")

        middleware = PageCache(render)
        for _ in range(2):
            middleware(RequestFactory(headers=HOST).get(place))

        assert len(seen) == 2

    @pytest.mark.parametrize(
        "change",
        [
            {"Cache-Control": "private, no-store"},
            {"Content-Security-Policy": "script-src 'nonce-abc'"},
            {"ETag": None},
            {"status": 404},
            {"status": 500},
            {"cookie": True},
        ],
    )
    def test_what_is_not_for_everyone_is_not_kept(self, change):
        seen = []

        def render(request):
            seen.append(request)
            response = HttpResponse("x" * 500, status=change.get("status", 200))
            headers = {"Cache-Control": PUBLIC, "ETag": '"x"', "Content-Security-Policy": "x"}
            for name, value in (headers | change).items():
                if name in headers and value:
                    response.headers[name] = value
            if "cookie" in change:
                response.set_cookie("a", "b")
            return response

        middleware = PageCache(render)
        for _ in range(2):
            middleware(RequestFactory(headers=HOST).get("/"))

        assert len(seen) == 2

    @pytest.mark.parametrize("method", ["post", "put", "delete", "options", "patch"])
    def test_only_reading_is_answered(self, reader, write, method):
        address = write().get_absolute_url()
        reader.get(address)

        assert getattr(reader, method)(address).status_code == 405


class TestKeys:
    def test_unknown_parameters_do_not_reach_what_is_rendered(self, settings):
        settings.KEPT_PAGES = {"/thema/": ("ab",)}
        seen = []

        def render(request):
            seen.append(request.META["QUERY_STRING"])
            return HttpResponse("x", headers={"Cache-Control": PUBLIC, "ETag": '"x"'})

        PageCache(render)(RequestFactory(headers=HOST).get("/thema/a/?x=1&ab=7&next=%2F%2Fevil"))

        assert seen == ["ab=7"]

    def test_unknown_parameters_make_no_other_page_and_stand_on_none(self, reader, write):
        write()
        first = reader.get("/thema/klimaschutz/?utm_source=x&evil=1")

        response, asked = queries(lambda: reader.get("/thema/klimaschutz/?fbclid=2"))

        assert asked == []
        assert response.content == first.content
        assert b"evil" not in response.content
        assert b"utm_source" not in response.content

    def test_positions_do(self, reader, write):
        for number in range(25):
            write(f"Artikel {number}")
        first = reader.get("/thema/klimaschutz/").content.decode()
        position = first.split("?ab=")[1].split('"')[0]

        second = reader.get(f"/thema/klimaschutz/?x=1&ab={position}").content.decode()

        assert second != first
        assert reader.get(f"/thema/klimaschutz/?ab={position}&y=2").content.decode() == second

    @pytest.mark.parametrize("charset", ["cp037", "utf-16", "utf-7"])
    def test_no_charset_of_a_request_shapes_a_page(self, reader, write, charset):
        for number in range(21):
            write(f"Haus {number}")
        first = reader.get("/thema/klimaschutz/").content.decode()
        position = first.split("?ab=")[1].split('"')[0]

        second = reader.get(
            f"/thema/klimaschutz/?ab={position}",
            headers={"Content-Type": f"text/plain; charset={charset}"},
        ).content.decode()

        assert "Haus 0" in second
        assert reader.get(f"/thema/klimaschutz/?ab={position}").content.decode() == second

    def test_every_host_is_checked(self, reader, write, settings):
        settings.ALLOWED_HOSTS = ["zeitung.example", "testserver"]
        write()
        reader.get("/", headers={"host": "zeitung.example"})

        for host in ["fremd.example", "", "a b", "zeitung.example:evil", "zeitung.example@x"]:
            assert reader.get("/", headers={"host": host}).status_code == 400, host
        for host in ["zeitung.example:8000", "ZEITUNG.example", "zeitung.example."]:
            response, asked = queries(lambda host=host: reader.get("/", headers={"host": host}))
            assert (response.status_code, asked) == (200, []), host

    def test_http_and_https_are_told_apart(self, reader, write, settings):
        write()
        reader.get("/")

        _, asked = queries(lambda: reader.get("/", secure=True))

        assert asked
