"""What is indexed of a text: the table of examples of `articles.search.analysis`."""

import pytest

from articles.search.analysis import analyse, fold, pieces_of, spelt
from articles.search.query import parse

TERMS = [
    ("Häuser, Straßen & Bürger", "haus strass burg"),
    ("Haeuser Strassen Buerger", "haus strass burg"),
    ("Steuer Bauer Quelle neue aktuell", "steu bau quell neu aktull"),
    ("Photovoltaik, Fotovoltaik", "fotovolta fotovolta"),
    ("S-Bahn und B-Plan", "s bahn und b plan sbahn bplan"),
    ("E-Autos", "e autos eautos"),
    ("S\u2011Bahn", "s bahn sbahn"),  # a hyphen that does not break
    ("Feuer\xadwehr", "feuerwehr"),  # a soft hyphen
    ("Rheinland-Pfalz", "rheinland pfalz rheinlandpfalz"),
    ("Haupt- und Finanzausschuss", "haupt und finanzausschuss"),
    ("1.500 Einwohner", "1500 einwohn"),
    ("3,5 Prozent", "3_5 prozent"),
    ("§ 35 BauGB", "35 baugb §35 §35baugb"),
    ("§35 Abs. 2 Satz 1 BauGB", "35 abs 2 satz 1 baugb §35 §35baugb"),
    ("§§ 3 und 4", "3 und 4 §3"),
    ("17.7.2018", "17 7 2018 #20180717"),
    ("17. Juli 2018", "17 juli 2018 #20180717"),
    ("am 17. Jul. 2018", "am 17 jul 2018 #20180717"),
    ("2018-07-17", "2018 07 17 20180717 #20180717"),
    ("31.13.2018", "31 13 2018"),  # no month
    ("30 km/h", "30 km h 30kmh"),
    ("20 %", "20 20prozent"),
    ("1.500,25 €", "1500_25"),
    ("ﬁn ½ Łódź", "fin 1 2 łodz"),
    ("мост 桥", "мост 桥"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TERMS)
def test_terms(text, expected):
    assert " ".join(analyse(text).terms) == expected


@pytest.mark.parametrize(
    ("asked", "phrases"),
    [
        ("Häuser", [(("haus",),)]),
        ("S-Bahn", [(("sbahn",), ("s", "bahn"))]),
        ("§ 35 BauGB", [(("§35baugb",),)]),
        ("§ 35 Abs. 3 BauGB", [(("§35baugb",),)]),
        ("Sitzung am 17. Juli 2018", [(("#20180717",),), (("sitzung",),)]),
        ("Tempo 30 km/h", [(("30kmh",),), (("tempo",),)]),
        ('"Karlsruher Pass"', [(("karlsruh", "pass"),)]),
        ('"17.7.2018"', [(("#20180717",),)]),
        ("OB Mentrup", [(("ob",),), (("mentrup",),)]),
        ("ob Mentrup", [(("mentrup",),)]),
        ("1.500 Euro", [(("1500",),), (("euro",),)]),
    ],
)
def test_a_query_asks_for_units_as_a_whole(asked, phrases):
    assert [word.phrases for word in parse(asked).words] == phrases


def test_words_keep_how_they_are_written():
    assert spelt(pieces_of("Straße in Rheinland-Pfalz")) == {
        "strasse": "Straße", "in": "in", "rheinland": "Rheinland", "pfalz": "Pfalz",
        "rheinlandpfalz": "Rheinland-Pfalz",
    }  # fmt: skip


def test_a_long_word_is_cut():
    assert analyse("x" * 10_000).terms == ["x" * 60]


def test_many_marks_cost_little():
    assert fold("a" + "\u0301" * 100_000) == "a"
