"""A column that nobody knows refuses the file until a person has looked at it and named it."""

import pytest
from django.core.management import CommandError

from accounts.models import LegacySubscriber, SubscriberImport
from tests.accounts.lists import subscribed, unsubscribed


@pytest.mark.parametrize(
    "column",
    ["Telefon", "Ort", "Rundbrief", "Gruppe", "Abo", "NL", "Abmeldegrund", "Bounce reason", "Zustand",
     "désabonné", "Merkmal 7", "✓", "email_state", "Kündigung zum"],
)  # fmt: skip
@pytest.mark.parametrize("cell", ["", "nein", "0221 123", "05.06.2021"])
def test_it_refuses_the_file_whatever_it_holds(take, column, cell):
    with pytest.raises(CommandError, match=f'unknown column: {column};.*--ignore-extra "{column}"'):
        take(f"email;{column}\na@example.org;{cell}\n")

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize("named", ["Telefon", "telefon", " TELEFON "])
def test_who_has_looked_at_it_names_it(take, named):
    assert take("email;Telefon\na@example.org;0221 1\n", ignore_extra=[named]) == ("1 new", "")

    assert SubscriberImport.objects.get().ignored_columns == [named]


def test_each_is_named_by_itself(take):
    with pytest.raises(CommandError, match=r'unknown column: Rhythmus, ✓;.*"Rhythmus" .*"✓"$'):
        take("email;Telefon;Rhythmus;✓\na@example.org;;nie;\n", ignore_extra=["Telefon"])

    out, _ = take(
        "email;Telefon;Rhythmus;✓\na@example.org;;oft;\n", ignore_extra=["Telefon", "Rhythmus", "✓"]
    )
    assert out == "1 new"


@pytest.mark.parametrize(
    "column",
    ["Status", "Abgemeldet", "Abgemeldet am", "Aktiv", "Bemerkung", "TAGS", "bounced", "confirmed",
     "Widerspruch vom", "Sperrvermerk"],
)  # fmt: skip
def test_a_column_that_says_who_left_cannot_be_passed_over(take, column):
    with pytest.raises(CommandError, match=f"cannot be passed over: {column}; it says who left"):
        take(f"email;{column}\na@example.org;ja\n", ignore_extra=[column])

    assert LegacySubscriber.objects.count() == 0


def test_a_known_column_is_read_though_it_was_named(take):
    take("email;Name\na@example.org;Albers\n", ignore_extra=["Name"])

    assert LegacySubscriber.objects.get().last_name == "Albers"


def test_a_cell_that_says_so_is_read_in_a_column_that_is_passed_over(take):
    rows = "a@example.org;Presse\nb@example.org;hat gekündigt\n"

    out, err = take(f"email;Gruppe\n{rows}", ignore_extra=["Gruppe"])

    assert out == "1 invalid, 1 new"
    assert err.startswith("line 3: Gruppe: may say that the person left")
    assert (subscribed(), unsubscribed()) == ({"a@example.org"}, {"b@example.org"})


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
    "remark",
    ["unsubscribe", "Abmeldung", "Kündigung", "kein Newsletter", "bitte keine Mails", "Austritt",
     "nicht mehr anschreiben", "NICHT MAILEN", "verstorben", "storniert", "cancelled", "Sperre",
     "unzustellbar", "DNC", "do not contact", "widerrufen am 3.4.2020", "hat gekündigt", "Müller †", "raus",
     "abgem. 5.6.21", "Abm. 5.6.21", "ab\u00adgemeldet", "not interested", "bitte aus dem Verteiler nehmen",
     "Postfach existiert nicht", "kein Interesse", "Opt-Out (Telefon)", "Ku\u0308ndigung", "VIP,unsubscribed",
     "will keine Werbung", "Mail gesperrt", "gek?ndigt", "gel?scht", "verzogen", "Mailbox full", "retired",
     "im Ruhestand", "ausgeschieden", "has moved", "user unknown", "nicht erreichbar"],
)  # fmt: skip
@pytest.mark.parametrize("column", ["attributes", "consent_source", "last_name", "Firma", "Notiz"])
def test_a_remark_that_the_person_left_counts(take, column, remark):
    out, err = take(f'email;{column}\nx@example.org;"{remark}"\n')

    assert out == "1 invalid"
    assert err.startswith(f"line 2: {column}: ")
    assert err.endswith("; the address counts as unsubscribed")
    assert (subscribed(), unsubscribed()) == (set(), {"x@example.org"})


@pytest.mark.parametrize("remark", ["Wohnort geändert", "VIP", "kommt wieder", "…"])
@pytest.mark.parametrize(
    "column", ["Tags", "Notes", "Bemerkung", "Comment", "Notiz", "Schlagworte", "Memo"]
)
def test_somebody_must_look_at_every_remark(take, column, remark):
    """No list of words knows all that may be said of somebody who left."""
    out, err = take(f"email;{column}\na@example.org;{remark}\nb@example.org;\nc@example.org; - \n")

    assert (out, subscribed()) == ("1 invalid, 2 new", {"b@example.org", "c@example.org"})
    assert unsubscribed() == set()
    assert err == (
        f"line 2: {column}: a remark; if it does not say that the person left, empty the cell or "
        "remove the column"
    )


@pytest.mark.parametrize("column", ["updated", "Letzte Änderung", "modified_at", "LAST_CHANGED"])
def test_a_date_of_change_that_only_some_have_may_be_the_one_of_their_leaving(take, column):
    rows = "a@example.org;05.06.2021\n;\nb@example.org;\n"

    with pytest.raises(
        CommandError, match=f"column {column}: a date of change that some lines have"
    ):
        take(f"email;{column}\n{rows}")
    assert LegacySubscriber.objects.count() == 0

    take(f"email;{column}\n{rows.replace(';05.06.2021', ';')}")
    take(f"email;{column}\n{rows}", ignore_extra=[column])
    assert subscribed() == {"a@example.org", "b@example.org"}


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("organisation", "Sperrmüll GmbH"), ("organisation", "Talsperren & Kündigungsschutz e.V."),
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
     "Karteileichen.csv", "DNC.csv", "Nicht mehr anschreiben.csv", "Loeschliste.csv", "Kuendiger.csv",
     "ex-leser.csv", "Austräger_2023.csv", "Papierkorb.csv", "Gekündigte.csv", "Widersprüche.csv",
     "Sperren.csv", "Austragungen.csv", "Entfernte.csv", "Streichliste.csv", "Negativliste.csv",
     "exclusion list.csv", "frühere Abonnenten.csv", "ohne Einwilligung.csv", "Werbeverweigerer.csv"],
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
