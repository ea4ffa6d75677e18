"""Whatever takes outside text costs no more than n log n, up to the longest text that reaches it."""

from contextlib import suppress

import pytest

from tests.bounds.cases import CASES, REFUSALS
from tests.bounds.growth import HOSTILE, grows_too_fast, growth_of

ASK_THE_DATABASE = {
    "accounts.suppressions.is_noted",
    "articles.desk.duplicates.find",
    "articles.desk.searching.matching",
    "articles.search.corrections.correct",
    "articles.search.ranking.find",
    "articles.search.suggestions.suggest",
}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=() if name in ASK_THE_DATABASE else pytest.mark.once)
        for name in CASES
    ],
)
def test_cost_grows_with_the_text(name, db):
    function, size = CASES[name]

    def call(text):
        with suppress(*REFUSALS):
            function(text)

    spent = {kind: growth_of(call, piece, size) for kind, piece in HOSTILE.items()}

    assert {kind: times for kind, times in spent.items() if grows_too_fast(times)} == {}


def test_a_square_is_noticed():
    def planted(text):
        return sum(text.count(letter) for letter in text)

    assert grows_too_fast(growth_of(planted, "x", 100_000))


def test_what_is_linear_is_not():
    assert not grows_too_fast(growth_of(lambda text: sorted(map(ord, text)), "x<", 4_000_000))
