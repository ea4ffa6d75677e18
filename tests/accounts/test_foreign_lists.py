"""Lists of other programs: who left there never comes in as subscribed; the rest is read or refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError

from accounts.models import LegacySubscriber
from tests.accounts.lists import subscribed, unsubscribed
from tests.conftest import BERLIN, NOW

LISTS = Path(__file__).parents[1] / "data/lists"
LEFT = {
    "hans@example.org", "ida@example.org",  # CleverReach: deactivated, bounced
    "marie@example.org",  # listmonk: blocklisted
    "frieda@example.org",  # Mailchimp: cleaned
    "emil@example.org",  # Mailchimp: unsubscribed
    "karla@example.org",  # rapidmail: deleted
}  # fmt: skip
STAYED = {
    "greta@example.org", "uwe@example.org",
    "anna.beispiel@example.org", "bernd.muster@example.org", "carla@example.org",
    "ludwig@example.org", "dora@example.org", "jan@example.org", "nora@example.org",
}  # fmt: skip


def test_of_every_list_those_who_stayed_come_in_and_those_who_left_stay_out(take):
    for file in sorted(LISTS.glob("*.csv")):
        take(file)

    assert subscribed() == STAYED
    assert unsubscribed() == LEFT


def test_an_address_with_an_umlaut_before_the_at_sign_is_named(take):
    """No mail server here accepts one (it would need SMTPUTF8); its domain may hold umlauts."""
    out, err = take(LISTS / "excel-deutsch-1252.csv")

    assert (out, err) == ("1 invalid, 1 new", "line 2: email: no address")


def test_a_later_list_does_not_bring_back_who_left_elsewhere(take):
    take(LISTS / "mailchimp-unsubscribed.csv")

    out, _ = take("email\nemil@example.org\n")

    assert out == "1 unsubscribed earlier"
    assert subscribed() == set()


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("excel-deutsch-1252.csv", "uwe@example.org",
         ("Uwe", "Groß", "", datetime(2019, 11, 14, tzinfo=BERLIN), None, "")),
        ("mailchimp-subscribed.csv", "dora@example.org",
         ("Dora", "Beispiel", "Landkreis Pappelsee",
          datetime(2016, 4, 1, 8, 15, 31, tzinfo=BERLIN), None, "")),
        ("mailchimp-unsubscribed.csv", "emil@example.org",
         ("Emil", "Muster", "", datetime(2016, 4, 1, 8, 15, 31, tzinfo=BERLIN),
          datetime(2021, 6, 5, 7, tzinfo=BERLIN), "")),
        ("cleverreach.csv", "hans@example.org",
         ("Hans", "Muster", "", datetime(2014, 3, 1, tzinfo=BERLIN),
          datetime(2021, 6, 5, tzinfo=BERLIN), "Website")),
        # rapidmail says that somebody is deleted, not since when: the day of the import counts
        ("rapidmail.csv", "karla@example.org",
         ("Karla", "Muster", "", datetime(2015, 1, 1, 10, 5, tzinfo=BERLIN), NOW, "")),
        # no rule divides whole names reliably
        ("listmonk.csv", "ludwig@example.org",
         ("", "Ludwig Beispiel", "", datetime(2018, 1, 1, 11, tzinfo=BERLIN), None, "")),
        ("utf16.csv", "nora@example.org", ("Nora", "", "", None, None, "")),
        ("excel-sep-zeile.csv", "carla@example.org", ("Carla", "", "", None, None, "")),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_programs_names(take, name, email, expected):
    take(LISTS / name)

    found = LegacySubscriber.objects.filter(email=email).values_list(
        "first_name", "last_name", "organisation",
        "subscribed_at", "unsubscribed_at", "consent_source",
    )  # fmt: skip
    assert list(found) == [expected]


@pytest.mark.parametrize("date", ["31.12.2019", "31-12-2019", "31-12-2019 00:00", "2019-12-31"])
def test_a_day_is_read_as_germans_write_it(take, date):
    assert take(f"email;unsubscribed_at\na@example.org;{date}\n") == ("1 new as unsubscribed", "")

    assert LegacySubscriber.objects.get().unsubscribed_at == datetime(2019, 12, 31, tzinfo=BERLIN)


def test_who_left_before_the_subscription_began_has_left(take):
    """One of the dates is wrong; that the person left is known all the same."""
    take("email\na@example.org\n")

    take("email;subscribed_at;unsubscribed_at\na@example.org;2020-05-01;2019-04-01\n")

    assert (subscribed(), unsubscribed()) == (set(), {"a@example.org"})


def test_every_offset_that_python_reads_is_taken(take):
    """PostgreSQL itself refuses those beyond 15:59."""
    take("email;Angemeldet am\na@example.org;2020-01-02T00:00:00+16:00\n")

    assert LegacySubscriber.objects.get().subscribed_at == datetime(2020, 1, 1, 8, tzinfo=UTC)


def test_a_list_of_people_who_left_without_a_date_says_when_it_was_read(take):
    out, _ = take("Email Address,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE\nfrieda@example.org,,\n")

    assert out == "1 new as unsubscribed"
    assert LegacySubscriber.objects.get().unsubscribed_at == NOW
    assert take("Email Address,CLEAN_TIME\nfrieda@example.org,\n")[0] == "1 unchanged"


# Each row with the header of another program. Brevo writes "Yes" and numbers, listmonk words,
# hand-made lists whatever their author thought of.
@pytest.mark.parametrize(
    ("header", "stayed", "left"),
    [
        ("E-Mail-Adresse;Abgemeldet am", "", "05.06.2021"),
        ("E-Mail-Adresse;Abmeldedatum", "", "2021-06-05"),
        ("E-Mail;Status", "angemeldet", "abgemeldet"),
        ("E-Mail;Status", "Aktiv", "Gelöscht"),
        ("E-Mail;Aktiv", "ja", "nein"),
        ("E-Mail;Aktiv", "1", "0"),
        ("E-Mail;Gesperrt", "nein", "ja"),
        ("E-Mail;Abgemeldet", "", "x"),
        ("EMAIL;UNSUBSCRIBED", "F", "T"),
        ("email;unsubscribed_at", "0000-00-00T00:00:00Z", "2021-06-05T00:00:00Z"),
        ("E-Mail;Bounces", "0", "3"),
        ("EMAIL;EMAIL_BLACKLISTED", "No", "Yes"),
        ("EMAIL;Blocklisted", "false", "true"),
        ("email;is_unsubscribed;is_blacklisted", "0;0", "1;0"),
        ("email;is_unsubscribed;is_blacklisted", "0;0", "0;1"),
        ("email;status", "enabled", "disabled"),
        ("email;status", "SUBSCRIBED", "hard-bounced"),
        ("email;deactivated", "0000-00-00 00:00:00", "2021-06-05 10:00:00"),
        ("email;status;deleted_at", "active;", "active;2021-06-05"),
        ("email;unsubscribed_at;status", ";active", ";unsubscribed"),
    ],
)  # fmt: skip
def test_a_column_that_says_who_left_is_read(take, header, stayed, left):
    take(f"{header}\na@example.org;{stayed}\nb@example.org;{left}\n")

    assert (subscribed(), unsubscribed()) == ({"a@example.org"}, {"b@example.org"})


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        ("email;Status", "", "Status: says neither subscribed nor unsubscribed"),
        ("email;Aktiv", "", "Aktiv: says neither yes nor no"),
        ("email;status", "pending", "status: the subscription was never confirmed"),
        ("email;status", "unconfirmed", "status: the subscription was never confirmed"),
        ("email;activated", "", "activated: the subscription was never confirmed"),
        ("email;TAGS", "VIP", "TAGS: a remark; if it does not say"),
        ("email;NOTES", "rief an", "NOTES: a remark; if it does not say"),
        ("email;Angemeldet am", "23.11.2026", "subscribed_at: lies in the future"),
        ("email;Angemeldet am", "neulich", "Angemeldet am: no date, for example"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_understood_refuses_its_line(take, header, cell, reason):
    out, err = take(f"{header}\nx@example.org;{cell}\n")

    assert out == "1 invalid"
    assert err.startswith(f"line 2: {reason}")
    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize("order", [("active", "unsubscribed"), ("unsubscribed", "active")])
@pytest.mark.parametrize("lines_between", [0, 6000])
def test_who_stands_twice_and_left_once_has_left(take, order, lines_between):
    first, second = order
    others = "".join(f"n{number}@example.org,active\n" for number in range(lines_between))

    out, _ = take(f"email,status\na@example.org,{first}\n{others}A@example.org,{second}\n")

    assert "1 duplicate in the file" in out
    assert unsubscribed() == {"a@example.org"}


def test_who_left_stays_so_where_another_list_knows_a_later_subscription(take):
    take("email,subscribed_at\na@example.org,2018-01-01\n")

    take("Email Address,UNSUB_TIME\na@example.org,2016-05-06 07:08:09\n")

    assert unsubscribed() == {"a@example.org"}


@pytest.mark.parametrize(
    "name",
    ["unsubscribed_segment_export_8f2.csv", "Abgemeldete.csv", "nonsubscribed_export.csv",
     "mailchimp-cleaned.csv", "Sperrliste 2021.csv", "bounces.csv"],
)  # fmt: skip
def test_a_file_whose_name_says_that_they_left_while_no_column_does_is_refused(take, name):
    with pytest.raises(CommandError, match="name says that these people left"):
        take("Email Address,First Name\na@example.org,Anna\n", name=name)

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize("name", ["subscribed_segment_export_8f2.csv", "Abonnenten.csv"])
def test_a_file_named_after_its_subscribers_is_read(take, name):
    assert take("Email Address\na@example.org\n", name=name)[0] == "1 new"


@pytest.mark.parametrize(
    "content",
    [
        "email;first_name;;\na@example.org;Anna;;\n",
        "email;first_name;;\na@example.org;Anna\n",
        "email;first_name\na@example.org;Anna;;;\n",
        "email;;first_name\na@example.org;;Anna\n",
        "sep=;\nemail;first_name\na@example.org;Anna\n",
        '"sep=;"\r\nemail;first_name\r\na@example.org;Anna\r\n',
        "\ufeffsep=|\nemail|first_name\na@example.org|Anna\n",
        '"E-Mail\nAdresse";Vorname\na@example.org;Anna\n',
        "email\tfirst_name\r\na@example.org\tAnna\r\n".encode("utf-16"),
        "\ufeffemail\tfirst_name\r\na@example.org\tAnna\r\n".encode("utf-16-be"),
    ],
)  # fmt: skip
def test_what_excel_writes_around_a_list_is_no_fault(take, content):
    assert take(content) == ("1 new", "")
    assert LegacySubscriber.objects.get().first_name == "Anna"


def test_lines_are_counted_as_an_editor_shows_them(take):
    _, err = take('sep=;\n"E-Mail\nAdresse";Vorname\na@example.org;"An\nna"\nkaputt@x;\n')

    assert err == "line 6: email: no address"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00" + bytes(500), "a spreadsheet or an archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "an old Excel file"),
        (b"%PDF-1.7\n", "a PDF file"),
        (b"<html><table><tr><td>email</td></tr></table>", "a web page"),
        (b"\x1f\x8b\x08" + bytes(500), "a compressed file"),
        ("email\na@example.org\n".encode("utf-16-le"), "neither UTF-8 nor"),
    ],
)
def test_what_is_no_csv_file_is_told_so_and_how_to_save_it(take, content, reason):
    with pytest.raises(CommandError, match=f"{reason}.*CSV UTF-8"):
        take(content)
