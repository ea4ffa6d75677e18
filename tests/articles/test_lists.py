"""Front page, editions, topics, sources: what stands where, and how one pages through."""

import re
from datetime import datetime, timedelta

import pytest

from articles.models import Source, Topic
from tests.conftest import BERLIN, NOW


def headlines(response):
    return re.findall(r"<h2><a [^>]*>([^<]+)</a></h2>", response.content.decode())


def test_the_front_page_is_the_newest_edition(client, write):
    write("Gestern", published_at=NOW - timedelta(days=1))
    write("Heute früh", published_at=NOW - timedelta(hours=5))
    write("Heute spät", published_at=NOW - timedelta(hours=1))

    response = client.get("/")

    assert headlines(response) == ["Heute spät", "Heute früh"]
    assert "/archiv/2026/11/21/" in response.page.links


def test_before_the_first_edition_of_the_day_yesterday_stands(client, write, clock):
    write("Gestern", published_at=NOW - timedelta(days=1))
    write("Um sieben", published_at=datetime(2026, 11, 22, 7, tzinfo=BERLIN))

    clock.move_to(datetime(2026, 11, 22, 6, 0, tzinfo=BERLIN))

    assert headlines(client.get("/")) == ["Gestern"]


def test_an_empty_paper_says_so(client, db):
    response = client.get("/")

    assert response.status_code == 200
    assert "Noch keine Ausgabe" in response.page.words


def test_a_day_ends_at_midnight_in_berlin(client, write):
    write("Kurz vor zwölf", published_at=datetime(2026, 7, 1, 23, 59, tzinfo=BERLIN))
    write("Kurz nach zwölf", published_at=datetime(2026, 7, 2, 0, 1, tzinfo=BERLIN))

    assert headlines(client.get("/archiv/2026/07/01/")) == ["Kurz vor zwölf"]
    assert headlines(client.get("/archiv/2026/07/02/")) == ["Kurz nach zwölf"]


def test_editions_lead_to_their_neighbours_over_empty_days(client, write):
    for day in (1, 5, 9):
        write(f"Am {day}.", published_at=datetime(2026, 10, day, 8, tzinfo=BERLIN))

    links = client.get("/archiv/2026/10/05/").page.links

    assert "/archiv/2026/10/1/" in links or "/archiv/2026/10/01/" in links
    assert "/archiv/2026/10/9/" in links or "/archiv/2026/10/09/" in links


@pytest.mark.parametrize(
    "day", ["2026/02/30", "2026/13/01", "0/0/0", "9999/12/31", f"{10**20}/1/1", "2026/10/04"]
)
def test_days_without_an_edition_are_not_found(client, write, day):
    write()

    assert client.get(f"/archiv/{day}/").status_code == 404


@pytest.mark.parametrize("place", ["/thema/klimaschutz/", "/quelle/stadt-altenbrueck/"])
def test_paging_shows_every_article_once(client, write, place):
    # several articles of the same moment: the position must tell them apart
    expected = [
        write(f"Artikel {n}", published_at=NOW - timedelta(hours=1 + n // 3)).headline
        for n in range(45)
    ]

    seen, url, pages = [], place, 0
    while url:
        response = client.get(url)
        seen += headlines(response)
        pages += 1
        later = re.findall(r'<a rel="next"[^>]* href="([^"]+)"', response.content.decode())
        url = later[0] if later else None

    assert pages == 3
    assert sorted(seen) == sorted(expected)


def test_an_article_that_appears_meanwhile_shifts_nothing(client, write):
    for n in range(21):
        write(f"Artikel {n}", published_at=NOW - timedelta(hours=1 + n))
    first = client.get("/thema/klimaschutz/")
    (later,) = re.findall(r'<a rel="next"[^>]* href="([^"]+)"', first.content.decode())

    write("Eilmeldung", published_at=NOW)

    assert headlines(client.get(later)) == ["Artikel 20"]


@pytest.mark.parametrize(
    "position", ["x", "1-", "-1", "1-1-1", "9" * 40 + "-1", "%00", "' OR 1=1", "²-1"]
)
def test_positions_that_no_page_named_are_not_found(client, climate, position):
    assert client.get("/thema/klimaschutz/", {"ab": position}).status_code == 404


def test_lists_are_the_same_for_every_anonymous_reader(browser, write):
    write()

    assert browser().get("/").content == browser().get("/").content


def test_empty_topics_and_sources_say_so(client, db):
    Topic.objects.create(name="Wasser", slug="wasser")
    Source.objects.create(name="Stadt Leer", slug="stadt-leer")

    for place in ["/thema/wasser/", "/quelle/stadt-leer/"]:
        assert "Hier ist noch nichts erschienen." in client.get(place).page.words


@pytest.mark.parametrize("place", ["/thema/gibt-es-nicht/", "/quelle/gibt-es-nicht/"])
def test_unknown_topics_and_sources_are_not_found(client, db, place):
    assert client.get(place).status_code == 404
