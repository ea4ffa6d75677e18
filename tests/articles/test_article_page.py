"""The article page: its marks, its address, its way back."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from django.utils import timezone

from articles import shelf
from articles.models import Article


def links_of(content, block):
    (part,) = re.findall(block, content, flags=re.DOTALL)
    return re.findall(r'href="([^"]+)"', part)


def test_marks(client, write):
    content = client.get(write().get_absolute_url()).content.decode()

    assert content.count("<article") == 1
    assert content.count("<h1") == 1
    assert '<p class="lede">Was aus dem Kaufhaus wird' in content
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
            "next": [f"{article.get_absolute_url()}#volltext"]
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


def test_the_way_back_leads_to_the_first_hidden_paragraph(client, log_in, martha, write):
    article = write(body="<p>Zuerst verborgen.</p>")

    member = log_in(martha).get(article.get_absolute_url()).content.decode()

    assert '<div class="body" id="volltext"><p>Zuerst verborgen.' in member
    assert 'id="volltext"' not in client.get(article.get_absolute_url()).content.decode()


def test_only_who_may_read_learns_how_long_it_takes(client, log_in, martha, write):
    article = write(body=f"<p>{'Wort ' * 700}</p>")
    short = write(body="<p>Ein Satz.</p>")

    assert "· 4 Minuten Lesezeit" in log_in(martha).get(article.get_absolute_url()).page.words
    assert "· 1 Minute Lesezeit" in log_in(martha).get(short.get_absolute_url()).page.words
    assert "Lesezeit" not in client.get(article.get_absolute_url()).page.words


def test_related_articles_of_topic_and_source_none_twice(client, write, town):
    article = write("Dieser")
    for number in range(6):
        write(f"Thema {number}", published_at=timezone.now() - timedelta(days=number + 1))
    alone = write("Nur Quelle", published_at=timezone.now() - timedelta(days=30))
    alone.topics.clear()

    content = client.get(article.get_absolute_url()).content.decode()

    topic, source = re.findall(r'<nav class="related".*?</nav>', content, flags=re.DOTALL)
    assert "Mehr zu Klimaschutz" in topic
    assert re.findall(r">(Thema \d)<", topic) == [f"Thema {number}" for number in range(4)]
    assert "Mehr von Stadt Altenbrück" in source
    assert re.findall(r">(Thema \d|Nur Quelle)<", source) == ["Thema 4", "Thema 5", "Nur Quelle"]


def test_sharing_is_plain_links(client, write):
    article = write("Müll & Straßen: 50 %?")

    page = client.get(article.get_absolute_url()).page

    address = f"http%3A%2F%2Ftestserver%2Fartikel%2F{article.pk}%2F{article.slug}%2F"
    words = "M%C3%BCll%20%26%20Stra%C3%9Fen%3A%2050%20%25%3F"
    assert f"mailto:?subject={words}&body={address}" in page.links
    assert f"https://www.linkedin.com/sharing/share-offsite/?url={address}" in page.links
    assert f"https://wa.me/?text={words}%20{address}" in page.links


def test_its_date_leads_to_its_edition(client, write):
    article = write()

    assert "/archiv/2026/11/22/" in client.get(article.get_absolute_url()).page.links


def test_withdrawn_while_the_page_is_made(log_in, martha, write, monkeypatch):
    """Between the question who may read and the reading of the article lies a moment."""
    article = write()
    has_saved = shelf.has_saved

    def withdraw_meanwhile(*reader_and_article):
        Article.objects.filter(pk=article.pk).update(state=Article.State.WITHDRAWN)
        return has_saved(*reader_and_article)

    monkeypatch.setattr(shelf, "has_saved", withdraw_meanwhile)

    assert log_in(martha).get(article.get_absolute_url()).status_code == 410
