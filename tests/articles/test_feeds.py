"""Atom feeds: valid, teasers only, and cheap to ask for again."""

from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
from django.utils.http import http_date
from lxml import etree

from articles.models import Article
from tests.conftest import NOW

SCHEMAS = Path(__file__).parents[1] / "schemas"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = ["/feed/", "/thema/klimaschutz/feed/", "/quelle/stadt-altenbrueck/feed/"]


@pytest.fixture(scope="module")
def schema():
    return etree.RelaxNG(etree.parse(SCHEMAS / "atom.rng"))


def entries(response):
    return etree.fromstring(response.content).findall("a:entry", ATOM)


@pytest.mark.parametrize("place", FEEDS)
def test_they_are_valid(client, write, schema, place):
    write("Müll & <Straßen>", teaser="Mehr als 3 < 5 & so", correction="x", corrected_at=NOW)
    write("Noch einer", published_at=NOW - timedelta(days=2))

    response = client.get(place)

    assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    schema.assertValid(etree.fromstring(response.content))


@pytest.mark.parametrize("place", FEEDS)
def test_an_empty_one_is_valid_too(client, town, climate, schema, place):
    schema.assertValid(etree.fromstring(client.get(place).content))


def test_an_entry_says_what_a_card_says(client, write, clock):
    article = write(
        "Müll & Straßen < 3", teaser="Mehr als 3 < 5", published_at=NOW - timedelta(days=1)
    )

    (entry,) = entries(client.get("/feed/"))

    def text(name):
        return entry.findtext(f"a:{name}", namespaces=ATOM)

    assert text("title") == "Müll & Straßen < 3"
    assert text("summary") == "Mehr als 3 &lt; 5"  # the text of an HTML summary
    assert text("id") == f"http://testserver/artikel/{article.pk}/"
    assert (
        entry.find("a:link", ATOM).get("href") == f"http://testserver{article.get_absolute_url()}"
    )
    assert text("published") == "2026-11-21T11:00:00+00:00"
    assert text("updated") == "2026-11-22T11:00:00+00:00"
    assert entry.findtext("a:author/a:name", namespaces=ATOM) == "Stadt Altenbrück"
    assert entry.find("a:category", ATOM).get("term") == "Klimaschutz"


def test_an_entry_stays_the_same_when_its_headline_is_corrected(client, write):
    article = write("Vorher")
    (before,) = entries(client.get("/feed/"))
    Article.objects.filter(pk=article.pk).update(headline="Nachher")
    (after,) = entries(client.get("/feed/"))

    assert before.findtext("a:id", namespaces=ATOM) == after.findtext("a:id", namespaces=ATOM)


def test_the_newest_fifty_stand_there(client, write):
    for number in range(53):
        write(f"Artikel {number}", published_at=NOW - timedelta(hours=number))

    found = entries(client.get("/feed/"))

    assert [entry.findtext("a:title", namespaces=ATOM) for entry in found] == [
        f"Artikel {number}" for number in range(50)
    ]


def test_who_has_it_gets_it_once(client, write):
    write()
    first = client.get("/feed/")

    by_tag = client.get("/feed/", headers={"If-None-Match": first.headers["ETag"]})

    assert (by_tag.status_code, by_tag.content) == (304, b"")


def test_no_date_says_that_nothing_has_changed(client, write):
    """A withdrawal leaves the newest entry's date as it was, or makes it older."""
    write("Bleibt", published_at=NOW - timedelta(hours=2))
    article = write("Geht")
    assert "Last-Modified" not in client.get("/feed/").headers
    article.state = Article.State.WITHDRAWN
    article.save()

    later = client.get("/feed/", headers={"If-Modified-Since": http_date(NOW.timestamp())})

    assert later.status_code == 200
    assert "Geht" not in later.content.decode()


@pytest.mark.parametrize("place", ["/thema/x/feed/", "/quelle/x/feed/"])
def test_what_does_not_exist_has_none(client, db, place):
    assert client.get(place).status_code == 404


PAGES = ["/", "/thema/klimaschutz/", "/quelle/stadt-altenbrueck/"]


def answered_with_atom(response):
    is_feed = response.headers["Content-Type"].startswith("application/atom+xml")
    return response.status_code == 200 and is_feed and bool(entries(response))


@pytest.mark.parametrize("place", PAGES)
def test_the_alternate_link_of_a_page_answers_with_atom(client, write, place):
    write()
    document = lxml.html.fromstring(client.get(place).content)

    (link,) = document.cssselect('link[rel="alternate"][type="application/atom+xml"]')

    assert link.get("href") == f"http://testserver{place}feed/"
    assert answered_with_atom(client.get(link.get("href")))


@pytest.mark.parametrize("place", PAGES)
def test_every_link_that_says_feed_answers_with_atom(client, write, place):
    write()
    document = lxml.html.fromstring(client.get(place).content)

    links = [link for link in document.cssselect("a") if link.text_content().startswith("Feed")]

    expected = {"/feed/", f"{place}feed/"}
    assert {link.get("href") for link in links} == expected
    assert all(answered_with_atom(client.get(link.get("href"))) for link in links)
