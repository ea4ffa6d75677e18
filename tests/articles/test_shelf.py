"""Members follow topics and sources, and save articles for later."""

import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from articles import shelf
from articles.models import Article, Follow, Saved, Source, Topic
from tests.articles.reading import headlines
from tests.conftest import NOW


@pytest.fixture
def member(log_in, martha):
    return log_in(martha)


@pytest.fixture
def water(db):
    return Topic.objects.create(name="Wasser", slug="wasser")


@pytest.fixture
def works(db):
    return Source.objects.create(name="Stadtwerke Föhrde", slug="stadtwerke-foehrde")


class TestFollowing:
    @pytest.mark.parametrize("place", ["/thema/klimaschutz/", "/quelle/stadt-altenbrueck/"])
    def test_a_topic_or_a_source_and_no_longer(self, member, martha, write, place):
        write()
        assert 'type="submit">Folgen</button>' in member.get(place).content.decode()

        response = member.post(f"{place}folgen/")
        assert (response.status_code, response.headers["Location"]) == (302, place)
        assert "Sie folgen" in member.get(place).page.words
        member.post(f"{place}folgen/")
        assert martha.follows.count() == 1

        member.post(f"{place}folgen/", {"nicht": "1"})
        assert martha.follows.count() == 0

    @pytest.mark.parametrize("place", ["/thema/klimaschutz/", "/quelle/stadt-altenbrueck/"])
    def test_a_link_that_was_merely_opened_changes_nothing(self, member, write, place):
        write()

        assert member.get(f"{place}folgen/").headers["Location"] == place
        assert not Follow.objects.exists()

    def test_anonymous_readers_are_led_to_the_account_and_back(self, client, climate):
        assert (
            "/konto/signup/?next=/thema/klimaschutz/"
            in client.get("/thema/klimaschutz/").page.links
        )

    def test_the_database_lets_nobody_follow_twice_or_nothing(self, martha, climate):
        Follow.objects.create(member=martha, topic=climate)
        for wrong in [{"topic": climate}, {}]:
            with pytest.raises(IntegrityError), shelf.transaction.atomic():
                Follow.objects.create(member=martha, **wrong)


class TestMyEdition:
    def test_it_holds_what_is_followed_newest_first(self, member, martha, write, water, works):
        wet = write("Kanal", published_at=NOW - timedelta(days=1))
        wet.topics.set([water])
        write("Netz", source=works, published_at=NOW - timedelta(hours=2)).topics.add(water)
        write("Anderes")
        shelf.follow(martha, water)
        shelf.follow(martha, works)

        page = member.get("/meine-ausgabe/")

        assert headlines(page) == ["Netz", "Kanal"]
        assert "Samstag, 21. November 2026" in page.page.words
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_it_pages_by_position(self, member, martha, write, climate):
        expected = [
            write(f"Artikel {n}", published_at=NOW - timedelta(hours=5 * n)).headline
            for n in range(45)
        ]
        shelf.follow(martha, climate)
        seen, url = [], "/meine-ausgabe/"
        while url:
            response = member.get(url)
            seen += headlines(response)
            later = re.findall(r'<a rel="next"[^>]* href="([^"]+)"', response.content.decode())
            url = later[0] if later else None

        assert seen == expected

    def test_drafts_do_not_show(self, member, martha, write, climate):
        write(state=Article.State.DRAFT, published_at=None)
        shelf.follow(martha, climate)

        assert (
            "Zu Ihrer Auswahl ist noch nichts erschienen."
            in member.get("/meine-ausgabe/").page.words
        )

    def test_who_follows_nothing_learns_how(self, member):
        assert "/meine-ausgabe/auswahl/" in member.get("/meine-ausgabe/").page.links

    def test_topics_are_ticked_and_sources_left(self, member, martha, climate, water, works):
        shelf.follow(martha, climate)
        shelf.follow(martha, works)
        content = member.get("/meine-ausgabe/auswahl/").content.decode()
        assert 'value="klimaschutz" checked' in content
        assert 'value="wasser">' in content

        response = member.post("/meine-ausgabe/auswahl/", {"thema": ["wasser", "gibt-es-nicht"]})

        assert response.headers["Location"] == "/meine-ausgabe/"
        choice = shelf.choice_of(martha)
        assert (choice.topics, choice.sources) == ([water], [])

    def test_queries(self, member, martha, write, climate):
        write()
        shelf.follow(martha, climate)

        with CaptureQueriesContext(connection) as asked:
            member.get("/meine-ausgabe/")

        # session; user; what is followed; articles with sources; their topics
        assert len(asked) == 5


class TestReadingList:
    def test_saved_articles_stand_there_the_last_first(self, member, write):
        first, second = write("Erster"), write("Zweiter")
        for article in [first, second]:
            assert "Merken" in member.get(article.get_absolute_url()).page.words
            response = member.post(f"/merkliste/{article.pk}/")
            assert response.headers["Location"] == article.get_absolute_url()
        assert "Gemerkt" in member.get(first.get_absolute_url()).page.words

        assert headlines(member.get("/merkliste/")) == ["Zweiter", "Erster"]
        response = member.post(f"/merkliste/{second.pk}/", {"nicht": "1", "liste": "1"})
        assert response.headers["Location"] == "/merkliste/"
        assert headlines(member.get("/merkliste/")) == ["Erster"]

    def test_saving_twice_is_saving_once(self, member, martha, write):
        article = write()
        for _ in range(2):
            member.post(f"/merkliste/{article.pk}/")

        assert martha.saved.count() == 1

    def test_withdrawn_articles_wait_unseen(self, member, martha, write):
        article = write()
        shelf.save(martha, article)
        Article.objects.update(state=Article.State.WITHDRAWN)

        assert headlines(member.get("/merkliste/")) == []
        assert martha.saved.count() == 1

    def test_it_pages(self, member, martha, write):
        for number in range(25):
            shelf.save(martha, write(f"Artikel {number}"))
        first = member.get("/merkliste/")
        (later,) = re.findall(r'<a rel="next"[^>]* href="([^"]+)"', first.content.decode())

        assert headlines(first) == [f"Artikel {n}" for n in range(24, 4, -1)]
        assert headlines(member.get(f"/merkliste/{later}")) == [
            f"Artikel {n}" for n in range(4, -1, -1)
        ]

    @pytest.mark.parametrize("position", ["x", "-1", "9" * 30, "%00"])
    def test_wrong_positions_are_not_found(self, member, position):
        assert member.get(f"/merkliste/?ab={position}").status_code == 404

    @pytest.mark.parametrize("number", ["99999", "9" * 30])
    def test_what_is_not_public_cannot_be_saved(self, member, write, number):
        draft = write(state=Article.State.DRAFT, published_at=None)

        assert member.post(f"/merkliste/{number}/").status_code == 404
        assert member.post(f"/merkliste/{draft.pk}/").status_code == 404
        assert not Saved.objects.exists()


def test_nobody_sees_anothers_shelf(member, enrol, log_in, martha, write, climate):
    shelf.save(martha, write())
    shelf.follow(martha, climate)
    other = log_in(enrol("otto@altenbrueck.example"))

    assert headlines(other.get("/merkliste/")) == []
    assert "Noch folgen Sie nichts" in other.get("/meine-ausgabe/").page.words


def test_what_is_not_public_any_more_is_not_named_in_ones_own_data(member, martha, write):
    """Its headline may have been written since."""
    for article in (write("Zurückgezogen"), write("Zurückgenommen")):
        shelf.save(martha, article)
    Article.objects.filter(headline="Zurückgezogen").update(state=Article.State.WITHDRAWN)
    Article.objects.filter(headline="Zurückgenommen").update(
        state=Article.State.DRAFT, headline="Noch geheim"
    )

    data = json.loads(member.get("/konto/daten/").content)

    assert [row["artikel"] for row in data["gemerkt"]] == ["(nicht mehr veröffentlicht)"] * 2


def test_it_is_part_of_ones_own_data_and_goes_with_the_account(
    member, martha, write, climate, town
):
    shelf.save(martha, write("Gemerktes"))
    shelf.follow(martha, climate)
    shelf.follow(martha, town)

    data = json.loads(member.get("/konto/daten/").content)
    assert data["gemerkt"] == [{"artikel": "Gemerktes", "gemerkt_am": "2026-11-22T12:00:00+01:00"}]
    assert [{**row, "seit": ""} for row in data["gefolgt"]] == [
        {"thema": "Klimaschutz", "seit": ""},
        {"quelle": "Stadt Altenbrück", "seit": ""},
    ]
    martha.delete()
    assert not Follow.objects.exists()
    assert not Saved.objects.exists()
