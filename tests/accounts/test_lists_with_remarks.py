"""Lines that say in a person's own words that somebody left: nobody of them is taken in.

In the table " / " ends a line. Whoever a person would see as having left is called `left…@x.de`;
`left…` counts as unsubscribed afterwards, also where an earlier list had it as subscribed.
`doubt…` is not taken in from this list, and nothing more: somebody must look.
"""

import re

import pytest

from accounts.models import LegacySubscriber
from tests.accounts.lists import subscribed, unsubscribed
from tests.accounts.test_lists_of_another_structure import lines

KEPT = "; the address counts as unsubscribed"

LISTS = [
    # --- the cell that says who left says it in a person's words
    "E-Mail;Abgemeldet / left@x.de;ja (Telefonat) / left2@x.de;Mail vom 3.5. / a@x.de;",
    "E-Mail;Abgemeldet / left@x.de;abgemeldet am 3.5. / left2@x.de;? / a@x.de;nein",
    "E-Mail;Abgemeldet am / left@x.de;neulich / left2@x.de;31.02.2019 / a@x.de;",
    "E-Mail;Abgemeldet / left@x.de;✓ / left2@x.de;+ / a@x.de;-",
    "E-Mail;Status / left@x.de;abgemeldet am 3.5.2019 / left2@x.de;hat gekündigt / a@x.de;aktiv",
    "E-Mail;Status / left@x.de;aktiv (abbestellt) / left2@x.de;7 / a@x.de;aktiv",
    "E-Mail;Status / left@x.de;❌ aktiv / left2@x.de;!aktiv / left3@x.de;≠ aktiv / a@x.de;aktiv",
    "E-Mail;Status / left@x.de;~~aktiv~~ / left2@x.de;a\u0336k\u0336t\u0336i\u0336v\u0336 / a@x.de;aktiv",
    "E-Mail;Status / left@x.de;(aktiv) / left2@x.de;aktiv? / a@x.de; Aktiv ",
    "E-Mail;Status / left@x.de;weg / a@x.de;ab\u00adon\u00adniert",
    "E-Mail;Status / left@x.de;aktiv / a@x.de;aktiv / left@x.de;raus!",
    "E-Mail;Aktiv / left@x.de;ja? / left2@x.de;j\u0336a\u0336 / left3@x.de;selten / a@x.de;ja",
    "E-Mail;Aktiv / left@x.de;bis Mai / left2@x.de;nein / a@x.de;1",
    "E-Mail;Bounces / left@x.de;viele / left2@x.de;3 / a@x.de;0",
    "E-Mail;Bounced;Aktiv / left@x.de;weich;ja / a@x.de;;ja",
    "E-Mail;Abgemeldet / left@x.de;left@x.de / a@x.de;",
    # --- twice in one list
    "E-Mail;Abgemeldet / left@x.de; / a@x.de; / left@x.de;ja (Telefonat)",
    "E-Mail;Bemerkung / left@x.de; / a@x.de; / left@x.de;ist weg",
    "E-Mail;Bemerkung / a@x.de; / doubt@x.de;ist weg / doubt@x.de;",
    "E-Mail;Name / left@x.de;L / a@x.de;A / left@x.de;L (Umzug)",
    # --- remarks, and words in other cells
    "E-Mail;Bemerkung / left@x.de;abgemeldet / left2@x.de;verstorben / a@x.de; - ",
    "E-Mail;Bemerkung / doubt@x.de;VIP / doubt2@x.de;ist weg / a@x.de;",
    "E-Mail;Name / left@x.de;Meier (abgemeldet) / left2@x.de;Meier verstorben / a@x.de;Meier",
    "E-Mail;Firma / left@x.de;Stadt X (abgemeldet 2020) / a@x.de;Stadt X",
    "E-Mail;Quelle / left@x.de;widerrufen am 3.4.2020 / a@x.de;Messe 2014",
    "E-Mail;Gruppe / left@x.de;Abmelder, abgemeldet / a@x.de;Presse",
    # --- more than a name in the cell of a name
    "Name;E-Mail / Bert (Austragung 3.5.2014);doubt@x.de / A;a@x.de",
    "Name;E-Mail / Klaus (Einwilligung zurückgezogen);doubt@x.de / A;a@x.de",
    "Name;E-Mail / Meier (ausgetr.);doubt@x.de / Schulz (lehnt Mails ab);doubt2@x.de / A;a@x.de",
    "Name;E-Mail / X (herausgenommen);doubt@x.de / Y (keine Zusendung);doubt2@x.de / A;a@x.de",
    "Name;E-Mail / Meier (weg);doubt@x.de / Meier [ex];doubt2@x.de / Meier - weg;doubt3@x.de / A;a@x.de",
    "Name;E-Mail / A*;doubt@x.de / +A;doubt2@x.de / A!;doubt3@x.de / A?;doubt4@x.de / A;a@x.de",
    "Name;E-Mail / Meier bis 2014;doubt@x.de / Meier 3.5.;doubt2@x.de / 7;doubt3@x.de / A;a@x.de",
    "Name;E-Mail / ☠ Meier;doubt@x.de / Meier ->;doubt2@x.de / Meier: weg;doubt3@x.de / A;a@x.de",
    "Name;E-Mail / M\u0336e\u0336i\u0336e\u0336r;doubt@x.de / xxx_Meier;doubt2@x.de / A;a@x.de",
    "Vorname;E-Mail / Anna – weg;doubt@x.de / - weg;doubt2@x.de / A;a@x.de",
    # --- words beside the address
    'E-Mail / "Huber, Anna (abgemeldet) <left@x.de>" / verstorben <left2@x.de> / Anna <a@x.de>',
    "E-Mail / left@x.de (abgemeldet) / left2@x.de: gekündigt / a@x.de",
    "E-Mail / doubt@x.de (weg) / doubt2@x.de -> Müller / doubt3@x.de ex / a@x.de",
    "E-Mail / #doubt@x.de / *doubt2@x.de / !doubt3@x.de / ?doubt4@x.de / //doubt5@x.de / a@x.de",
    "E-Mail / -doubt@x.de / =doubt2@x.de / ~~doubt3@x.de~~ / (doubt4@x.de) / [doubt5@x.de] / a@x.de",
    "E-Mail / doubt@x.de! / doubt2@x.de* / left@x.de† / doubt4@x.de? / alt:doubt5@x.de / a@x.de",
    "E-Mail / left@x.de / a@x.de / #left@x.de",
    "E-Mail / Weggefallen: Anna <doubt@x.de> / (weg) <doubt2@x.de> / a@x.de",
    "E-Mail;Status / left@x.de (Büro);abgemeldet / a@x.de;aktiv",
    "E-Mail;Status / Abgemeldet: Anna <left@x.de>;unsubscribed / a@x.de;aktiv",
    # --- lines that have another fault too
    "E-Mail;Angemeldet am / left@x.de;abgemeldet 3.5.2019 / a@x.de;3.5.2019",
    "E-Mail;Abgemeldet am / left@x.de;3.5.2019 / a@x.de;–",
    "E-Mail;Angemeldet am;Abgemeldet / left@x.de;31.02.2019;ja / a@x.de;;",
    "E-Mail;Name;Status / left@x.de;gekÃ¼ndigt;abgemeldet / a@x.de;A;aktiv",
    "E-Mail;Name;Status / kaputt@x;weg;aktiv / a@x.de;A;aktiv",
    "E-Mail;Name;Status / doubt@x.de;A;pending / a@x.de;A;aktiv",
    "E-Mail;Name;Status / doubt@x.de;A; / a@x.de;A;aktiv",
]  # fmt: skip


def addresses(text, prefix):
    return {f"{name}@x.de" for name in re.findall(rf"{prefix}\d*(?=@)", text)}


@pytest.mark.parametrize("text", LISTS, ids=[text[:60] for text in LISTS])
def test_who_left_is_unsubscribed_and_who_may_have_left_is_not_taken_in(take, text):
    left = addresses(text, "left")

    take(lines(text), ignore_extra=["Gruppe"])

    assert subscribed() == {"a@x.de"}
    assert unsubscribed() == left


@pytest.mark.parametrize("text", LISTS, ids=[text[:60] for text in LISTS])
def test_who_was_subscribed_before_and_left_is_unsubscribed(take, text):
    left, doubt = addresses(text, "left"), addresses(text, "doubt")
    take("\n".join(["email", *left, *doubt]))

    take(lines(text), ignore_extra=["Gruppe"])

    assert subscribed() == {"a@x.de", *doubt}
    assert unsubscribed() == left


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("E-Mail;Status / x@x.de;weg", f"Status: says neither subscribed nor unsubscribed{KEPT}"),
        ("E-Mail;Abgemeldet / x@x.de;neulich", f"Abgemeldet: neither yes, no nor a date{KEPT}"),
        ("E-Mail;Aktiv / x@x.de;selten", f"Aktiv: neither yes, no nor a date{KEPT}"),
        ("E-Mail / x@x.de (abgemeldet)", f"email: words beside the address; delete them{KEPT}"),
        ("E-Mail / x@x.de (Büro)", "email: words beside the address; delete them"),
        ("E-Mail;Notiz / x@x.de;VIP",
         "Notiz: a remark; if it does not say that the person left, empty the cell or remove the column"),
        ("Name;E-Mail / A (weg);x@x.de",
         "Name: more than a name; delete what is no name, or give it a column of its own"),
    ],
)  # fmt: skip
def test_the_report_says_why_and_whether_the_address_counts_as_unsubscribed(take, text, said):
    assert take(lines(text)) == ("1 invalid", f"line 2: {said}")


@pytest.mark.parametrize(
    "name",
    ["João", "Müller-Lüdenscheidt", "Dr. med. Anna v. Ü.", "O'Neill", "Meier, Anna", "Mu\u0308ller", "Ðžić",
     "Anna & Bernd", "Ludwig „Lu“ Lang", "Kündig", "Block", "Robinson", "Spamer", "Stopp", "Herzogen", "-", ""],
)  # fmt: skip
def test_a_name_is_no_remark(take, name):
    assert take(f'Name;E-Mail\n"{name}";a@x.de\n') == ("1 new", "")


@pytest.mark.parametrize(
    "organisation",
    [
        "Sperrmüll GmbH",
        "Talsperren & Kündigungsschutz e.V.",
        "Amt 61",
        "Stadt Halle (Saale)",
        "B 90/Grüne",
    ],
)
def test_an_organisation_may_hold_numbers_and_brackets(take, organisation):
    assert take(f"Firma;E-Mail\n{organisation};a@x.de\n") == ("1 new", "")


@pytest.mark.parametrize(
    "cell",
    ["Anna <a@x.de>", "<a@x.de>", "mailto:a@x.de", "MAILTO:A@X.de", " a@x.de, ", "\ufeffa@x.de",
     "a\u00ad@x.de", "\u200ba@x.de\u2060", "'a@x.de", "'a@x.de'"],
)  # fmt: skip
def test_an_address_is_the_same_however_programs_copy_it(take, cell):
    take(f'email;status\n"{cell}";abgemeldet\na@x.de;aktiv\n')

    assert (subscribed(), unsubscribed()) == (set(), {"a@x.de"})


@pytest.mark.parametrize("sign", ["-", "+", "="])
def test_our_own_export_is_read_without_its_apostrophe(take, sign):
    take(f"email;status\n'{sign}a@x.de;abgemeldet\n{sign}a@x.de;aktiv\n")

    assert LegacySubscriber.objects.get().email == f"{sign}a@x.de"
    assert subscribed() == set()


@pytest.mark.parametrize("cell", ["gekÃ¼ndigt", "JÃ¶rg", "GroÃŸ", "Ã„rzte", "M\ufffdller", "Â§ 3"])
def test_broken_letters_refuse_their_line(take, cell):
    out, err = take(f"email;Firma\na@x.de;{cell}\nb@x.de;Bernd\n")

    assert (out, err) == ("1 invalid, 1 new", "line 2: Firma: broken letters such as Ã¼")
