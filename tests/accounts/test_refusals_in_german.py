"""What an upload is refused for stands in admin in German, with what to do."""

import pytest

from accounts import subscriber_runs
from accounts.models import SubscriberImport


@pytest.fixture
def page_of(upload, desk):
    """Upload a list, have it checked; returns the page of the run, in one line."""

    def page_of(content, **options):
        upload(content, **options)
        run = SubscriberImport.objects.get()
        subscriber_runs.work(run.pk)
        response = desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/")
        return " ".join(response.content.decode().split())

    return page_of


@pytest.mark.parametrize(
    ("content", "german"),
    [
        (b"PK\x03\x04" + bytes(99), "Die Datei ist eine Tabelle (oder ein Archiv), kein CSV. Bitte speichern Sie"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Die Datei ist eine Excel-Tabelle, kein CSV."),
        (b"%PDF-1.7", "Die Datei ist kein CSV."),
        (b"e\0m\0a\0i\0l\0", "Die Datei ist weder in UTF-8 noch in UTF-16 noch in Windows-1252"),
        ("email," + "x" * 131_073, "Die Kopfzeile hat mehr als 100.000 Zeichen."),
        ("email" + ",x" * 300, "Die Liste hat 301 Spalten, höchstens 200 sind möglich."),
        ("email,Mail", "Diese Spalte steht zweimal in der Kopfzeile: Mail, email"),
        ('email\n"a@example.org\nb@example.org', "In Zeile 2 beginnt ein Anführungszeichen, das"),
        ('email,"a\n@example.org"', "In der Kopfzeile wird ein Anführungszeichen nicht geschlossen."),
        ("email\nAbgänge", "zuerst an:<br>Zeile 2: keine Adresse. Ist das eine Überschrift, so haben"),
        ("email\n" + "x\n" * 1200, "13, 14, 15, 16, 17, 18, 19, 20, 21 und 1.180 weitere: keine Adresse. Ist das"),
        ("email\na@x.example und b@x.example", "Zeile 2: mehrere Adressen in einer Zelle. Bitte geben Sie"),
        ("email,Name\na@x.example,b@x.example", "Zeile 2: eine Adresse in einer anderen Spalte. Stehen hier"),
        ("email,Name\na@x.example", "Zeile 2: weniger Zellen als die Kopfzeile. Stehen hier"),
        ("email\na@x.example,b", "Zeile 2: Inhalt in einer Spalte ohne Namen. Bitte benennen"),
        ("email,Name\na@x.example," + "x" * 1_048_576, "Zeile 2: kein lesbares CSV oder zu lang. Bitte berichtigen"),
        ("email,updated\na@x.example,1\nb@x.example,", "Spalte updated: Nur manche Zeilen haben dieses Datum"),
        ("email,b@x.example\na@x.example,", "In der Kopfzeile steht eine Adresse."),
        ("email,Name\na@x.example,Löwe".encode("mac_roman"), "Die Umlaute sind nicht wie in Windows gespeichert"),
        (b"email,last_name\na@x.example,M\xc3\xbcller\nb@x.example,B\xf6hm", "Zeile 2 ist UTF-8, andere"),
        ("email,Abmeldegrund", "Diese Spalten sind unbekannt: Abmeldegrund"),
    ],
)  # fmt: skip
def test_a_file_that_is_refused_is_explained_in_german(page_of, content, german):
    page = page_of(content)

    assert "Diese Datei konnte nicht gelesen werden" in page
    assert german in page


def test_a_file_named_after_those_who_left_is_explained_in_german(page_of):
    page = page_of("email\na@stadt.example\n", name="unsubscribed_export.csv")

    assert "Nach dem Namen der Datei haben diese Personen abbestellt" in page


@pytest.mark.parametrize(
    ("header", "cell", "german"),
    [
        ("Status", "vielleicht", "Status: Daraus geht nicht hervor, ob die Person noch abonniert hat"),
        ("status", "pending", "status: Das Abonnement wurde nie bestätigt"),
        ("Firma", "KÃ¶ln", "Firma: zerstörte Umlaute wie Ã¼"),
        ("Aktiv", "", "Aktiv: weder ja noch nein"),
        ("Abgemeldet am", "neulich", "Abgemeldet am: weder ja noch nein noch ein Datum; die Adresse gilt als abbestellt"),
        ("Angemeldet am", "neulich", "Angemeldet am: kein Datum, zum Beispiel 04.05.2015"),
        (
            "Bemerkung", "VIP",
            "Bemerkung: ein Vermerk. Sagt er nichts über eine Abbestellung, leeren Sie die Zelle",
        ),
        ("Firma", "abgemeldet", "Firma: sagt vielleicht, dass die Person abbestellt hat; wenn nicht, leeren oder ändern Sie die Zelle, oder entfernen Sie die Spalte; die Adresse"),
        (
            "unsubscribed_at", "31.02.2020",
            "unsubscribed_at: weder ja noch nein noch ein Datum; die Adresse gilt als abbestellt",
        ),
        ("last_name", "Lang (weg)", "last_name: mehr als ein Name. Löschen Sie, was nicht zum Namen gehört"),
    ],
)  # fmt: skip
def test_a_line_that_is_refused_is_explained_in_german(page_of, header, cell, german):
    page = page_of(f"email,{header}\na@stadt.example,{cell}\n")

    assert f"<td>2</td><td>{german}" in page


def test_words_beside_an_address_are_explained_in_german(page_of):
    page = page_of("email\na@stadt.example (abgemeldet)\n")

    assert (
        "<td>2</td><td>email: Neben der Adresse stehen Wörter; bitte löschen Sie sie; die" in page
    )


def test_a_file_and_a_line_that_contradict_each_other_are_explained_in_german(page_of):
    page = page_of("email,bounced\na@stadt.example,0\n", name="Abgemeldete.csv")

    assert "<td>2</td><td>Nach dem Namen der Datei hat die Person abbestellt, nach" in page


def test_who_left_in_another_program_is_counted_apart(page_of):
    page = page_of("Email Address,UNSUB_TIME\na@stadt.example,2021-06-05 07:00:00\n")

    assert "neu, aber abbestellt</th><td>1" in page
