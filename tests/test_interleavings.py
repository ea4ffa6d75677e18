"""The drill of readers beside saves (`bench/interleavings.py`): what it takes for wrong."""

import pytest

from bench.interleavings import ABSENT, FRONT, GONE, Answer, State, Story, judge

SAVED = State("0-1", 10.0, 10.1)
SAVED_AGAIN = State("0-2", 20.0, 20.1)


def behind(shown, asked, *, states=(SAVED, SAVED_AGAIN), page="article"):
    story = Story(pk=1, number=0, states=list(states))
    return story.behind(Answer(0, shown, asked, asked + 0.1, page))


@pytest.mark.parametrize(
    ("shown", "asked", "seconds"),
    [
        ("0-1", 15.0, 0),
        ("0-2", 20.0, 0),
        ("0-1", 20.0, 0),  # while it was saved, both are right
        ("0-1", 20.6, pytest.approx(0.5)),
        ("0-2", 9.0, None),  # before it was saved
        ("0-3", 15.0, None),  # rolled back
        (ABSENT, 15.0, None),
    ],
)
def test_an_answer_is_as_old_as_the_save_that_replaced_it(shown, asked, seconds):
    assert behind(shown, asked) == seconds


def test_a_planned_article_is_absent_until_its_moment():
    states = [SAVED, State(ABSENT, 20.0, 20.1), State("0-2", 25.0, 25.0)]

    assert behind(ABSENT, 24.0, states=states) == 0
    assert behind("0-2", 24.0, states=states) is None
    assert behind("0-2", 25.0, states=states) == 0
    assert behind(ABSENT, 25.5, states=states) == 0.5


def test_saved_again_before_its_moment():
    states = [SAVED, State(ABSENT, 20.0, 20.1), State("0-2", 25.0, 25.0), State("0-3", 21.0, 21.1)]

    assert behind(ABSENT, 21.6, states=states) == pytest.approx(0.5)
    assert behind("0-3", 21.6, states=states) == 0


def test_a_withdrawn_article_is_gone_and_absent_from_the_front_page():
    states = [SAVED, State(GONE, 20.0, 20.1)]

    assert behind(GONE, 21.0, states=states) == 0
    assert behind(ABSENT, 21.0, states=states) is None
    assert behind(ABSENT, 21.0, states=states, page=FRONT) == 0


def test_answers_more_than_a_second_old_are_counted(capsys):
    story = Story(pk=1, number=0, states=[SAVED, SAVED_AGAIN])
    answers = [
        Answer(0, shown, asked, asked + 0.1, page)
        for page in ("article", "article for members", "full text", FRONT)
        for shown, asked in [("0-1", 20.5), ("0-1", 21.2), ("0-9", 21.2), ("0-2", 21.2)]
    ]

    assert judge([story], answers) == 8
    assert "was never saved" in capsys.readouterr().out
