"""The way to saved searches and back, what they cost, and whose they are."""

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import SavedSearch, Source, Topic
from articles.search.query import LONGEST
from tests.articles.saving_searches import ADDRESS, ALL, LIST, fill_up
from tests.conftest import PASSWORD


class TestWayBack:
    def way_in(self, client, place):
        (link,) = re.findall(
            r'href="([^"]+)" rel="nofollow">Suche mit kostenlosem',
            client.get(place).content.decode(),
        )
        return unescape(link)

    def test_an_anonymous_reader_logs_in_and_comes_back_to_the_search(self, client, martha, write):
        write()
        link = self.way_in(client, ADDRESS)
        assert link.startswith("/konto/login/?next=")

        form = {"login": martha.email, "password": PASSWORD}
        (form["next"],) = parse_qs(urlsplit(link).query)["next"]
        assert client.post("/konto/login/", form).headers["Location"] == ADDRESS
        assert "Suche speichern" in client.get(ADDRESS).page.words

    @pytest.mark.parametrize("word", ["ü", "😀a ", '"ü b"', "&a"])
    def test_the_longest_search_comes_back_too(self, client, martha, write, word):
        Source.objects.create(name="S", slug="s" * 90)
        Topic.objects.create(name="T", slug="t" * 90)
        narrowed = {"thema": "t" * 90, "quelle": "s" * 90, "land": "nordrhein-westfalen"}
        asked = (
            {"q": (word * LONGEST)[:LONGEST]} | narrowed | {"zeit": "monat", "sortierung": "datum"}
        )
        response = client.get("/suche/", asked)
        assert response.status_code == 200
        (link,) = re.findall(r'href="([^"]+)" rel="nofollow">Suche mit', response.content.decode())
        (way_back,) = parse_qs(urlsplit(unescape(link)).query)["next"]

        form = {"login": martha.email, "password": PASSWORD, "next": way_back}
        location = client.post("/konto/login/", form).headers["Location"]

        shown = response.context["narrowing"].parameters
        assert {key: value for key, (value,) in parse_qs(urlsplit(location).query).items()} == shown

    def test_whoever_was_logged_out_meanwhile_comes_back_to_the_search(self, client, write):
        write()
        response = client.post(LIST, ALL | {"name": "Häuser"})

        assert response.status_code == 302
        (way_back,) = parse_qs(urlsplit(response.headers["Location"]).query)["next"]
        assert way_back == ADDRESS
        assert not SavedSearch.objects.exists()

    def test_without_a_search_to_the_list(self, client, db):
        response = client.get(LIST)
        assert response.headers["Location"] == f"/konto/login/?next={LIST}"
        response = client.post(LIST, {"q": "!"})
        assert response.headers["Location"] == "/konto/login/?next=/suche/"

    def test_the_page_for_everyone_stays_public_and_without_a_form(self, client, write):
        write()
        page = client.get("/suche/?q=haus")

        assert page.headers["Cache-Control"].startswith("public")
        assert not page.cookies
        assert page.page.actions == ["/suche/"]
        assert "Meine Suchen" not in page.page.words


class TestQueries:
    def test_of_the_list(self, member, martha, saved):
        fill_up(martha, 19)
        with CaptureQueriesContext(connection) as asked:
            member.get(LIST)

        # session; user; searches; topics; sources
        assert len(asked) == 5

    def test_of_the_search_page(self, client, member, martha, write, saved):
        write()
        with CaptureQueriesContext(connection) as anonymous:
            client.get("/suche/?q=haus")
        with CaptureQueriesContext(connection) as members:
            member.get("/suche/?q=haus")

        own = [query for query in members.captured_queries if "savedsearch" in query["sql"]]
        assert len(own) == 1
        assert not [q for q in anonymous.captured_queries if "savedsearch" in q["sql"]]


def test_they_are_part_of_ones_own_data_and_go_with_the_account(member, martha, saved):
    data = json.loads(member.get("/konto/daten/").content)

    assert data["gespeicherte_suchen"] == [
        {
            "name": "Häuser",
            "suchwoerter": "haus",
            "thema": "klimaschutz",
            "quelle": "stadt-altenbrueck",
            "land": "bayern",
            "zeit": "2025",
            "sortierung": "datum",
            "gespeichert_am": "2026-11-22T12:00:00+01:00",
        }
    ]
    martha.delete()
    assert not SavedSearch.objects.exists()
