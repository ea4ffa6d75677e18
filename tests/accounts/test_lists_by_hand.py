"""Lists that people wrote by hand: headings between rows, addresses as mail programs copy them."""

import pytest
from django.core.management import CommandError

from accounts.models import LegacySubscriber
from accounts.subscriber_german import in_german

MAY_HAVE_LEFT = (
    "may say that the person left; if it does not, empty or change the cell, or remove the column"
)


@pytest.mark.parametrize(
    "heading",
    ["--- Abgemeldet ---", "Abgemeldet:", "Ehemalige Abonnenten", "Abgänge", "Papierkorb", "Ex",
     "Sommer 2014", "Stadtwerke", "?"],
)  # fmt: skip
@pytest.mark.parametrize("header", ["email;Vorname", "Vorname;email", "email"])
def test_nothing_is_read_from_a_heading_on(take, header, heading):
    """Any word that stands alone may say of those below it that they left."""
    first, last = "a@example.org", "b@example.org"
    if header == "Vorname;email":
        first, last = f"Anna;{first}", f"Bernd;{last}"

    with pytest.raises(CommandError, match=r"line 3: a heading\?"):
        take(f"{header}\n{first}\n{heading}\n{last}\n")

    assert not LegacySubscriber.objects.filter(email="b@example.org").exists()


@pytest.mark.parametrize(
    "heading",
    ["Abgemeldet;2014;", "Status: abgemeldet;;2019", ";Abgemeldet;", ";;Abbestellt 2019",
     "Nicht;mehr;anschreiben", "Abgemeldet;Abgemeldet;Abgemeldet", "Abgemeldet an info@kw.example;;",
     "ex-Leser;Stand 2019;", "email;Nachname;abgemeldet am", "E-Mail (abgemeldet);Nachname;",
     "Abgänge;ab 2014", "ehemalige Kunden (a@example.org);;", "Ex-Bezieher:;3 Personen;",
     "Ex-Bezieher;3 Personen;", "Bezug bis 2014;;3", "Rathaus;Carla;", ";Ex-Bezieher:;3 Personen",
     "Bezug bis 2014, info@kw.example;;", "Verteiler info@kw.example;;",
     "Verteiler@Rathaus:;;", "Bezug @ Rathaus bis 2014;;", "--- Altbestand (info@kw.example) ---;;",
],
)  # fmt: skip
def test_a_heading_in_several_cells(take, heading):
    """Two lists that were put together have two header rows."""
    with pytest.raises(CommandError, match=r"line 3: a heading\?"):
        take(f"email;Vorname;Name\na@example.org;Anna;\n{heading}\nb@example.org;Bernd;\n")

    assert not LegacySubscriber.objects.filter(email="b@example.org").exists()


def test_somebody_without_an_address_who_left_is_no_heading(take):
    out, _ = take("email;Name;status\n;Huber;abgemeldet\nb@example.org;Bernd;aktiv\n")

    assert out == "1 invalid, 1 new"


def test_words_before_the_address_of_somebody_who_left_change_nothing(take):
    take("email\na@example.org\n")

    out, _ = take('email,status\n"Abgemeldet: Anna <a@example.org>",unsubscribed\n')

    assert out == "1 changed"
    assert LegacySubscriber.objects.get(email="a@example.org").unsubscribed_at is not None


@pytest.mark.parametrize(
    "cell",
    ["Huber, Anna (abgemeldet) <a@example.org>", "verstorben <a@example.org>",
     "UNSUBSCRIBED <a@example.org>", "'verstorben' <a@example.org>"],
)  # fmt: skip
def test_words_before_an_address_are_read(take, cell):
    out, err = take(f'email\n"{cell}"\nb@example.org\n')

    assert out == "1 invalid, 1 new"
    assert err == (
        "line 2: email: the words before the address may say that the person left; if they do not,"
        " remove them"
    )


@pytest.mark.parametrize(
    "row",
    ["@@@;;", ";Carla;Muster", "carla.muster;;", "carla.muster;Carla;", "carla @ rathaus.example;;",
     "carla@rathaus;Carla;", "carla@@rathaus.example;;", "c@a.example oder d@a.example;Carla;",
     "-;Carla;Muster", "unbekannt;Carla;Muster", "k.A.;Carla;Muster"],
)  # fmt: skip
def test_other_rows_without_an_address_stop_nothing(take, row):
    out, _ = take(f"email;Vorname;Name\na@example.org;Anna;\n{row}\nb@example.org;Bernd;\n")

    assert out == "1 invalid, 2 new"


@pytest.mark.parametrize("organisation", ["gek?ndigt", "gel?scht"])
def test_a_letter_that_was_lost_in_a_word_of_leaving(take, organisation):
    out, _ = take(f"email;Name\na@example.org;{organisation}\n")

    assert out == "1 invalid"


@pytest.mark.parametrize(
    "cell", ["Anna <a@example.org>", "<a@example.org>", "mailto:a@example.org", " a@example.org, "]
)
def test_an_address_is_read_as_mail_programs_copy_it(take, cell):
    take(f'email;status\n"{cell}";abgemeldet\na@example.org;aktiv\n')

    assert LegacySubscriber.objects.get(email="a@example.org").unsubscribed_at is not None


@pytest.mark.parametrize(
    "organisation",
    ["abgemeldet", "Stadt X (abgemeldet 2020)", "Bitte nicht mehr anschreiben", "Stadt X (verstorben)",
     "bitte löschen", "gesperrt", "keine Mails mehr", "Stadt X - ausgeschieden", "im Ruhestand",
     "unzustellbar", "Abmeldung 12.3.2019"],
)  # fmt: skip
def test_an_organisation_that_is_a_remark_refuses_its_line(take, organisation):
    _, err = take(f"email;Firma\na@example.org;{organisation}\nb@example.org;Sperrmüll GmbH\n")

    assert err == f"line 2: Firma: {MAY_HAVE_LEFT}"


@pytest.mark.parametrize(
    "organisation", ["Stop Lärm", "Spam Filter GmbH", "Senioren im Ruhestand e.V."]
)
def test_an_organisation_that_sounds_like_a_remark_is_refused_with_the_way_out(take, organisation):
    _, err = take(f"email;Firma\na@example.org;{organisation}\nb@example.org;Stadt X\n")

    assert err == f"line 2: Firma: {MAY_HAVE_LEFT}"
    assert in_german(f"Firma: {MAY_HAVE_LEFT}") == (
        "Firma: sagt vielleicht, dass die Person abbestellt hat; wenn nicht, leeren oder ändern Sie"
        " die Zelle, oder entfernen Sie die Spalte"
    )


@pytest.mark.parametrize(
    "name", ["Loeschliste", "Kuendiger", "ex-leser", "Austräger_2023", "Papierkorb"]
)
def test_a_file_that_is_named_after_those_who_left_subscribes_nobody(take, name):
    with pytest.raises(CommandError, match="the file's name says that these people left"):
        take("email\na@example.org\n", name=f"{name}.csv")


UTF8, WINDOWS = "Müller".encode(), "Böhm".encode("cp1252")


@pytest.mark.parametrize("rows", [(UTF8, WINDOWS), (WINDOWS, UTF8)])
def test_two_lists_in_two_encodings_are_not_put_together(take, rows):
    lines = [b"a%d@example.org;%s;gek\xc3\xbcndigt" % row for row in enumerate(rows)]

    with pytest.raises(CommandError, match="two encodings: line 2 is UTF-8"):
        take(b"email;Name;status\n" + b"\n".join(lines))

    assert not LegacySubscriber.objects.exists()


@pytest.mark.parametrize("cell", ["gekÃ¼ndigt", "JÃ¶rg", "GroÃŸ", "Ã„rzte", "M\ufffdller", "Â§ 3"])
def test_broken_letters_refuse_their_line(take, cell):
    out, err = take(f"email;Name\na@example.org;{cell}\nb@example.org;Bernd\n")

    assert out == "1 invalid, 1 new"
    assert err == "line 2: Name: broken letters such as Ã¼"


@pytest.mark.parametrize("name", ["João", "São", "Âme", "Ângela", "Müller", "Kölsch"])
def test_whole_letters_are_no_broken_ones(take, name):
    out, _ = take(f"email;Name\na@example.org;{name}\n")

    assert out == "1 new"
