"""Lists that people keep by hand: one that is more than names above and a person a line is refused.

In the table " / " ends a line. Whoever a person would see as having left is called `left…@x.de`.
"""

import pytest
from django.core.management import CommandError

from accounts.models import LegacySubscriber
from tests.accounts.lists import subscribed

NO_ADDRESS = "no address. If it is a heading"
ELSEWHERE = "an address in another column. Two lists side by side"
SEVERAL = "several addresses in one cell"
TOO_FEW = "fewer cells than the header row"
NO_NAME = "content in a column without a name"
UNREADABLE = "no readable CSV, or too long"

LISTS = [
    # --- sections: a heading between the lines, whatever it says and wherever it stands
    (3, NO_ADDRESS, "E-Mail;Vorname / a@x.de;A / Weggefallen;17; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Vorname / a@x.de;A / Archiv 2019;12 / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Vorname;Firma / a@x.de;A; / Nicht dabei;;Stand 3/2019 / left@x.de;L;"),
    (3, NO_ADDRESS, "E-Mail;Vorname / a@x.de;A / weg; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail / a@x.de / leavers / left@x.de"),
    (3, NO_ADDRESS, "E-Mail / a@x.de / carla.muster / left@x.de"),
    (3, NO_ADDRESS, "Name;E-Mail / Anna;a@x.de / ab hier weg;Stand März / L;left@x.de"),
    (3, NO_ADDRESS, "Vorname;Name;E-Mail / A;Anna;a@x.de / ;Weggefallen; / L;L;left@x.de"),
    (3, NO_ADDRESS, "Vorname;Name;E-Mail / A;Anna;a@x.de / ;Archiv 2019; / L;L;left@x.de"),
    (3, NO_ADDRESS, "Vorname;Name;E-Mail / A;Anna;a@x.de / ;Frühere / L;L;left@x.de"),
    (3, NO_ADDRESS, "E-Mail;Name;Firma / a@x.de;A; / Alte Leser;Stand 3/2019; / left@x.de;L;"),
    (3, NO_ADDRESS, "Name;Firma;E-Mail / A;;a@x.de / Alte Liste;Stand 2014; / L;;left@x.de"),
    (3, NO_ADDRESS, "Name;E-Mail / A;a@x.de / Archiv;2014 / L;left@x.de"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / ?; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / ;2 / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / -----;----- / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / ▼ ▼ ▼; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / †; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / ehemalige Kunden (info@x.de); / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / Raus laut info@x.de; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / Früher @ Verlag; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / @;Archiv / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / @@@@@;@ / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / Abgemeldet@; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / @weg; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / x left@x.de;L / b@x.de;B"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / E-Mail;Name / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / E-Mail (weg);Name / left@x.de;L"),
    (4, NO_ADDRESS, "E-Mail;Name / a@x.de;A / ; / Teil 2; / left@x.de;L"),
    (5, NO_ADDRESS, "E-Mail;Name / a@x.de;A / b@x.de;B / c@x.de;C / B; / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Aktiv / a@x.de;ja / Papierkorb; / left@x.de;ja"),
    (3, NO_ADDRESS, "E-Mail;Status / a@x.de;aktiv / Archiv;aktiv / left@x.de;aktiv"),
    (3, NO_ADDRESS, "E-Mail;Abgemeldet am / a@x.de; / Die folgenden;01.03.2019 / left@x.de;"),
    # --- what stands above, between and below the lines: notes, totals, legends, signatures
    (2, NO_ADDRESS, "E-Mail;Name / Alle hier sind weg!; / left@x.de;L"),
    (2, NO_ADDRESS, "E-Mail;Name / (Mail);(Familienname) / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / Summe;1 / left@x.de;L"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / ;Zwischensumme: 1 / left@x.de;L"),
    (4, NO_ADDRESS, "Name;E-Mail / A;a@x.de / L*;left@x.de / * = abgemeldet;"),
    (4, NO_ADDRESS, "E-Mail;Name / a@x.de;A / left@x.de;L / alle ab L gestrichen;"),
    (4, NO_ADDRESS, "E-Mail;Name / a@x.de;A / left@x.de;L / ;geprüft: Schmidt, 3.5.2019"),
    (4, NO_ADDRESS, "E-Mail;Name / left@x.de;L / a@x.de;A / Seite 1 von 2;nur gelöschte"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / ;Frau Lang (left@x.de) rief an / left@x.de;L"),
    # --- a person without an address, or with a cut one, may be the head of a household or a group
    (3, NO_ADDRESS, "E-Mail;Name;Status / a@x.de;A;aktiv / ;Huber;abgemeldet / left@x.de;L;aktiv"),
    (3, NO_ADDRESS, "E-Mail;Name / a@x.de;A / keine Mail;Huber / left@x.de;L"),
    # --- two lists side by side
    (2, ELSEWHERE, "E-Mail;Abgemeldet / a@x.de;left@x.de / b@x.de; / left@x.de;"),
    (2, ELSEWHERE, "E-Mail;Status / a@x.de;left@x.de / left@x.de;aktiv"),
    (2, ELSEWHERE, "E-Mail;Aktiv / left@x.de;a@x.de / a@x.de;ja"),
    (2, ELSEWHERE, "E-Mail;Bemerkung / a@x.de;ohne left@x.de / left@x.de;"),
    (2, ELSEWHERE, "E-Mail;Name / a@x.de;left@x.de / left@x.de;L"),
    (2, ELSEWHERE, "E-Mail;Firma / a@x.de;LEFT@x.de / left@x.de;L"),
    (3, ELSEWHERE, "E-Mail;Zweite Mail / a@x.de; / b@x.de;left@x.de / left@x.de;"),
    (2, ELSEWHERE, "Zweite Mail;E-Mail / left@x.de;a@x.de / ;left@x.de"),
    (2, ELSEWHERE, "E-Mail;Quelle / a@x.de;<left@x.de> / left@x.de;"),
    (3, NO_ADDRESS, "E-Mail;Abgemeldet / a@x.de; / ;left@x.de / left@x.de;"),
    (2, SEVERAL, "E-Mail;Status / left@x.de, left2@x.de;abgemeldet / left@x.de;aktiv"),
    (2, SEVERAL, "E-Mail / left@x.de (neu: a@x.de) / left@x.de"),
    (2, SEVERAL, "E-Mail / a@x.de statt left@x.de / left@x.de"),
    (2, SEVERAL, "E-Mail / left@x.de <a@x.de> / left@x.de"),
    (2, SEVERAL, "E-Mail;Status / left@x.de/left2@x.de;abgemeldet / left@x.de;aktiv"),
    # --- two lists below each other, of different width
    (4, TOO_FEW, "E-Mail;Name;Firma / a@x.de;A; / left@x.de;L; / left@x.de;3.5.2019"),
    (3, TOO_FEW, "E-Mail;Name;Status / left@x.de;L;aktiv / left@x.de;weg"),
    # --- content in columns without a name, and behind the last one
    (2, NO_NAME, "E-Mail;Vorname;; / a@x.de;A;;Abgemeldet: / left@x.de;L;;"),
    (2, NO_NAME, "E-Mail;Vorname;; / a@x.de;A;;Abgemeldet: / b@x.de;B;;left@x.de / left@x.de;L;;"),
    (3, NO_NAME, "E-Mail;Vorname / a@x.de;A / left@x.de;L;x"),
    (2, NO_NAME, "E-Mail;;Name / left@x.de;x;L / a@x.de;;A"),
    (2, NO_NAME, "E-Mail;;Name / a@x.de;left@x.de;A / left@x.de;;L"),
    (3, NO_NAME, "E-Mail / a@x.de / left@x.de,abgemeldet;x"),
    (2, NO_NAME, ";E-Mail / weg;left@x.de / ;a@x.de"),
    (3, UNREADABLE, f"E-Mail;Name / a@x.de;A / {'weg' * 50_000}; / left@x.de;L"),
]  # fmt: skip
SHORT = [f"{trouble[:20]}: {text[:60]}" for _, trouble, text in LISTS]


def lines(text):
    return text.replace(" / ", "\n") + "\n"


@pytest.mark.parametrize(("line", "trouble", "text"), LISTS, ids=SHORT)
@pytest.mark.parametrize("dry_run", [False, True])
def test_it_is_refused_whole_and_the_line_is_named(take, line, trouble, text, dry_run):
    with pytest.raises(CommandError) as refused:
        take(lines(text), ignore_extra=["Zweite Mail"], dry_run=dry_run)

    places = str(refused.value).splitlines()
    assert places[0].endswith("nothing was stored. Please look at this first:")
    assert [
        place for place in places if place.startswith((f"line {line}: {trouble}", f"line {line}, "))
    ]
    assert LegacySubscriber.objects.count() == 0


WORDS = ["--- Abgemeldet ---", "Ehemalige", "weg", "archiv", "alt", "ehem", "ex", "ende", "nichtmehr",
         "abgesprungen", "adressleichen", "umzug", "out", "off", "gone", "- weg -", "Sommer 2014", "2014",
         "Stadtwerke", "…", "1.", "anna.meier"]  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize(
    "header", ["email;Vorname", "Vorname;email", "email", "Vorname;email;Firma"]
)
@pytest.mark.parametrize("cell", [0, 1, 2])
def test_a_heading_needs_no_known_word_and_no_certain_column(take, header, word, cell):
    width = header.count(";") + 1
    person = ";".join("%s" if name == "email" else "" for name in header.split(";"))
    heading = ["", "", ""]
    heading[min(cell, width - 1)] = word

    with pytest.raises(CommandError, match=f"line 3: {NO_ADDRESS}"):
        take(
            "\n".join([header, person % "a@x.de", ";".join(heading[:width]), person % "left@x.de"])
        )

    assert subscribed() == set()


def test_all_places_are_named_in_one_message(take):
    rows = ["E-Mail;Name;;", "weg;;;", "a@x.de;b@x.de;;", "c@x.de;;;x", *["Summe;;;"] * 30]

    with pytest.raises(CommandError) as refused:
        take("\n".join(rows))

    numbers = ", ".join(map(str, [2, *range(5, 24)]))
    _, *places = str(refused.value).splitlines()
    assert [place.split(". ")[0] for place in places] == [
        f"line {numbers} and 11 more: no address",
        "line 3: an address in another column",
        "line 4: content in a column without a name",
    ]


def test_a_place_behind_many_good_lines_leaves_nothing_of_them(take):
    rows = "".join(f"n{number}@x.de;A\n" for number in range(12_000))

    with pytest.raises(CommandError, match="line 12002: no address"):
        take(f"E-Mail;Name\n{rows}weg;\nleft@x.de;L\n")

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("E-Mail;left@x.de", "the header row holds an address"),
        ("Abgemeldete 2019", "the header row has no column email"),
        ("Abgemeldete;E-Mail", "unknown column: Abgemeldete"),
        ("E-Mail;E-Mail abgemeldet", "unknown column: E-Mail abgemeldet"),
        ("E-Mail;Name;E-Mail;Name", "column twice"),
    ],
)
def test_a_header_row_that_is_none_is_refused(take, header, reason):
    with pytest.raises(CommandError, match=reason):
        take(f"{header}\nleft@x.de;L\n", ignore_extra=["left@x.de"])


@pytest.mark.parametrize(
    "text",
    [
        "E-Mail;Name / a@x.de;A / ; /  / b@x.de;B / ; / ;",
        "E-Mail;Name;; / a@x.de;A;; / b@x.de;B",
        "E-Mail;Name / a@x.de;a@x.de / b@x.de;B",
        "E-Mail;Firma / a@x.de;Kanzlei @ Rathaus / b@x.de;@stadt",
        "Name;E-Mail / A;Anna Albers <a@x.de> / B;b@x.de <b@x.de>",
    ],
)  # fmt: skip
def test_what_spreadsheets_and_mail_programs_write_is_no_trouble(take, text):
    assert take(lines(text)) == ("2 new", "")
    assert subscribed() == {"a@x.de", "b@x.de"}
