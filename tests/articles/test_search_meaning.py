"""Search finds what is meant: other spellings, other words, names of sources and topics."""

from datetime import timedelta

import pytest

from articles.editing import saving
from articles.models import Article, Source, Synonyms, Topic
from tests.articles.reading import headlines, search
from tests.conftest import NOW


def words_of(reader, asked):
    return reader.get("/suche/", {"q": asked}).page.words


CORRECTED = "Zu „{}“ gibt es nichts. Gezeigt wird, was zu „{}“ erschienen ist."


class TestCorrections:
    @pytest.mark.parametrize(
        "typed",
        [
            "Turmbergban",
            "Turmbergbhan",
            "Turmbergbahhn",
            "Turmbergbann",
            "Turmbergbnan",
            "turmbergban",
        ],
    )
    def test_one_or_two_letters(self, client, write, typed):
        write("Neue Turmbergbahn")

        page = client.get("/suche/", {"q": typed})

        assert headlines(page) == ["Neue Turmbergbahn"]
        assert CORRECTED.format(typed, "Turmbergbahn") in page.page.words
        assert page.page.words.count("1 Treffer") == 1

    def test_what_has_hits_is_not_corrected(self, client, write):
        write("Die Bahn")
        write("Der Bann")

        page = client.get("/suche/", {"q": "Bahn"})

        assert headlines(page) == ["Die Bahn"]
        assert "Gezeigt wird" not in page.page.words

    def test_of_two_that_are_as_near_the_more_common_one(self, client, write):
        write("Die Kanne")
        for number in range(3):
            write(f"Die Tanne {number}")

        assert len(search(client, "Wanne")) == 3

    @pytest.mark.parametrize("typed", ["Bxhn", "Bhn"])
    def test_short_words_by_one_letter(self, client, write, typed):
        write("Die Bahn")

        assert search(client, typed) == (["Die Bahn"] if len(typed) > 3 else [])

    def test_never_to_a_word_of_a_body_for_who_may_not_read_it(self, client, log_in, martha, write):
        write("Vogelkunde", body="<p>Dreizehn Störche.</p>")

        for address in ("/suche/?q=Stoerchx", "/suche/?q=St%C3%B6rch%C3%A4"):
            assert headlines(client.get(address)) == []
            assert "Gezeigt wird" not in client.get(address).page.words
        assert search(log_in(martha), "Stoerchx") == ["Vogelkunde"]

    @pytest.mark.parametrize(
        "fields",
        [
            {"state": Article.State.DRAFT},
            {"state": Article.State.WITHDRAWN},
            {"published_at": NOW + timedelta(days=30)},
        ],
        ids=["draft", "withdrawn", "planned"],
    )
    @pytest.mark.parametrize("word", ["Geheimplan", "Geheimplaan"])
    def test_what_is_not_published_changes_nothing(
        self, client, log_in, martha, write, fields, word
    ):
        """Neither is it corrected to, nor is its own word taken for one that exists."""
        write("Geheimplann")
        readers = [client, log_in(martha)]
        before = [words_of(reader, "Geheimplahn") for reader in readers]

        article = write(word, body="<p>Geheimplahn</p>", **fields)
        with saving.changing(article.pk, by=None):
            pass

        assert [words_of(reader, "Geheimplahn") for reader in readers] == before
        assert "Geheimplann" in before[0]


class TestNames:
    def test_of_a_source(self, client, write):
        far = Source.objects.create(name="Gemeinde Weißenthurm", slug="gemeinde-weissenthurm")
        write("Brücke", source=far)
        write("Damm")

        assert search(client, "Weißenthurm") == ["Brücke"]
        assert search(client, "weissenthurm") == ["Brücke"]
        assert search(client, "Gemeinde Weißenthurm") == ["Brücke"]
        assert search(client, "Brücke Weißenthurm") == ["Brücke"]
        assert search(client, "Damm Weißenthurm") == []

    def test_of_a_topic(self, client, edda, write):
        article = write("Deich")
        coast = Topic.objects.create(name="Küstenschutz", slug="kuestenschutz")
        with saving.changing(article.pk, by=edda) as row:
            saving.put(row, {"topics": [coast]})

        assert search(client, "Küstenschutz") == ["Deich"]
        assert search(client, "Klimaschutz") == []

    def test_a_general_word_names_no_source(self, client, write):
        write("Brücke")

        assert search(client, "Stadt") == []


class TestSynonyms:
    @pytest.fixture(autouse=True)
    def group(self, db):
        Synonyms.objects.all().delete()
        return Synonyms.objects.create(words="B-Plan, Bebauungsplan, Plan für den Bau")

    @pytest.mark.parametrize("asked", ["B-Plan", "BPlan", "Bebauungspläne", "bebauungsplan"])
    def test_each_finds_the_others(self, client, write, asked):
        write("Neuer Bebauungsplan", published_at=NOW)
        write("Der B-Plan")
        write("Ein Plan für den Bau")
        write("Ein Plan ohne Bau")

        assert sorted(search(client, asked)) == [
            "Der B-Plan", "Ein Plan für den Bau", "Neuer Bebauungsplan",
        ]  # fmt: skip

    def test_the_other_word_is_marked(self, client, write):
        write("Neuer Bebauungsplan")

        content = client.get("/suche/", {"q": "B-Plan"}).content.decode()
        assert "Neuer <mark>Bebauungsplan</mark>" in content
