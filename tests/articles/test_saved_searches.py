"""Members save searches under a name, and run, change and delete them."""

import json
import re
from html import unescape
from threading import Barrier, Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import laender, saved_searches
from articles.models import SavedSearch, Source, Topic
from articles.search.narrowing import NEWEST, Narrowing
from articles.search.query import LONGEST
from tests import locks
from tests.conftest import PASSWORD, READERS, CheckingClient

LIST = "/meine-suchen/"
ALL = {
    "q": "haus",
    "thema": "klimaschutz",
    "quelle": "stadt-altenbrueck",
    "land": "bayern",
    "zeit": "2025",
    "sortierung": "datum",
}
ADDRESS = "/suche/?q=haus&thema=klimaschutz&quelle=stadt-altenbrueck&land=bayern&zeit=2025&sortierung=datum"


@pytest.fixture
def member(log_in, martha):
    return log_in(martha)


@pytest.fixture
def saved(martha, town, climate):
    """Martha's, narrowed in every way."""
    land = laender.BY_SLUG["bayern"]
    wanted = Narrowing("haus", climate, town, land, "2025", NEWEST)
    saved_searches.save(martha, "Häuser", wanted)
    return SavedSearch.objects.get()


def names(member):
    return [row.name for row in SavedSearch.objects.filter(member=member).order_by("pk")]


def fill_up(member, number=saved_searches.MOST):
    SavedSearch.objects.bulk_create(
        SavedSearch(member=member, name=f"Suche {n}", question=f"wort{n}", order="relevanz")
        for n in range(number)
    )


class TestSaving:
    def test_the_search_page_proposes_the_question_and_keeps_all_that_narrows(
        self, member, martha, write
    ):
        write()
        page = member.get(ADDRESS).content.decode()
        form = page[page.index("<summary>Suche speichern") : page.index("Speichern</button>")]
        fields = dict(re.findall(r'name="(\w+)"(?: type="text")? value="([^"]*)"', form))
        assert {name: fields[name] for name in [*ALL, "name"]} == ALL | {"name": "haus"}

        response = member.post(LIST, fields)

        assert (response.status_code, response.headers["Location"]) == (302, ADDRESS)
        row = martha.saved_searches.get()
        held = (row.question, row.topic, row.source, row.land, row.period, row.order)
        assert (row.name, *held) == ("haus", *ALL.values())
        page = member.get(ADDRESS)
        assert f"{LIST}{row.pk}/" in page.page.links
        assert "Gespeichert als haus" in page.page.words
        assert "Suche speichern" not in page.page.words
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_a_click_on_the_list_runs_it(self, member, saved, write):
        write()
        page = member.get(LIST)

        assert ADDRESS in [unescape(link) for link in page.page.links]
        assert "„haus“ · Klimaschutz · Stadt Altenbrück · Bayern · 2025 · Neueste zuerst" in (
            page.page.words
        )
        assert page.headers["Cache-Control"] == "private, no-store"
        assert member.get(ADDRESS).status_code == 200

    def test_two_clicks_save_once(self, member, martha):
        for _ in range(2):
            response = member.post(LIST, {"q": "haus", "name": "Häuser"})
            assert response.headers["Location"] == "/suche/?q=haus"

        assert names(martha) == ["Häuser"]

    def test_a_name_stands_for_one_search(self, member, martha, saved):
        response = member.post(LIST, {"q": "rathaus", "name": "  Häuser "})

        assert response.status_code == 200
        assert "Unter diesem Namen haben Sie schon" in response.page.words
        assert "/suche/?q=rathaus" in response.page.links
        assert martha.saved_searches.get().question == "haus"

    def test_others_may_use_the_same_name(self, log_in, enrol, saved):
        other = enrol("otto@altenbrueck.example")
        assert log_in(other).post(LIST, {"q": "rathaus", "name": "Häuser"}).status_code == 302

        assert names(other) == ["Häuser"]

    def test_there_is_an_end(self, member, martha):
        fill_up(martha, 19)
        assert "Mehr als 20 Suchen" not in member.get(LIST).page.words
        assert member.post(LIST, {"q": "haus", "name": "Häuser"}).status_code == 302
        assert "Mehr als 20 Suchen" in member.get(LIST).page.words

        response = member.post(LIST, {"q": "rathaus", "name": "Rathäuser"})

        assert response.status_code == 200
        assert "Sie haben schon 20 Suchen gespeichert." in response.page.words
        assert martha.saved_searches.count() == 20
        assert member.post(LIST, {"q": "haus", "name": "Häuser"}).status_code == 302

    @pytest.mark.django_db(transaction=True)
    def test_there_is_an_end_also_for_two_at_once(self, log_in, martha):
        fill_up(martha, 19)
        client, barrier, statuses = log_in(martha), Barrier(2), []

        def save(word):
            twin = CheckingClient()
            twin.cookies.update(client.cookies)
            barrier.wait()
            try:
                statuses.append(twin.post(LIST, {"q": word, "name": word}).status_code)
            finally:
                connection.close()

        threads = [Thread(target=save, args=(word,)) for word in ("rathaus", "kaufhaus")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(statuses) == [200, 302]
        assert martha.saved_searches.count() == 20

    @pytest.mark.postgresql  # SQLite has one writer
    @pytest.mark.django_db(transaction=True)
    def test_the_second_of_two_at_once_waits_and_counts_the_first(self, member, martha):
        fill_up(martha, 19)
        with locks.beside() as begin:
            with transaction.atomic():
                saved_searches.save(martha, "Erste", Narrowing("haus"))
                begun = begin(lambda: member.post(LIST, {"q": "rathaus", "name": "Zweite"}))
            response = begun.result()

        assert "Sie haben schon 20 Suchen gespeichert." in response.page.words
        assert names(martha)[-1] == "Erste"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"name": ""},
            {"name": "a" * 101},
            {"name": "\0"},
            {"q": ""},
            {"q": "!!"},
            {"q": "a" * 201},
            {"thema": "gibt-es-nicht"},
            {"thema": "\0"},
            {"quelle": "gibt-es-nicht"},
            {"quelle": "a" * 1_000},
            {"quelle": "\0"},
            {"land": "atlantis"},
            {"zeit": "1899"},
            {"zeit": "gestern"},
            {"sortierung": "zufall"},
        ],
    )
    def test_what_is_no_search_is_refused(self, member, write, wrong):
        write()
        response = member.post(LIST, ALL | {"name": "Häuser"} | wrong)

        assert response.status_code == 200
        assert response.page.title.startswith("Fehler: Suche speichern")
        assert list(response.context["form"].errors) == list(wrong)
        assert not SavedSearch.objects.exists()

    def test_the_longest_question_can_be_saved(self, member, martha):
        question = "ü" * LONGEST
        assert member.post(LIST, {"q": question, "name": "Lang"}).status_code == 302

        assert martha.saved_searches.get().question == question

    def test_a_form_without_its_token_saves_nothing(self, member, browser):
        strict = browser(enforce_csrf_checks=True)
        strict.cookies.update(member.cookies)

        assert strict.post(LIST, {"q": "haus", "name": "Häuser"}).status_code == 403
        assert not SavedSearch.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "constraint"),
        [
            ({"name": ""}, "saved_search_has_name"),
            ({"question": ""}, "saved_search_has_question"),
            ({"name": "Häuser"}, "name"),
        ],
    )
    def test_the_database_keeps_the_rules(self, saved, martha, wrong, constraint):
        row = {"name": "Neu", "question": "haus", "order": "datum"} | wrong
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            SavedSearch.objects.create(member=martha, **row)


class TestChanging:
    def test_name_and_search(self, member, martha, saved, water):
        place = f"{LIST}{saved.pk}/"
        page = member.get(place)
        held = {name: page.context["form"][name].value() for name in [*ALL, "name"]}
        assert held == ALL | {"name": "Häuser"}

        changed = {"name": "Wasser", "q": "kanal", "thema": "wasser", "quelle": "", "land": "",
                   "zeit": "woche", "sortierung": "relevanz"}  # fmt: skip
        for _ in range(2):
            assert member.post(place, changed).headers["Location"] == LIST

        row = martha.saved_searches.get()
        assert (row.name, row.question, row.topic, row.source) == ("Wasser", "kanal", "wasser", "")
        assert (row.land, row.period, row.order) == ("", "woche", "relevanz")

    def test_not_to_a_name_that_another_has(self, member, martha, saved):
        fill_up(martha, 1)
        response = member.post(f"{LIST}{saved.pk}/", {"name": "Suche 0", "q": "haus"})

        assert response.status_code == 200
        assert "Unter diesem Namen haben Sie schon" in response.page.words
        assert names(martha) == ["Häuser", "Suche 0"]

    def test_two_clicks_delete_once(self, member, martha, saved):
        fill_up(martha, 1)
        for _ in range(2):
            response = member.post(f"{LIST}{saved.pk}/", {"nicht": "1"})
            assert response.headers["Location"] == LIST

        assert names(martha) == ["Suche 0"]

    def test_what_is_gone_does_not_come_back(self, member, martha, saved):
        SavedSearch.objects.all().delete()
        saved_searches.change(martha, saved.pk, "Wieder", Narrowing("haus"))

        assert member.post(f"{LIST}{saved.pk}/", {"name": "Wieder", "q": "haus"}).status_code == 404
        assert names(martha) == []

    @pytest.mark.parametrize("reader", READERS, indirect=True)
    def test_it_is_nobody_elses(self, reader, saved, request):
        """Martha is the member among the readers."""
        name = request.node.callspec.params["reader"]
        place = f"{LIST}{saved.pk}/"
        status = {"member": 200, "unverified": 404, "editor": 404}.get(name, 302)

        response = reader.get(place)
        assert response.status_code == status
        if status == 302:
            assert response.headers["Location"] == f"/konto/login/?next={place}"
        if name != "member":
            assert "Häuser" not in reader.get(LIST).content.decode()
            changed = {"name": "Meine", "q": "haus"}
            assert reader.post(place, changed).status_code == status
            assert reader.post(place, {"nicht": "1"}).status_code == 302
            assert SavedSearch.objects.get().name == "Häuser"


class TestGone:
    @pytest.fixture(autouse=True)
    def _gone(self, saved):
        Topic.objects.all().delete()
        Source.objects.all().delete()

    def test_the_list_says_what_is_gone_and_runs_the_rest(self, member):
        page = member.get(LIST)

        assert "Das Thema „klimaschutz“ gibt es nicht mehr." in page.page.words
        assert "Die Quelle „stadt-altenbrueck“ gibt es nicht mehr." in page.page.words
        (address,) = [link for link in page.page.links if link.startswith("/suche/?")]
        assert address == "/suche/?q=haus&land=bayern&zeit=2025&sortierung=datum"
        assert member.get(address).status_code == 200

    def test_the_form_says_so_too_and_saves_what_is_left(self, member, saved, martha):
        page = member.get(f"{LIST}{saved.pk}/")
        assert "Das Thema „klimaschutz“ gibt es nicht mehr." in page.page.words

        left = {"name": "Häuser", "q": "haus", "land": "bayern"}
        assert member.post(f"{LIST}{saved.pk}/", left).status_code == 302
        assert "gibt es nicht mehr" not in member.get(LIST).page.words


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


@pytest.fixture
def water(db):
    return Topic.objects.create(name="Wasser", slug="wasser")
