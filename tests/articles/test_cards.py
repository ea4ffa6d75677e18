"""The picture of a shared link."""

import io
import re

import pytest
from PIL import Image

from articles import cards
from articles.models import Article


def address_on(client, article):
    content = client.get(article.get_absolute_url()).content.decode()
    return re.search(r'property="og:image" content="http://testserver([^"]+)"', content)[1]


def opened(response):
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    return Image.open(io.BytesIO(response.content))


def test_every_article_has_one(client, write):
    image = opened(client.get(address_on(client, write())))

    assert image.size == (1200, 630)
    dark = sum(
        number for number, colour in image.convert("RGB").getcolors(1_000_000) if max(colour) < 100
    )
    assert dark > 10_000  # words stand on it


def test_it_shows_headline_source_and_date(client, write, town):
    """What is not on the card does not change it; what is does."""
    article = write()
    before = cards.png(article)

    article.teaser = "Ganz anders."
    assert cards.png(article) == before
    for change in [{"headline": "Neu"}, {"published_at": None}]:
        other = Article.objects.select_related("source").get(pk=article.pk)
        for name, value in change.items():
            setattr(other, name, value)
        assert cards.png(other) != before
    other = Article.objects.select_related("source").get(pk=article.pk)
    other.source.name = "Stadt Neustadt"
    assert cards.png(other) != before


def test_it_is_drawn_once(client, write, monkeypatch):
    address = address_on(client, write("Einmal gezeichnet"))
    first = client.get(address).content
    monkeypatch.setattr(Image, "new", None)

    assert client.get(address).content == first


def test_a_corrected_headline_has_another_address_and_the_old_one_leads_there(client, write):
    article = write()
    old = address_on(client, article)
    Article.objects.filter(pk=article.pk).update(headline="Berichtigt")
    article.refresh_from_db()

    response = client.get(old)

    assert response.status_code == 302
    assert response.headers["Location"] == address_on(client, article) != old


@pytest.mark.parametrize(
    "headline",
    [
        "Kurz",
        "Ein Wort " * 27,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsverordnung" * 3,
        "Übermäßig große Öfen – „Ärger“ für 5 € …",
        "Город と 市役所",
    ],
)
def test_any_headline_fits(write, headline):
    article = write(headline[:250])

    image = Image.open(io.BytesIO(cards.png(article))).convert("RGB")

    margin = image.crop((1200 - 70, 20, 1200, 630))
    assert {colour for _, colour in margin.getcolors()} == {image.getpixel((5, 100))}
    assert len(cards.png(article)) < 60_000


@pytest.mark.parametrize("state", [Article.State.DRAFT, Article.State.WITHDRAWN])
def test_what_is_not_public_has_none(client, write, state):
    article = write(state=state)

    assert client.get(cards.address(article)).status_code == 404


@pytest.mark.parametrize("place", ["0-x", "99999999999999999999-x", "1-", "x"])
def test_others_are_not_found(client, db, place):
    assert client.get(f"/karten/{place}.png").status_code == 404
