"""The queries of the relevance benchmark: which ones it refuses, and those that are kept with it."""

import json
import re

import pytest

from bench.relevance import queries
from bench.relevance.queries import QueryError, check, load


@pytest.mark.parametrize(
    "pattern",
    [
        r"rad(schnell|fahr)?-?weg",
        r"\böpnv|öffentliche[nrs]? nahverkehr",
        r"jäger,?\s+wolfram",
        r"§\s?34(?!\d).{0,25}(baugb|baugesetzbuch)|§§.{0,25}\b34",
        r"zusch[uü]ss\w*.{0,40}kürz(en|t|ung)",
        r"[*+]-bus",
        r"\(a\)\+",
    ],
)
def test_a_plain_pattern_is_taken(pattern):
    check(pattern)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+b", "bound"),
        ("(ab)+", "group"),
        ("(ab){2,5}", "group"),
        ("a.*b", "bound"),
        (r"a\S+b", "bound"),
        ("a[^b]*b", "bound"),
        ("ab{3,}", "bound"),
        (r"a\w*\w*\w*b", "125,000"),
        ("a.{0,50}b.{0,50}c.{0,50}d", "125,000"),
        (r"(a|b)\1", "references"),
        ("(a", "no regular expression"),
        ("radweg|", "without words"),
        (r"\s?", "without words"),
        ("a" * 501, "500"),
    ],
)
def test_a_pattern_that_is_dear_or_finds_anything_is_refused(pattern, reason):
    with pytest.raises(QueryError, match=re.escape(reason)):
        check(pattern)


def write(folder, *entries):
    file = folder / "queries.json"
    file.write_text(json.dumps(entries))
    return file


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"query": "Radweg"}, "must have"),
        ({"query": "Radweg", "pattern": "radweg", "right": "Radweg"}, "must have"),
        ({"query": " ", "pattern": "radweg"}, "characters"),
        ({"query": "R" * 201, "pattern": "radweg"}, "characters"),
        ({"query": "Radweg", "pattern": []}, "patterns"),
        ({"query": "Radweg", "pattern": ["a", "b", "c", "d", "e"]}, "patterns"),
        ({"query": "Radweg", "pattern": ["radweg", "a*"]}, "without words"),
    ],
)
def test_an_entry_that_cannot_be_used_is_refused_by_name(tmp_path, entry, reason):
    with pytest.raises(QueryError, match=f"queries.json: .*{reason}"):
        load(write(tmp_path, entry))


def test_no_query_counts_twice(tmp_path):
    file = write(
        tmp_path, {"query": "Zoo", "pattern": "zoo"}, {"query": "zoo", "pattern": "zoologisch"}
    )

    with pytest.raises(QueryError, match="more than once: zoo"):
        load(file)


def test_one_pattern_or_several(tmp_path):
    file = write(
        tmp_path,
        {"query": "Zoo", "pattern": "zoo"},
        {"query": "Zoo Durlach", "pattern": ["zoo", "durlach"]},
    )

    assert [query.patterns for query in load(file)] == [("zoo",), ("zoo", "durlach")]


def test_the_queries_that_are_kept():
    assert len(load(queries.TUNING)) == 40
    assert len(load(queries.HELD_OUT)) == 20
    assert len(load(queries.TYPOS, typos=True)) == 30


def test_what_is_held_out_is_not_tuned_on():
    queries_of_both = load(queries.TUNING) + load(queries.HELD_OUT)

    assert queries.duplicates(queries_of_both) == []


@pytest.mark.parametrize("typo", load(queries.TYPOS, typos=True), ids=lambda typo: typo.text)
def test_a_typing_error_is_one_or_two_edits_from_the_right_word(typo):
    assert 1 <= edits(typo.text.lower(), typo.right.lower()) <= 2
    assert all(re.search(pattern, typo.right, re.IGNORECASE) for pattern in typo.patterns)


def edits(one, other):
    """Letters that differ, are missing or too many (Levenshtein)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, 1):
        last, row[0] = row[0], index
        for column, wanted in enumerate(other, 1):
            last, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, last + (letter != wanted)),
            )
    return row[-1]
