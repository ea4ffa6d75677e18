"""The words that the benchmark of search asks for are picked from what the articles say."""

import pytest

from articles.models import Article
from articles.search.matching import ask
from articles.search.query import parse
from bench import asked
from bench.django_side import NOWHERE


@pytest.fixture
def library(write):
    """Half of forty articles have one word, every tenth another; of bodies each has its own."""
    for number in range(40):
        common = "Kämmerei" if number % 2 else "Stadtrat"
        usual = "Schwimmbad" if number % 10 == 1 else "Ordnungsamt"
        write(f"{common} plant", teaser=usual, body="<p>Nur Mitglieder lesen Laternenpfahl.</p>")


def found(question, *, full):
    articles = Article.objects.published()
    return ask(parse(question["q"]), full=full).among(articles).count()


@pytest.mark.parametrize("full", [False, True])
def test_words_are_as_common_as_their_kind_says(library, full):
    questions = asked.questions(full=full)

    assert found(questions["50 %"][0], full=full) == 20
    assert found(questions["10 %"][0], full=full) == 4
    assert [found(one, full=full) for one in questions[NOWHERE]] == [0, 0]
    assert [found(one, full=full) > 0 for one in questions["a phrase"]] == [True] * 4


def test_of_public_words_none_stands_in_bodies_alone(library):
    asked_for = [one["q"] for each in asked.questions(full=False).values() for one in each]

    assert not [text for text in asked_for if "Laternen" in text or "Mitglieder" in text]


@pytest.mark.parametrize(
    ("word", "mistyped"), [("Haushalt", "Hausahlt"), ("Quote", "Qutoe"), ("Halle", "Hlale")]
)
def test_a_typing_error_is_none_of_equal_letters(word, mistyped):
    assert asked._mistyped(word) == mistyped
