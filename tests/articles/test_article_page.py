"""The article page: its marks, its address, its way back."""

import re
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone

from articles.models import Article


def links_of(content, block):
    (part,) = re.findall(block, content, flags=re.DOTALL)
    return re.findall(r'href="([^"]+)"', part)


def test_marks(client, write):
    content = client.get(write().get_absolute_url()).content.decode()

    assert content.count("<article") == 1
    assert content.count("<h1") == 1
    assert '<p class="teaser">Was aus dem Kaufhaus wird' in content
    assert '<footer class="source">' in content
    assert "https://altenbrueck.example/aktuelles/haus" in content


def test_the_wall_has_three_ways_and_each_leads_back(client, write):
    article = write()

    content = client.get(article.get_absolute_url()).content.decode()

    links = links_of(content, r'<section class="wall".*?</section>')
    assert [urlsplit(link).path for link in links] == [
        "/konto/signup/",
        "/konto/login/",
        "/konto/kommunalwirtschaft/",
    ]
    for link in links:
        assert parse_qs(urlsplit(link.replace("&amp;", "&")).query) == {
            "next": [article.get_absolute_url()]
        }
    for words in [
        "Kostenlos registrieren",
        "Jetzt einloggen",
        "Passwort für kommunalwirtschaft.eu-Abonnenten hinzufügen",
    ]:
        assert words in content


def test_a_wrong_slug_redirects_for_ever(client, write):
    article = write()

    for address in [f"/artikel/{article.pk}/", f"/artikel/{article.pk}/alter-titel/"]:
        response = client.get(address)
        assert response.status_code == 301
        assert response.headers["Location"] == article.get_absolute_url()


def test_the_address_is_readable_german(write):
    article = write("Öffnungszeiten: Müll & Straßenbäume – was gilt?")

    assert article.get_absolute_url() == (
        f"/artikel/{article.pk}/oeffnungszeiten-muell-strassenbaeume-was-gilt/"
    )


def test_a_headline_without_letters_has_an_address_too(client, write):
    article = write("?!")

    assert client.get(article.get_absolute_url()).status_code == 200


def test_numbers_beyond_the_database_are_not_found(client, db):
    assert client.get(f"/artikel/{10**30}/x/").status_code == 404


def test_scripts_in_public_fields_are_text(client, write):
    article = write("Alles < 3 & mehr")
    Article.objects.filter(pk=article.pk).update(subheadline="a < b und c > d")

    content = client.get(f"/artikel/{article.pk}/alles-3-mehr/").content.decode()

    assert "<h1>Alles &lt; 3 &amp; mehr</h1>" in content
    assert "a &lt; b und c &gt; d" in content


def test_correction(client, write, clock):
    article = write(correction="Die Summe war falsch.", corrected_at=timezone.now())

    content = client.get(article.get_absolute_url()).content.decode()

    assert "Korrektur vom 22. November 2026:" in content
    assert "Die Summe war falsch." in content


def test_a_member_sees_the_way_out_and_the_editor_the_way_in(log_in, martha, edda, write):
    url = write().get_absolute_url()

    member = log_in(martha).get(url).content.decode()
    editor = log_in(edda).get(url).content.decode()

    assert "Abmelden" in member
    assert "/redaktion/" not in member
    assert 'href="/redaktion/"' in editor
