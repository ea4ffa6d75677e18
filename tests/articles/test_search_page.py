"""The search page: marks, suggestions, and an answer to any question."""

import re

import pytest

from articles.models import Article
from articles.search.query import MOST_TERMS, parse


class TestMarks:
    def test_hits_are_marked_in_every_form_of_the_word(self, client, library):
        content = client.get("/suche/", {"q": "haus buerger"}).content.decode()

        assert "<mark>Häuser</mark> an der Straße" in content
        assert "Die <mark>Bürger</mark> bauen um." in content

    @pytest.mark.parametrize(
        ("asked", "marked"),
        [
            ("§ 34 BauGB", "<mark>§ 34 Abs. 2 BauGB</mark>"),
            ("24.9.2024", "<mark>24. September 2024</mark>"),
            ("30 km/h", "<mark>30 km/h</mark>"),
        ],
    )
    def test_units_are_marked_as_a_whole(self, client, write, asked, marked):
        write("Eins", teaser="Nach § 34 Abs. 2 BauGB gilt vom 24. September 2024 an Tempo 30 km/h.")

        assert marked in client.get("/suche/", {"q": asked}).content.decode()

    def test_a_sub_headline_shows_where_words_were_found_in_it(self, client, write):
        write("Eins", subheadline="Nach der Sanierung")
        write("Zwei", subheadline="Ohne Belang", teaser="Eine Sanierung.")

        content = client.get("/suche/", {"q": "sanierung"}).content.decode()

        assert "Nach der <mark>Sanierung</mark>" in content
        assert "Ohne Belang" not in content

    def test_markup_in_texts_and_questions_is_text(self, client, write):
        article = write("Brücke")
        Article.objects.filter(pk=article.pk).update(teaser="a < b Brücke & c > d")

        content = client.get("/suche/", {"q": "brücke <script>alert(1)</script>"}).content.decode()
        assert "<script>alert" not in content
        content = client.get("/suche/", {"q": "brücke"}).content.decode()
        assert "a &lt; b <mark>Brücke</mark> &amp; c &gt; d" in content

    def test_members_see_the_passage_of_the_body(self, log_in, martha, write):
        long = "<p>" + "Vorher steht viel. " * 60 + "Dreizehn Störche landeten." + " Danach." * 90
        write("Vogelkunde", body=f"{long}</p>")

        content = log_in(martha).get("/suche/", {"q": "Storch"}).content.decode()

        (passage,) = re.findall(r'class="passage">(.*?)</p>', content)
        assert "Dreizehn <mark>Störche</mark> landeten." in passage
        assert len(passage) < 420

    def test_the_passage_is_the_first_that_holds_all_words(self, log_in, martha, write):
        forms = "Die Brücke, alte Brücken, ein Brückenbau. "
        filling = "Der Rat tagt heute im Saal. " * 20
        write("Bau", body=f"<p>{forms}{filling}Am Damm steht die Brücke. {filling}{forms}</p>")

        text = log_in(martha).get("/suche/", {"q": "Brücke Damm"}).content.decode()

        assert "Am <mark>Damm</mark> steht die <mark>Brücke</mark>." in text

    def test_blocks_of_a_body_are_apart_and_emphasis_is_not(self, log_in, martha, write):
        write(
            "Eins",
            body="<h2>Preis</h2><p>Der Strom, die <strong>Fern</strong>wärme &amp; H<sub>2</sub>O</p>",
        )
        member = log_in(martha)

        for asked, marked in [
            ("Preis", "<mark>Preis</mark> Der Strom"),
            ("Fernwärme", "<mark>Fernwärme</mark> &amp; H2O"),
            ("H2O", "<mark>H2O</mark>"),
        ]:
            assert marked in member.get("/suche/", {"q": asked}).content.decode(), asked


class TestSuggestions:
    @pytest.mark.parametrize(
        ("typed", "kind", "label"),
        [
            ("Altenbr", "Quelle", "Stadt Altenbrück"),
            ("stadt altenbrue", "Quelle", "Stadt Altenbrück"),
            ("klima", "Thema", "Klimaschutz"),
            ("Feuerw", "Artikel", "Freiwillige Feuerwehr wächst"),
        ],
    )
    def test_topics_sources_and_headlines(self, client, library, typed, kind, label):
        (found,) = client.get("/suche/vorschlaege/", {"q": typed}).json()["suggestions"]

        assert (found["kind"], found["label"]) == (kind, label)
        assert client.get(found["url"]).status_code == 200

    def test_without_a_script_the_page_itself_shows_them(self, client, library):
        links = client.get("/suche/", {"q": "klima"}).page.links

        assert "/thema/klimaschutz/" in links

    @pytest.mark.parametrize("q", ["", "k", "-", "%", "\0", "zzzz", "_a"])
    def test_nothing_to_suggest(self, client, library, q):
        response = client.get("/suche/vorschlaege/", {"q": q})

        assert response.status_code == 200
        assert response.json() == {"suggestions": []}


BAD = {
    "operators alone": '- -- "" "-" * : ( ) & | ! < > <-> NEAR OR AND NOT',
    "very long": "Brücke " * 1_500,
    "one long word": "b" * 10_000,
    "NUL": "Brücke\0\0",
    "wildcards": "%_*?",
    "SQL": "'; DROP TABLE articles_article; --",
    "quotes": '"""brücke""',
    "columns of the index": "headline:brücke {teaser}: x ^brücke",
    "HTML": "<script>alert('brücke')</script>",
    "other scripts": "мост 桥 جسر Ǆ ﬁ ½ ²",
    "surrogates and signs": "\ufffd\u200b\u202e\U0001f600",
    "letters that are none": "\u037a \ufe70 \uff9e-\u037a - -\u037a",
    "PostgreSQL": "brücke:* & !damm | 'x'::tsquery \\",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
@pytest.mark.parametrize("address", ["/suche/", "/suche/vorschlaege/"])
def test_any_question_is_answered(client, log_in, martha, write, address, text):
    write("Brücke")

    for reader in [client, log_in(martha)]:
        assert reader.get(address, {"q": text}).status_code == 200


def test_a_long_question_says_that_its_beginning_counts(client, db):
    text = " ".join(f"wort{n}" for n in range(40))

    assert "von der langen Frage zählt der Anfang" in client.get("/suche/", {"q": text}).page.words
    assert len(parse(text).words) == MOST_TERMS


def test_words_that_stand_everywhere_are_no_question(client, db):
    page = client.get("/suche/", {"q": "und die für"}).page

    assert "Bitte nennen Sie ein Wort, das mehr sagt." in page.words


def test_the_empty_page_shows_topics(client, climate):
    assert "/thema/klimaschutz/" in client.get("/suche/").page.links
