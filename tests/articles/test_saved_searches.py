"""Members save searches under a name."""

import re
from html import unescape
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from articles import saved_searches
from articles.models import SavedSearch
from articles.search.narrowing import Narrowing
from articles.search.query import LONGEST
from tests import locks
from tests.articles.saving_searches import ADDRESS, ALL, LIST, fill_up, names
from tests.conftest import CheckingClient


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
