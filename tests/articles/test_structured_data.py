"""What search engines read: known to schema.org, and what Google asks of a registration wall."""

import json
import re
from pathlib import Path

import pytest

from articles.structured_data import as_script_content
from tests.conftest import NOW

VOCABULARY = json.loads(
    (Path(__file__).parents[1] / "schemas" / "schema-org.json").read_text("utf-8")
)
# Where the word of a search goes (schema.org/docs/actions.html); no property of its own.
ANNOTATIONS = {"query-input"}


def graph(client, place):
    content = client.get(place).content.decode()
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content)
    data = json.loads(script)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def things(value):
    """Every typed thing, however deep."""
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from things(part)


def unknown_properties(data):
    for thing in things(list(data.values())):
        for name in thing:
            is_known = name in VOCABULARY[thing["@type"]] or name in ANNOTATIONS
            if not (is_known or name.startswith("@")):
                yield f"{thing['@type']}.{name}"


@pytest.fixture
def article(write):
    return write(
        "Ein Haus für alle", subheadline="Unterzeile", correction="Die Summe.", corrected_at=NOW
    )


@pytest.mark.parametrize("place", ["/", "article"])
def test_schema_org_knows_every_property(client, article, place):
    data = graph(client, article.get_absolute_url() if place == "article" else place)

    assert [*unknown_properties(data)] == []


def test_an_article(client, article):
    data = graph(client, article.get_absolute_url())["NewsArticle"]

    url = f"http://testserver{article.get_absolute_url()}"
    assert data["headline"] == "Ein Haus für alle"
    assert data["mainEntityOfPage"] == data["url"] == url
    assert data["datePublished"] == "2026-11-22T11:00:00+01:00"
    assert data["dateModified"] == "2026-11-22T12:00:00+01:00"
    assert data["author"] == {
        "@type": "Organization",
        "name": "Stadt Altenbrück",
        "url": "https://altenbrueck.example/",
    }
    assert data["publisher"]["name"] == "Tagesanzeiger"
    assert client.get(data["image"][0].removeprefix("http://testserver")).status_code == 200
    assert data["isAccessibleForFree"] is False
    assert data["hasPart"] == {
        "@type": "WebPageElement",
        "isAccessibleForFree": False,
        "cssSelector": ".wall",
    }


def test_breadcrumbs_lead_from_the_paper_to_the_article(client, article):
    items = graph(client, article.get_absolute_url())["BreadcrumbList"]["itemListElement"]

    assert [(item["position"], item["name"]) for item in items] == [
        (1, "Tagesanzeiger"),
        (2, "Klimaschutz"),
        (3, "Ein Haus für alle"),
    ]
    for item in items:
        assert client.get(item["item"].removeprefix("http://testserver")).status_code == 200


def test_the_front_page_names_publisher_and_search(client, article):
    data = graph(client, "/")

    assert data["NewsMediaOrganization"]["parentOrganization"]["name"] == "Themennetzwerke"
    template = data["WebSite"]["potentialAction"]["target"]["urlTemplate"]
    search = template.replace("{search_term_string}", "Haus").removeprefix("http://testserver")
    assert "Ein <mark>Haus</mark> für alle" in client.get(search).content.decode()


def test_no_text_ends_the_script():
    text = as_script_content({"teaser": "</script><script>alert(1)// <!-- & >"})

    assert not set("<>&") & set(text)
    assert json.loads(text) == {"teaser": "</script><script>alert(1)// <!-- & >"}
