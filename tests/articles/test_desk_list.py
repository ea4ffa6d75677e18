"""The list of articles in the newsroom: pages by position, filters, search; nothing is counted."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.desk import searching as search
from articles.models import Article
from tests.articles.desk import LIST
from tests.conftest import NOW


def shown(client, query=""):
    content = client.get(LIST + query).content.decode()
    return re.findall(r'class="field-headline"><a [^>]*>([^<]*)<', content)


@pytest.fixture
def many(write):
    return [write(f"Artikel {number:03}") for number in range(120)]


def test_pages_follow_each_other_without_gap_or_overlap(desk, many):
    seen, query = [], ""
    for _ in range(3):
        content = desk.get(LIST + query).content.decode()
        seen.append(re.findall(r'class="field-headline"><a [^>]*>([^<]*)<', content))
        older = re.search(r'<a href="([^"]*)">Ältere Artikel</a>', content)
        query = older[1] if older else None

    assert [len(page) for page in seen] == [50, 50, 20]
    assert [headline for page in seen for headline in page] == [
        article.headline for article in reversed(many)
    ]
    assert query is None


def test_a_page_does_not_move_when_something_new_is_written(desk, many, write):
    second = f"?p={many[70].pk}"
    before = shown(desk, second)
    write("Ganz neu")

    assert shown(desk, second) == before


@pytest.mark.parametrize("query", ["?p=x", "?p=-5", "?p=99999999999999999999", "?p=0", "?p="])
def test_a_position_that_is_none_is_no_error(desk, many, query):
    response = desk.get(LIST + query)

    assert response.status_code in {200, 302}  # Django leads from what is no number to `?e=1`


def test_nothing_is_counted_and_no_page_is_skipped_to(desk, many):
    with CaptureQueriesContext(connection) as asked:
        desk.get(f"{LIST}?p={many[60].pk}&q=Artikel&thema=klimaschutz")

    sql = " ".join(query["sql"] for query in asked.captured_queries)
    assert "COUNT(" not in sql
    assert "OFFSET" not in sql.replace("OFFSET 0", "")  # which skips nothing
    # session, user, permissions of user and groups, topics of the filter, its topic; synonyms;
    # sources and topics of its name; longer words; the articles; which are read, then those of them
    # that match; on PostgreSQL how to plan
    selects = [one for one in asked.captured_queries if one["sql"].lstrip().startswith("SELECT")]
    assert len(selects) == 12 + (connection.vendor == "postgresql")


@pytest.fixture
def paper(write):
    write("Entwurf", state="draft", published_at=None)
    write("Zur Prüfung", state="review", published_at=None)
    write("Geplant", published_at=NOW + timedelta(hours=1))
    write("Heute")
    write("Gestern", published_at=NOW - timedelta(days=1), open_to_all=True)
    write("Alt", published_at=NOW - timedelta(days=40))
    write("Zurückgezogen", state="withdrawn")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?status=draft", ["Entwurf"]),
        ("?status=review", ["Zur Prüfung"]),
        ("?status=scheduled", ["Geplant"]),
        ("?status=published", ["Alt", "Gestern", "Heute"]),
        ("?status=withdrawn", ["Zurückgezogen"]),
        ("?status=nonsense", []),
        ("?erschienen=1", ["Heute"]),
        ("?erschienen=2", ["Gestern", "Heute"]),
        ("?open_to_all__exact=1", ["Gestern"]),
        ("?thema=gibtesnicht", []),
        ("?status=published&erschienen=7&thema=klimaschutz", ["Gestern", "Heute"]),
    ],
)
def test_filters(desk, paper, query, expected):
    assert shown(desk, query) == expected


def test_articles_of_a_source(desk, paper, town):
    assert len(shown(desk, f"?source__id__exact={town.pk}")) == 7
    assert (
        f"?source__id__exact={town.pk}" in desk.get("/redaktion/articles/source/").content.decode()
    )


@pytest.fixture
def library(write):
    write("Abwärme aus der Kläranlage", teaser="Sie heizt ein Viertel.")
    write("Neues vom Bauhof", teaser="Die Straßen werden geräumt.", subheadline="Winterdienst")
    write("Störche", teaser="Nichts davon.", body="<p>Geheimwort nur im Volltext</p>")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Abwärme", ["Abwärme aus der Kläranlage"]),
        ("abwärme viertel", ["Abwärme aus der Kläranlage"]),
        ("Winterdienst", ["Neues vom Bauhof"]),
        ("Geheimwort", []),
        ("abwärme bauhof", []),
        ("\x00", []),
        ("'; DROP TABLE x; --", []),
        ("<script>", []),
        ("%", []),
        ("wort " * 5_000, []),
    ],
)
def test_search(library, words, expected):
    found = search.matching(Article.objects.order_by("pk"), words)

    assert [article.headline for article in found] == expected


@pytest.mark.parametrize(
    "words", ["Straße geräumt", "Kläranlagen", "geräumte Straße", '"heizt ein Viertel"']
)
def test_it_knows_german(library, words):
    assert search.matching(Article.objects.all(), words).count() == 1


def test_the_field_searches(desk, library):
    assert shown(desk, "?q=Abw%C3%A4rme") == ["Abwärme aus der Kläranlage"]
    assert shown(desk, "?q=Geheimwort") == []


@pytest.fixture
def common(monkeypatch):
    """As if words were common, and ten articles all that one page may read."""
    monkeypatch.setattr(search, "is_common", lambda *_: True)
    monkeypatch.setattr(search, "READ", 10)


@pytest.mark.usefixtures("common")
def test_common_words_are_found_page_by_page_without_gap_or_overlap(write):
    many = [write(f"Brücke {n}" if n % 3 == 0 else f"Damm {n}") for n in range(40)]
    seen, pages, below = [], 0, 2**62
    while below is not None:
        page = search.newest(Article.objects.filter(pk__lt=below), "Brücke", limit=5)
        seen += page.hits
        pages += 1
        below = page.below

    assert seen == [article for article in reversed(many) if "Brücke" in article.headline]
    assert pages > 2


@pytest.mark.usefixtures("common")
def test_the_list_offers_to_go_on_where_nothing_was_found_so_far(desk, write):
    for number in range(6):
        write(f"Alte Brücke {number}")
    for number in range(12):
        write(f"Neuer Damm {number}")

    content = desk.get(f"{LIST}?q=Br%C3%BCcke").content.decode()
    assert "In älteren Artikeln weitersuchen" in content
    older = re.search(r'href="([^"]*)">In älteren', content)[1].replace("&amp;", "&")
    content = desk.get(LIST + older).content.decode()
    assert content.count("Alte Brücke") >= 6
