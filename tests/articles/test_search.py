"""Search: what is found, in which order, and that it tells nobody what they may not read."""

from datetime import datetime, timedelta

import pytest

from articles.models import Article, Source, Topic
from articles.search import ranking
from tests.articles.reading import headlines, search, walk
from tests.conftest import BERLIN, NOW


@pytest.mark.usefixtures("library")
class TestGerman:
    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ("Haus", "Häuser an der Straße"),  # stems, umlauts of the plural too
            ("haeuser", "Häuser an der Straße"),
            ("STRASSE", "Häuser an der Straße"),
            ("Straßen", "Häuser an der Straße"),
            ("Buerger", "Häuser an der Straße"),
            ("bürgern", "Häuser an der Straße"),
            ("Feuerw", "Freiwillige Feuerwehr wächst"),  # beginnings
            ("Wehr", "Freiwillige Feuerwehr wächst"),  # the end of a compound
            ("wärme", "Abwärme für ein Viertel"),
            ("Waerme", "Abwärme für ein Viertel"),
            ("Kläranlagen", "Abwärme für ein Viertel"),
            ('"ein Viertel"', "Abwärme für ein Viertel"),
            ("„heizt“", "Abwärme für ein Viertel"),
            ("Viertel für die Abwärme", "Abwärme für ein Viertel"),  # little words do not count
            ("Straße -feuerwehr", "Häuser an der Straße"),
        ],
    )
    def test_found(self, client, asked, found):
        assert search(client, asked) == [found]

    @pytest.mark.parametrize(
        "asked",
        [
            "Hau",
            '"Viertel Abwärme"',
            'Abwärme -"ein Viertel"',
            "Häuser Feuerwehr",
            "Abwärme -viertel",
            "-abwärme",
            "xyz",
        ],
    )
    def test_not_found(self, client, asked):
        assert search(client, asked) == []

    def test_drafts_and_what_is_planned_are_not_found(self, client, write):
        write("Kanalbau morgen", published_at=NOW + timedelta(hours=1))
        write("Kanalbau im Entwurf", state=Article.State.DRAFT, published_at=None)
        write("Kanalbau vorbei", state=Article.State.WITHDRAWN)

        assert search(client, "Kanalbau") == []


class TestOrder:
    def test_what_stands_in_the_headline_counts_most_then_the_newest(self, client, write):
        write("Alt: Brücke", published_at=NOW - timedelta(days=9))
        write("Nur im Teaser", teaser="Auch eine Brücke.", published_at=NOW - timedelta(hours=1))
        write("Neu: Brücke", published_at=NOW - timedelta(days=1))

        assert search(client, "Brücke") == ["Neu: Brücke", "Alt: Brücke", "Nur im Teaser"]

    def test_the_word_itself_counts_more_than_a_part_of_a_longer_one(self, client, write):
        write(
            "Das Rathaus",
            teaser="Es wird gebaut, nichts weiter.",
            published_at=NOW - timedelta(days=9),
        )
        write("Die Rathausuhr", teaser="Es wird gebaut, nichts weiter.")

        assert search(client, "Rathaus") == ["Das Rathaus", "Die Rathausuhr"]

    def test_the_word_itself_comes_before_many_parts_of_longer_ones(self, client, write):
        write(
            "Neues vom Markt",
            subheadline="Auch vom Rathaus und von den Brücken über die Weser",
            teaser="Der Rat hat lange beraten. " * 12,
        )
        write("Rathausuhr, Rathaushof, Rathausplatz", teaser="Rathausturm.")

        assert search(client, "Rathaus") == [
            "Neues vom Markt",
            "Rathausuhr, Rathaushof, Rathausplatz",
        ]

    def test_by_date(self, client, write):
        write("Alt: Brücke", published_at=NOW - timedelta(days=9))
        write("Nur im Teaser", teaser="Auch eine Brücke.", published_at=NOW - timedelta(hours=1))

        assert search(client, "Brücke", sortierung="datum") == ["Nur im Teaser", "Alt: Brücke"]


@pytest.mark.parametrize("order", ["relevanz", "datum"])
def test_every_hit_stands_on_one_page(client, write, order):
    expected = [
        write(f"Brücke {n}", published_at=NOW - timedelta(hours=n // 3)).headline for n in range(45)
    ]

    seen, pages = walk(client, f"/suche/?q=Br%C3%BCcke&sortierung={order}")

    assert pages == 3
    assert sorted(seen) == sorted(expected)


@pytest.fixture
def large(monkeypatch):
    """As if five hits were many: of every fourth article a sample judges how common words are."""
    for name, value in [
        ("RANKED", 5), ("CANDIDATES", 5), ("SMALL", 0), ("SAMPLED", 100), ("COMMON", 8), ("WINDOW", 20),
        ("SAMPLES", (4,)),
    ]:  # fmt: skip
        monkeypatch.setattr(ranking, name, value)


@pytest.mark.usefixtures("large")
class TestCommonWords:
    @pytest.fixture
    def many(self, write):
        return [
            write(
                f"Brücke {n}" if n % 3 == 0 else f"Damm {n}", published_at=NOW - timedelta(hours=n)
            )
            for n in range(60)
        ]

    def test_by_date_one_gets_to_the_very_first(self, client, many):
        seen, _ = walk(client, "/suche/?q=Br%C3%BCcke&sortierung=datum")

        assert seen == [article.headline for article in many if "Brücke" in article.headline]

    def test_the_newest_and_a_sample_are_ranked_and_nobody_claims_that_these_are_all(
        self, client, many
    ):
        page = client.get("/suche/", {"q": "Damm"})

        assert headlines(page) == [f"Damm {n}" for n in (1, 2, 4, 5, 7)]
        assert "Über 5 Treffer" in page.page.words

    def test_rare_words_are_found_however_old(self, client, many, write):
        write("Ein Wehr", published_at=NOW - timedelta(days=900))

        assert search(client, "Wehr") == ["Ein Wehr"]

    def test_words_that_are_common_in_old_articles_only(self, client, many, write):
        for n in range(24):
            write(f"Schleuse {n}", published_at=NOW - timedelta(days=900 + n))

        assert len(search(client, "Schleuse")) == 5


@pytest.fixture
def far_away(db):
    return Source.objects.create(name="Stadt Föhrde", slug="stadt-foehrde", ags="01001000")


class TestNarrowing:
    @pytest.fixture
    def bridges(self, write, town, far_away):
        town.ags = "07312000"
        town.save()
        water = Topic.objects.create(name="Wasser", slug="wasser")
        here = write("Brücke hier", published_at=datetime(2024, 5, 1, tzinfo=BERLIN))
        there = write("Brücke dort", source=far_away)
        there.topics.set([water])
        return here, there

    @pytest.mark.parametrize(
        ("narrowed", "found"),
        [
            ({"thema": "wasser"}, "Brücke dort"),
            ({"thema": "klimaschutz"}, "Brücke hier"),
            ({"quelle": "stadt-foehrde"}, "Brücke dort"),
            ({"land": "rheinland-pfalz"}, "Brücke hier"),
            ({"land": "schleswig-holstein"}, "Brücke dort"),
            ({"zeit": "woche"}, "Brücke dort"),
            ({"zeit": "2024"}, "Brücke hier"),
        ],
    )
    def test_to(self, client, bridges, narrowed, found):
        assert search(client, "Brücke", **narrowed) == [found]

    def test_the_page_offers_what_there_is_with_numbers(self, client, bridges):
        page = client.get("/suche/", {"q": "Brücke"})

        for offer in [
            "Wasser 1", "Stadt Föhrde 1", "Rheinland-Pfalz 1", "Schleswig-Holstein 1", "2024 1",
        ]:  # fmt: skip
            assert offer in page.page.words
        assert "?q=Br%C3%BCcke&thema=wasser" in page.page.links

    def test_what_was_chosen_can_be_taken_back(self, client, bridges):
        page = client.get("/suche/", {"q": "Brücke", "land": "rheinland-pfalz", "zeit": "2024"})

        assert "?q=Br%C3%BCcke&zeit=2024" in page.page.links
        assert "?q=Br%C3%BCcke&land=rheinland-pfalz" in page.page.links

    @pytest.mark.parametrize(
        "query",
        [
            "thema=gibt-es-nicht", "quelle=x%00", "land=atlantis", "zeit=gestern", "zeit=99999",
            "zeit=%C2%B2%C2%B2%C2%B2%C2%B2", "sortierung=zufall", "seite=0", "seite=-1", "seite=x",
            "seite=9999999999999999999999", "sortierung=datum&ab=x", "sortierung=datum&ab=1-%00",
        ],
    )  # fmt: skip
    def test_what_does_not_exist_is_not_found(self, client, bridges, query):
        assert client.get(f"/suche/?q=Br%C3%BCcke&{query}").status_code == 404
