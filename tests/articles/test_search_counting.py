"""How often the words of a query stand in an article: the same on every database, and its order."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.search import order, ranking
from articles.search.matching import ask
from articles.search.query import ENOUGH, Counted, parse
from tests.articles.reading import search


def counted(article, asked, *, full=True):
    (found,) = ask(parse(asked), full=full).counted([article.pk])
    return found


class TestCounts:
    @pytest.mark.parametrize(
        ("asked", "where", "exact", "longer"),
        [
            ("Brücke", "headline, phrase", 23, 23),  # 10 + 6 + 3 + 4: enough without longer words
            ("Rat", "phrase", 3, 3),
            ("Plan", "phrase", 3, 5),  # and "bplan" twice
            ("hohe Brücke", "phrase", 1.5, 1.5),  # 1, and half for "Brücken. Die hohe"
            ("Rat Brücke", "exact", 11 / 7, 11 / 7),  # 3 / 3; 4 / 7 with the sub-headline
            ('"hohe Brücke"', "phrase", 1, 1),
            ('"hohe Brücke" Rat', "exact", 0.1, 0.1),
            ("B-Plan", "phrase", 4, 4),  # its pieces side by side, and the whole
            ("Altenbrück", "exact", 3, 3),  # by the name of the source
            ("Brücke Damm", "", 0, 0),
        ],
    )
    def test_places_by_their_field(self, write, asked, where, exact, longer):
        article = write(
            "Brücke und Brückenbau",
            subheadline="Die Brücke",
            teaser="Der Rat und die Brücke; eine Rheinbrücke.",
            body="<p>Brücke Brücke, Brücken. Die hohe Brücke. B-Plan B-Plan, Plan.</p>",
        )

        found = counted(article, asked)

        assert (found.is_titled, found.is_exact, found.is_phrase) == (
            "headline" in where, where != "", "phrase" in where,
        )  # fmt: skip
        assert (found.exact, found.longer) == (pytest.approx(exact), pytest.approx(longer))

    def test_no_body_in_public_words(self, write):
        article = write("Damm", body="<p>Brücke</p>")

        assert counted(article, "Brücke", full=False) == Counted(
            article.pk, is_titled=False, is_exact=False, is_phrase=False, exact=0, longer=0
        )


def test_longer_words_change_no_order_where_there_is_enough():
    def closeness(exact, longer):
        return order._closeness(Counted(1, *[False] * 3, exact=exact, longer=longer))

    assert closeness(ENOUGH, 1_000_000) == closeness(ENOUGH, ENOUGH)


class TestOrder:
    def test_by_how_often_a_word_stands_in_bodies(self, log_in, martha, write):
        for times in (3, 12, 6):
            filling = "Heute tagt der Rat. " * (40 - times)
            write(f"Damm {times}", body=f"<p>{'Die Brücke. ' * times}{filling}</p>")

        assert search(log_in(martha), "Brücke") == ["Damm 12", "Damm 6", "Damm 3"]

    def test_the_nearer_the_words_the_earlier(self, log_in, martha, write):
        write("Damm nah", body=f"<p>{'Die hohe Brücke. Der Rat tagt. ' * 4}</p>")
        write("Damm fern", body=f"<p>{'Die Brücke. Der Rat tagt lange, hohe. ' * 4}</p>")
        write("Damm näher", body=f"<p>{'Die hohe, breite Brücke. Der Rat tagt. ' * 4}</p>")

        assert search(log_in(martha), "hohe Brücke") == ["Damm nah", "Damm näher", "Damm fern"]

    def test_drafts_change_no_score(self, write):
        write("Damm", body="<p>Die Brücke und der Rat.</p>")
        write("Brücke")

        def found():
            hits = ranking.find(Article.objects.published(), parse("Brücke"), full=True)
            return [(hit.pk, hit.tier, hit.closeness) for hit in hits.ranked]

        before = found()
        for number in range(5):
            write(
                f"Brücke {number}",
                body="<p>Brücke</p>",
                state=Article.State.DRAFT,
                published_at=None,
            )
        assert found() == before


@pytest.mark.parametrize("full", [False, True])
def test_twelve_words_take_as_many_queries_as_one(write, full):
    words = "stadt kreis gemeinde haus rat werk wasser energie land recht markt stra\u00dfe"
    write(words)

    # synonyms; sources and topics of these names; longer words; the last article's number; hits and
    # their counts; members: hits in bodies alone, and counts in bodies
    def selects(text):
        with CaptureQueriesContext(connection) as asked:
            ranking.find(Article.objects.published(), parse(text), full=full)
        return len([one for one in asked if one["sql"].lstrip().startswith("SELECT")])

    assert selects(words) == selects("haus") == (9 if full else 7)
