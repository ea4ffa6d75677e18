"""A column that may say who left is read, or the file is refused, whatever the column's name is."""

import pytest
from django.core.management import CommandError

from accounts import subscriber_cells
from accounts.models import LegacySubscriber
from tests.accounts.lists import subscribed, unsubscribed

MAY_SAY = r"may say who left: {}; rename it to unsubscribed_at"


def refused(take, column, *cells):
    rows = "".join(f"n{number}@example.org;{cell}\n" for number, cell in enumerate(cells))
    with pytest.raises(CommandError, match=MAY_SAY.format(column)):
        take(f"email;{column}\n{rows}", ignore_extra=True)
    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize(
    "column",
    ["Abmeldegrund", "Sperrvermerk", "bounce_reason", "Kündigung zum", "Zustand", "Opt-out Link",
     "Inaktiv seit", "email_state", "suppression", "Widerspruch vom", "Newsletter abonniert?",
     "Newsletter", "accept", "Accepts Email Marketing", "On Hold", "hidden",
     "Einverständnis", "Empfang", "Ausgeschieden", "Gültig bis", "ended_at", "end_date", "Abo-Ende",
     "Vertragsende", "Abgang", "Ende", "bis", "closed_at", "rejected_at", "Exit", "quit",
     "returned", "failed_at", "paused_at", "muted", "anonymized_at", "Abbestellgrund",
     "Ku\u0308ndigungsgrund", "Kein Versand", "désabonné", "Ex-Abonnent", "Grund"],
)  # fmt: skip
@pytest.mark.parametrize("ignore_extra", [False, True])
def test_an_unknown_column_whose_name_may_say_so_refuses_the_file(take, column, ignore_extra):
    with pytest.raises(CommandError, match=r"may say who left.*rename it to unsubscribed_at"):
        take(f"email;{column}\na@example.org;\n", ignore_extra=ignore_extra)

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize(
    "column",
    ["cancelled_at", "canceled_at", "left_at", "terminated_at", "withdrawn_at", "revoked_at",
     "objected_at", "beendet am", "undeliverable", "unzustellbar", "Rückläufer", "deceased", "dead",
     "Robinson", "trashed_at", "Do Not Email", "dnc", "Austritt", "Storniert am", "verstorben",
     "Kündigung", "Opted out of email", "Is Deceased", "No Bulk Emails (User Opt Out)",
     "Unsubscribed from all email", "Ku\u0308ndigung", "Blacklist", "IsExcludedFromCampaigns",
     "Exclusion list", "E-Mail-Abmeldung"],
)  # fmt: skip
@pytest.mark.parametrize("cell", ["05.06.2021", "2021-06-05 07:00:00", "1622869200", "ja", "1"])
def test_a_column_whose_name_surely_says_so_is_read(take, column, cell):
    take(f"email;{column}\na@example.org;\nb@example.org;{cell}\n")

    assert (subscribed(), unsubscribed()) == ({"a@example.org"}, {"b@example.org"})


@pytest.mark.parametrize(
    "date",
    ["05.06.2021", "5.6.21", "05.06.2021 07:00", "05.06.2021 07:00:00", "2021-06-05", "20210605",
     "2021-06-05T07:00:00Z", "2021-06-05 07:00:00.123+02:00", "2021-W22-6", "06/05/2021",
     "6/5/2021 7:00 AM", "5. Juni 2021", "Jun 5, 2021", "Sa, 05 Jun 2021 07:00:00 +0200", "06/2021",
     "Juni 2021", "März 2021", "2021", "1622869200", "1622869200000", "44352", "44352,2917"],
)  # fmt: skip
def test_an_unknown_column_of_dates_refuses_the_file(take, date):
    refused(take, "Merkmal 7", "", date, "")


def test_every_date_that_the_import_reads_has_the_shape_of_a_date(clock):
    for form in subscriber_cells.DATE_FORMATS:
        assert subscriber_cells.is_date_shaped(subscriber_cells.timezone.now().strftime(form))


@pytest.mark.parametrize(
    ("one", "other"),
    [("ja", "nein"), ("0", "1"), ("x", ""), ("TRUE", "FALSE"), ("", "Yes"), ("+", "-"), ("✓", ""),
     ("3", "0"), ("05.06.2021", "x"), ("05.06.2021", "nach Anruf"), ("abgemeldet", "angemeldet"),
     ("cancelled", "active")],
)  # fmt: skip
def test_an_unknown_column_that_answers_a_question_refuses_the_file(take, one, other):
    """Whatever its name is: nobody knows all names that a program may give it."""
    refused(take, "Merkmal 7", one, other)


@pytest.mark.parametrize(
    "cells",
    [
        ["da", "raus", "da"],
        ["weg", "", "weg", ""],
        ["A", "U", "A", "U"],
        ["Amt", "Werk", "Verein", "Austritt 2020", "Amt", "Werk"],
    ],
    ids=["two words", "one word", "letters", "one of several words says left"],
)
def test_few_words_that_repeat_are_a_kind_of_status(take, cells):
    refused(take, "Merkmal 7", *cells)


@pytest.mark.parametrize("note", ["Frau Meier rief an", "KW 22", "Abgewandert", "Umzug nach Köln"])
def test_a_column_that_is_filled_for_few_may_be_a_note_of_their_leaving(take, note):
    refused(take, "Merkmal 7", "", note)


@pytest.mark.parametrize(
    "cells",
    [
        ["ja", "ja, seit 2014", ""],
        ["Amt", "Werk", "Verein", "Amt", "Werk"],
        ["7341", "7342", "12", "12"],
        ["Wir kennen uns vom Kongress", "Messe in Leipzig", "Sperrmüll und Löschzug"],
    ],
    ids=["texts", "several words", "numbers", "remarks"],
)
def test_an_unknown_column_that_clearly_says_something_else_is_passed_over(take, cells):
    rows = "".join(f"n{number}@example.org;{cell}\n" for number, cell in enumerate(cells))

    out, err = take(f"email;Merkmal 7\n{rows}broken\n" + ";\n" * 9, ignore_extra=True)

    last = len(cells) + 2
    assert (out, err) == (
        f"1 invalid, {len(cells)} new",
        f"line {last}: 1 cells, but the header has 2",
    )


@pytest.mark.parametrize(
    ("column", "cell"),
    [("Geburtstag", "05.06.1971"), ("Letzte Änderung", "05.06.2021"), ("last_login", "1622869200"),
     ("Telefon", "0221 123"), ("PLZ", "44352"), ("Ort", "Köln"), ("Anrede", "Frau"),
     ("Kundennummer", "7"), ("htmlemail", "1"), ("Sprache", "de"), ("Straße", "An der Talsperre 5")],
)  # fmt: skip
def test_a_column_of_a_harmless_name_is_passed_over_whatever_it_holds(take, column, cell):
    rows = f"a@example.org;{cell}\nb@example.org;{cell}\n"

    assert take(f"email;{column}\n{rows}", ignore_extra=True) == ("2 new", "")


@pytest.mark.parametrize(
    "remark",
    ["unsubscribe", "Abmeldung", "Kündigung", "kein Newsletter", "bitte keine Mails", "Austritt",
     "nicht mehr anschreiben", "NICHT MAILEN", "verstorben", "storniert", "cancelled", "Sperre",
     "unzustellbar", "DNC", "do not contact", "widerrufen am 3.4.2020", "hat gekündigt", "Müller †", "raus",
     "abgem. 5.6.21", "Abm. 5.6.21", "ab\u00adgemeldet", "not interested", "bitte aus dem Verteiler nehmen", "Postfach existiert nicht", "kein Interesse",
     "Opt-Out (Telefon)", "Ku\u0308ndigung", "VIP,unsubscribed", "will keine Werbung",
     "Mail gesperrt", "existiert nicht mehr", "x" * 5000 + " abgemeldet", "verzogen",
     "unbekannt verzogen", "Mailbox full", "Postfach ist voll", "retired", "im Ruhestand",
     "pensioniert", "ausgeschieden", "has moved", "no longer employed", "user unknown",
     "nicht erreichbar"],
)  # fmt: skip
@pytest.mark.parametrize(
    "column", ["attributes", "Anrede", "consent_source", "first_name", "last_name", "Name"]
)
def test_a_remark_that_the_person_left_refuses_its_line(take, column, remark):
    out, err = take(f'email;{column}\nx@example.org;"{remark}"\n', ignore_extra=True)

    assert out == "1 invalid"
    assert err == (
        f"line 2: {column}: may say that the person left; if it does not, empty or change the cell,"
        " or remove the column"
    )
    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize("remark", ["verzogen", "Mailbox full", "VIP", "kommt wieder", "†", "…"])
@pytest.mark.parametrize(
    "column", ["Tags", "Notes", "Bemerkung", "Comment", "Notiz", "Schlagworte", "Memo"]
)
@pytest.mark.parametrize("ignore_extra", [False, True])
def test_somebody_must_look_at_every_remark(take, column, remark, ignore_extra):
    """No list of words knows all that may be said of somebody who left."""
    rows = f"a@example.org;{remark}\nb@example.org;\nc@example.org; - \n"

    out, err = take(f"email;{column}\n{rows}", ignore_extra=ignore_extra)

    assert (out, subscribed()) == ("1 invalid, 2 new", {"b@example.org", "c@example.org"})
    assert err == (
        f"line 2: {column}: a remark; if it does not say that the person left, empty the cell or "
        "remove the column"
    )


@pytest.mark.parametrize("column", ["updated", "Letzte Änderung", "modified_at", "LAST_CHANGED"])
@pytest.mark.parametrize("ignore_extra", [False, True])
def test_a_date_of_change_that_only_some_have_may_be_the_one_of_their_leaving(
    take, column, ignore_extra
):
    rows = "a@example.org;05.06.2021\nb@example.org;\n"

    with pytest.raises(CommandError, match=MAY_SAY.format(column)):
        take(f"email;{column}\n{rows}", ignore_extra=ignore_extra)

    take(f"email;{column}\n{rows.replace(';05.06.2021', ';')}", ignore_extra=ignore_extra)
    assert subscribed() == {"a@example.org", "b@example.org"}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("organisation", "Sperrmüll GmbH"), ("organisation", "Talsperren & Kündigungsschutz e.V."),
        ("last_name", "Kündig"), ("last_name", "Block"), ("last_name", "Robinson"),
        ("last_name", "Spamer"), ("last_name", "Stopp"),
        ("consent_source", "Newsletter-Anmeldung, jederzeit widerrufbar"),
        ("attributes", "Beschwerdemanagement"), ("attributes", "Widerspruchsstelle"),
        ("attributes", "VIP, Löschzug"), ("last_name", "Herzogen"), ("last_name", "Voll"),
    ],
)  # fmt: skip
def test_other_words_are_no_such_remark(take, column, cell):
    assert take(f"email;{column}\na@example.org;{cell}\n") == ("1 new", "")


@pytest.mark.parametrize(
    "name",
    ["Austritte.csv", "Kündigungen 2020.csv", "Ehemalige.csv", "Stornos.csv", "Ex-Abonnenten.csv",
     "Karteileichen.csv", "DNC.csv", "Nicht mehr anschreiben.csv"],
)  # fmt: skip
def test_a_file_that_is_named_so_needs_a_column_that_says_it(take, name):
    with pytest.raises(CommandError, match="name says that these people left"):
        take("email\na@example.org\n", name=name)

    assert LegacySubscriber.objects.count() == 0


def test_in_a_file_named_after_those_who_left_nobody_is_taken_in_as_subscribed(take):
    rows = "a@example.org;0;\nb@example.org;0;2021-06-05\n"

    out, err = take(f"email;bounced;deactivated\n{rows}", name="Abgemeldete.csv")

    assert out == "1 invalid, 1 new as unsubscribed"
    assert err == "line 2: by the file's name the person left, by the line not"
    assert (subscribed(), unsubscribed()) == (set(), {"b@example.org"})
