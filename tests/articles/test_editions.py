"""Front page, editions, archive: what stands on which day, and how one gets to the others."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Topic
from articles.views import editions as views
from tests.articles.reading import headlines
from tests.conftest import BERLIN, NOW


def test_the_front_page_is_the_newest_edition(client, write):
    write("Gestern", published_at=NOW - timedelta(days=1))
    for hour in range(6):
        write(f"Heute {hour}", published_at=NOW - timedelta(hours=hour))

    response = client.get("/")

    assert headlines(response) == [f"Heute {hour}" for hour in range(6)]
    assert "/archiv/2026/11/21/" in response.page.links


def test_a_young_day_is_followed_by_the_edition_before(client, write):
    write("Gestern", published_at=NOW - timedelta(days=1))
    write("Vorgestern", published_at=NOW - timedelta(days=2))
    write("Heute früh", published_at=NOW - timedelta(hours=5))

    response = client.get("/")

    assert headlines(response) == ["Heute früh", "Gestern"]
    assert "Aus der Ausgabe vom Samstag, 21. November 2026" in response.page.words
    assert "/archiv/2026/11/20/" in response.page.links


def test_before_the_first_edition_of_the_day_yesterday_stands(client, write, clock):
    write("Gestern", published_at=NOW - timedelta(days=1))
    write("Um sieben", published_at=datetime(2026, 11, 22, 7, tzinfo=BERLIN))

    clock.move_to(datetime(2026, 11, 22, 6, 0, tzinfo=BERLIN))

    assert headlines(client.get("/")) == ["Gestern"]


def test_an_empty_paper_says_so(client, db):
    response = client.get("/")

    assert response.status_code == 200
    assert "Noch keine Ausgabe" in response.page.words
    assert "Noch ist keine Ausgabe erschienen." in client.get("/archiv/").page.words


def test_an_edition_is_grouped_by_topic(client, write, climate):
    water, finance = (
        Topic.objects.create(name=name, slug=name.lower()) for name in ("Wasser", "Finanzen")
    )
    kinds = [climate] * 5 + [finance, water, water, None]
    for hour, kind in enumerate(kinds):
        article = write(f"Artikel {hour}", published_at=NOW - timedelta(hours=hour))
        article.topics.set([kind] if kind else [])

    content = client.get("/").content.decode()

    sections = re.findall(r'<section class="section">(.*?)</section>', content, flags=re.DOTALL)
    assert [re.findall(r"<h2>(?:<a [^>]*>)?([^<]*)", part)[0] for part in sections] == [
        "Wasser",
        "Finanzen",
        "Weitere Meldungen",
    ]
    assert [len(re.findall("<article", part)) for part in sections] == [2, 1, 1]


def test_a_day_ends_at_midnight_in_berlin(client, write):
    write("Kurz vor zwölf", published_at=datetime(2026, 7, 1, 23, 59, tzinfo=BERLIN))
    write("Kurz nach zwölf", published_at=datetime(2026, 7, 2, 0, 1, tzinfo=BERLIN))

    assert headlines(client.get("/archiv/2026/07/01/")) == ["Kurz vor zwölf"]
    assert headlines(client.get("/archiv/2026/07/02/")) == ["Kurz nach zwölf"]


def test_a_very_full_day_goes_on_by_position(client, write, monkeypatch):
    monkeypatch.setattr(views, "SHOWN", 25)
    expected = [
        write(f"Artikel {n:02}", published_at=NOW - timedelta(minutes=n)).headline
        for n in range(60)
    ]
    write("Gestern", published_at=NOW - timedelta(days=1))

    seen, url = [], "/archiv/2026/11/22/"
    while url:
        response = client.get(url)
        seen += headlines(response)
        found = re.findall(r'href="(/archiv/2026/11/22/\?ab=[^"]+)"', response.content.decode())
        url = found[0] if found else None

    assert sorted(seen) == expected


class TestNeighbours:
    @pytest.fixture(autouse=True)
    def days(self, write):
        for day in (1, 5, 9):
            write(f"Am {day}.", published_at=datetime(2026, 10, day, 8, tzinfo=BERLIN))

    def test_editions_lead_to_each_other_over_empty_days(self, client):
        links = client.get("/archiv/2026/10/05/").page.links

        assert "/archiv/2026/10/01/" in links
        assert "/archiv/2026/10/09/" in links

    def test_an_empty_day_says_so_and_leads_on(self, client):
        response = client.get("/archiv/2026/10/04/")

        assert response.status_code == 200
        assert "Keine Ausgabe am 4. Oktober 2026" in response.page.words
        assert "An diesem Sonntag ist nichts erschienen." in response.page.words
        assert {"/archiv/2026/10/01/", "/archiv/2026/10/05/"} <= set(response.page.links)
        assert '<meta name="robots" content="noindex, follow">' in response.content.decode()

    def test_a_day_without_its_zeros_has_one_address(self, client):
        response = client.get("/archiv/2026/10/5/")

        assert response.status_code == 301
        assert response.headers["Location"] == "/archiv/2026/10/05/"

    def test_the_calendar_of_a_month(self, client):
        response = client.get("/archiv/2026/10/")

        assert response.page.title.startswith("Archiv: Oktober 2026")
        days = [
            link for link in response.page.links if re.fullmatch(r"/archiv/2026/10/\d\d/", link)
        ]
        assert days == ["/archiv/2026/10/01/", "/archiv/2026/10/05/", "/archiv/2026/10/09/"]
        with CaptureQueriesContext(connection) as asked:
            client.get("/archiv/2026/10/")
        # first day, newest day, all days of the month at once
        assert len(asked) == 3

    def test_every_edition_carries_its_months_calendar(self, client):
        content = client.get("/archiv/2026/10/05/").content.decode()

        assert 'aria-label="Ausgabe vom 5. Oktober" aria-current="page">5</a>' in content
        assert "/archiv/2026/10/09/" in content

    def test_months_lead_to_those_in_which_the_paper_existed(self, client, write):
        write("Viel früher", published_at=datetime(2024, 12, 24, 8, tzinfo=BERLIN))

        links = client.get("/archiv/").page.links
        months = [link for link in links if re.fullmatch(r"/archiv/\d+/\d\d/", link)]
        assert months[0] == "/archiv/2026/09/"  # the calendar's way back
        assert len(set(months)) == 10 + 12 + 1
        assert "/archiv/2024/11/" not in links
        assert "/archiv/2026/11/" not in links

    @pytest.mark.parametrize(
        "month", ["2026/09", "2026/11", "2026/13", "2026/00", "0/01", "9999/12"]
    )
    def test_months_without_the_paper_are_not_found(self, client, month):
        assert client.get(f"/archiv/{month}/").status_code == 404


@pytest.mark.parametrize(
    "day",
    [
        "2026/02/30", "2026/13/01", "0/0/0", "9999/12/31", f"{10**20}/1/1", "2026/10/04",
        "2026/11/23", "2026/11/²", "2026/11/-1", "2026/11/22/23",
    ],
)  # fmt: skip
def test_days_without_the_paper_are_not_found(client, write, day):
    write()

    assert client.get(f"/archiv/{day}/").status_code == 404


def test_today_before_anything_appeared(client, write, clock):
    write("Gestern", published_at=NOW - timedelta(days=1))

    assert "Heute ist noch nichts erschienen." in client.get("/archiv/2026/11/22/").page.words
