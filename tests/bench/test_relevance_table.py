"""The page of the relevance benchmark, and where a goal is missed."""

import pytest

from bench.relevance.queries import Query
from bench.relevance.table import Judged, answers, leads, mean, page

NAMES = ("PostgreSQL", "SQLite", "plain")
READERS = ("member", "anonymous")


def judged(text="Zoo", *, wide="abcde", strict="", shown=None, right=""):
    """A query; `shown` by the names of searches, nothing where none is given."""
    wanted = {"wide": frozenset(wide), "strict": frozenset(strict), "dense": frozenset(wide)}
    one = Judged(Query(text, ("zoo",), right), wanted)
    for name in NAMES:
        one.ask(name, lambda text, reader, name=name: list((shown or {}).get(name, "")))
    return one


def test_a_search_is_asked_for_what_was_typed_by_each_kind_of_reader():
    asked = []
    one = Judged(Query("Zoo", ("zoo",)), {"wide": frozenset("a")})

    one.ask("SQLite", lambda text, reader: asked.append((text, reader)) or ["a"])

    assert asked == [("Zoo", "member"), ("Zoo", "anonymous")]
    assert one.value("wide", "SQLite", "member") == 1.0


def test_a_query_to_which_nothing_is_relevant_is_left_out_of_the_mean():
    found = judged(strict="a", shown={"SQLite": "ax"})
    nothing = judged(strict="")

    assert mean([found, nothing], "strict", "SQLite", "member") == 1.0
    assert mean([found, nothing], "wide", "SQLite", "member") == pytest.approx(0.1)


def test_a_lead_of_a_twentieth_is_enough_and_less_is_missed():
    twenty = [judged(shown={"plain": "abcde", "SQLite": "abcde"}) for _ in range(16)]
    twenty += [judged(shown={"PostgreSQL": "abcde"}) for _ in range(3)]
    twenty += [judged(shown={"SQLite": "abcde"})]

    rows = {row.name: row for row in leads("all", twenty)}

    assert rows["all, wide, member, SQLite"].value == 0.05
    assert rows["all, wide, member, SQLite"].is_reached
    assert rows["all, wide, member, PostgreSQL"].value == pytest.approx(-0.65)
    assert not rows["all, wide, member, PostgreSQL"].is_reached
    assert len(rows) == 3 * 2 * 2


def test_without_a_goal_none_is_missed():
    behind = [judged(shown={"plain": "abcde"})]

    assert all(row.is_reached for row in leads("tuning", behind, goal=None))
    assert not any(row.is_reached for row in leads("held out", behind) if "wide" in row.name)


def test_nine_of_ten_typing_errors_must_be_answered():
    nine = [judged(shown={"SQLite": "xxxxa", "PostgreSQL": "a"}) for _ in range(8)]
    nine += [judged(shown={"SQLite": "a"}), judged(shown={"SQLite": "xxxxxa"})]

    reached = {row.name: row.is_reached for row in answers(nine)}

    assert reached == {
        "typing errors, member, PostgreSQL": False,
        "typing errors, member, SQLite": True,
        "typing errors, anonymous, PostgreSQL": False,
        "typing errors, anonymous, SQLite": True,
    }


def test_the_page_shows_means_queries_and_typing_errors():
    shown = {"PostgreSQL": "abxyz", "SQLite": "abcde", "plain": "axyzu"}
    parts = {
        "tuning": [judged("A|B", shown=shown)],
        "held out": [judged("Zoo", strict="abc", shown=shown)],
    }
    typos = [judged("Zooo", right="Zoo", shown={"SQLite": "a"})]

    text = page("Measured today.", parts, typos)

    assert text.startswith("# Relevance of the search's first results\n\nMeasured today.\n")
    assert "**Together** (2 queries)" in text
    assert "| wide | member | 2 | 0.400 (+0.200) | 1.000 (+0.800) | 0.200 |" in text
    assert "| strict | member | 1 | 0.667 (+0.333) | 1.000 (+0.667) | 0.333 |" in text
    cells = ["`A&#124;B`", "5 0 5", *["0.4 – 0.4"] * 2, *["1.0 – 1.0"] * 2, *["0.2 – 0.2"] * 2]
    assert f"| {' | '.join(cells)} |" in text
    assert "| `Zoo` | 5 3 5 | 0.4 0.67 0.4 |" in text
    assert "| `Zooo` | `Zoo` | no | no | yes | yes | no | no |" in text
    assert "| **answered** |  | 0 of 1 | 0 of 1 | 1 of 1 | 1 of 1 | 0 of 1 | 0 of 1 |" in text
