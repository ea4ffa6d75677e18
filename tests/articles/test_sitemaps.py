"""Sitemaps: valid, complete, and the same cost for each portion."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles.models import Article, Source
from tests.conftest import NOW

SCHEMAS = Path(__file__).parents[1] / "schemas"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


def document(client, place):
    response = client.get(place)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    return etree.fromstring(response.content)


def validate(document, *names):
    """Each namespace's own schema; the sitemap's asks for a strict look at foreign elements."""
    imports = "".join(
        f'<xsd:import namespace="{namespace}" schemaLocation="{SCHEMAS / name}"/>'
        for namespace, name in names
    )
    schema = f'<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema">{imports}</xsd:schema>'
    etree.XMLSchema(etree.fromstring(schema)).assertValid(document)


def locations(document):
    return [element.text for element in document.iter(f"{MAP}loc")]


@pytest.fixture
def town(db):
    """With a number of its own, whatever was created before."""
    return Source.objects.create(pk=7, name="Stadt Altenbrück", slug="stadt-altenbrueck")


@pytest.fixture
def paper(db, write):
    write("Müll & Straßen", pk=1)
    for number in (998, 999, 1000, 2500):
        write(f"Nummer {number}", pk=number, published_at=NOW - timedelta(days=number))
    write("Morgen", pk=3000, published_at=NOW + timedelta(days=1))
    write("Entwurf", pk=3001, state=Article.State.DRAFT, published_at=None)


@pytest.mark.usefixtures("paper")
class TestArticles:
    def test_the_index_names_what_exists(self, client):
        index = document(client, "/sitemap.xml")

        validate(index, (MAP[1:-1], "siteindex.xsd"))
        assert locations(index) == [
            "http://testserver/sitemap-themen.xml",
            "http://testserver/sitemap-artikel-0.xml",
            "http://testserver/sitemap-artikel-1.xml",
            "http://testserver/sitemap-artikel-2.xml",
            "http://testserver/sitemap-quellen-0.xml",
        ]

    def test_together_they_hold_every_article_once(self, client):
        found = []
        for place in locations(document(client, "/sitemap.xml"))[1:4]:
            part = document(client, place)
            validate(part, (MAP[1:-1], "sitemap.xsd"))
            found += locations(part)

        assert found == [
            f"http://testserver{article.get_absolute_url()}"
            for article in Article.objects.published().order_by("pk")
        ]

    def test_the_last_change_is_right(self, client, clock):
        clock.shift(timedelta(hours=3))
        article = Article.objects.get(pk=999)
        article.save()

        index = document(client, "/sitemap.xml")
        part = document(client, "/sitemap-artikel-0.xml")

        changed = timezone.localtime(article.changed_at).isoformat()
        assert next(index.iter(f"{MAP}lastmod")).text == changed
        assert changed in [element.text for element in part.iter(f"{MAP}lastmod")]

    def test_a_planned_article_changes_its_part_when_it_appears(self, client, clock):
        assert client.get("/sitemap-artikel-3.xml").status_code == 404
        clock.shift(timedelta(days=1, hours=1))

        index = document(client, "/sitemap.xml")

        assert "2026-11-23T12:00:00+01:00" in [e.text for e in index.iter(f"{MAP}lastmod")]
        assert len(locations(document(client, "/sitemap-artikel-3.xml"))) == 1

    def test_queries(self, client):
        for place, number in [
            ("/sitemap.xml", 2),  # parts of articles; of sources
            ("/sitemap-artikel-0.xml", 1),
            ("/sitemap-quellen-0.xml", 1),
            ("/sitemap-themen.xml", 1),
            ("/sitemap-news.xml", 1),
        ]:
            with CaptureQueriesContext(connection) as asked:
                client.get(place)
            assert len(asked) == number, place

    def test_sources_and_topics(self, client):
        Source.objects.create(pk=8, name="Stadt Leer", slug="stadt-leer")
        sources, topics = (
            document(client, f"/sitemap-{name}.xml") for name in ("quellen-0", "themen")
        )

        validate(sources, (MAP[1:-1], "sitemap.xsd"))
        validate(topics, (MAP[1:-1], "sitemap.xsd"))
        assert locations(sources) == ["http://testserver/quelle/stadt-altenbrueck/"]
        assert locations(topics) == [
            "http://testserver/",
            "http://testserver/archiv/",
            "http://testserver/thema/klimaschutz/",
        ]

    def test_news_are_the_last_two_days(self, client, write):
        write("Gestern", published_at=NOW - timedelta(hours=47))
        write("Vorgestern", published_at=NOW - timedelta(hours=49))

        news = document(client, "/sitemap-news.xml")

        validate(news, (MAP[1:-1], "sitemap.xsd"), (NEWS[1:-1], "sitemap-news.xsd"))
        assert [title.text for title in news.iter(f"{NEWS}title")] == ["Müll & Straßen", "Gestern"]


def test_an_empty_paper(client, db):
    assert locations(document(client, "/sitemap.xml")) == ["http://testserver/sitemap-themen.xml"]
    assert locations(document(client, "/sitemap-news.xml")) == []


@pytest.mark.parametrize("number", ["5", "99999999999999999999", "-1", "x", "²"])
@pytest.mark.parametrize("kind", ["artikel", "quellen"])
def test_parts_that_do_not_exist_are_not_found(client, write, kind, number):
    write(pk=1)

    assert client.get(f"/sitemap-{kind}-{number}.xml").status_code == 404


def test_robots(client):
    """As RFC 9309 reads it: the longest rule wins."""
    rules = [
        line.split(": ") for line in client.get("/robots.txt").content.decode().splitlines() if line
    ]

    def may_visit(path):
        fitting = [
            (len(rule), kind == "Allow")
            for kind, rule in rules
            if kind in {"Allow", "Disallow"} and path.startswith(rule)
        ]
        return max(fitting)[1] if fitting else True

    for path in ["/", "/artikel/1/x/", "/suche/", "/konto/signup/", "/konto/login/", "/feed/"]:
        assert may_visit(path), path
    for path in ["/konto/", "/redaktion/", "/suche/?q=x", "/meine-ausgabe/", "/merkliste/"]:
        assert not may_visit(path), path
    assert ["Sitemap", "http://testserver/sitemap.xml"] in rules
    assert ["Sitemap", "http://testserver/sitemap-news.xml"] in rules
