"""When the relevance benchmark takes a paper for relevant, and what it makes of first results."""

import pytest

from bench.relevance.rules import Paper, is_answered, precision, relevant

RADWEG = ["radweg"]


def paper(headline="", subheadline="", teaser="", body="", id_="one"):
    return Paper(id_, headline, subheadline, teaser, body)


def rules_met(one, patterns=RADWEG):
    return {rule for rule, ids in relevant([one], patterns).items() if ids}


@pytest.mark.parametrize(
    ("one", "rules"),
    [
        (paper(headline="Neuer RADWEG"), {"wide", "strict", "dense"}),
        (paper(subheadline="Radwege"), {"wide", "strict", "dense"}),
        (paper(teaser="Ein Radweg"), {"wide", "dense"}),
        (paper(teaser="Eine Straße", body="Straße"), set()),
        (paper(body="x" * 3000 + " Radweg" * 2), set()),
        (paper(body="x" * 3000 + " Radweg" * 3), {"wide"}),
        (paper(body="x" * 2000 + " Radweg" * 3), {"wide", "dense"}),
        (paper(body="x" * 994 + "Radweg"), {"dense"}),  # a thousand characters
        (paper(body="x" * 995 + "Radweg"), set()),
        (paper(body="x" * 9000 + " Radweg" * 7), {"wide"}),
        (paper(body="x" * 9000 + " Radweg" * 8), {"wide", "strict"}),
        (paper(), set()),
    ],
)
def test_a_rule_looks_at_headlines_teaser_and_how_often_the_body_says_it(one, rules):
    assert rules_met(one) == rules


def test_of_several_patterns_each_must_meet_the_rule():
    both = ["radweg", "durlach"]

    assert rules_met(paper(headline="Radweg", teaser="In Durlach"), both) == {"wide", "dense"}
    assert rules_met(paper(headline="Radweg nach Durlach"), both) == {"wide", "strict", "dense"}
    assert rules_met(paper(headline="Radweg"), both) == set()


def test_relevant_papers_go_by_their_ids():
    papers = [
        paper(headline="Radweg", id_="a"),
        paper(headline="Rathaus", id_="b"),
        paper(teaser="Radweg", id_="c"),
    ]

    assert relevant(papers, RADWEG) == {
        "wide": frozenset({"a", "c"}),
        "strict": frozenset({"a"}),
        "dense": frozenset({"a", "c"}),
    }


@pytest.mark.parametrize(
    ("shown", "wanted", "value"),
    [
        ("abcde", "abcdefg", 1.0),
        ("axbyz", "abcdefg", 0.4),
        ("xyzuvabcde", "abcdefg", 0.0),  # only the first five are looked at
        ("ab", "ab", 1.0),  # no search can show more
        ("axy", "ab", 0.5),
        ("", "ab", 0.0),
        ("abc", "", None),
    ],
)
def test_precision_is_the_share_of_what_could_be_shown(shown, wanted, value):
    assert precision(list(shown), frozenset(wanted)) == value


def test_answered_is_what_has_a_relevant_paper_among_the_first_five():
    assert is_answered(list("xyzua"), frozenset("a"))
    assert not is_answered(list("xyzuva"), frozenset("a"))
    assert not is_answered([], frozenset("a"))
