"""Topics and sources: what stands where, and how one pages through."""

import re
from datetime import timedelta

import pytest

from articles.models import Source, Topic
from tests.articles.reading import headlines
from tests.conftest import NOW


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
