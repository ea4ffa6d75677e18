"""`import_subscribers`: messy lists, clear refusals, nothing twice, nobody mailed."""

import io
from datetime import datetime

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from accounts import claims
from accounts.models import LegacySubscriber
from tests.accounts.departed import hash_of, hashes_in_file
from tests.conftest import BERLIN, NOW

HEADER = "email,first_name,last_name,organisation,subscribed_at,unsubscribed_at,consent_source"


@pytest.fixture
def run(tmp_path, db, settings):
    """Import a file; returns the summary (the last line printed) and what was said of bad lines."""
    settings.VAR_DIR = tmp_path

    def run(content, **options):
        file = tmp_path / "subscribers.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out, err = io.StringIO(), io.StringIO()
        call_command("import_subscribers", file, stdout=out, stderr=err, **options)
        return out.getvalue().strip().splitlines()[-1], err.getvalue().strip()

    return run


def test_a_row_arrives_whole(run):
    row = "Ludwig@Stadtwerke.example,Ludwig,Lang,Stadtwerke Ä,2013-03-01,2014-05-06T10:00:00+02:00,Formular"

    assert run(f"{HEADER}\n{row}\n") == ("1 new as unsubscribed", "")

    found = LegacySubscriber.objects.get()
    assert found.email == "ludwig@stadtwerke.example"
    assert (found.first_name, found.last_name) == ("Ludwig", "Lang")
    assert found.organisation == "Stadtwerke Ä"
    assert found.subscribed_at == datetime(2013, 3, 1, tzinfo=BERLIN)
    assert found.unsubscribed_at == datetime(2014, 5, 6, 10, tzinfo=BERLIN)
    assert found.consent_source == "Formular"
    assert found.user is None
    assert mail.outbox == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(run, encoding, delimiter):
    text = "last_name,email,subscribed_at\r\nMüßig,a@stadt.example,04.05.2015\r\n".replace(
        ",", delimiter
    )

    assert run(text.encode(encoding)) == ("1 new", "")
    assert LegacySubscriber.objects.get().last_name == "Müßig"


def test_running_it_again_changes_nothing(run):
    content = "email,last_name\na@stadt.example,Lang\nb@stadt.example,\n"
    run(content)
    before = list(LegacySubscriber.objects.values())

    assert run(content) == ("2 unchanged", "")
    assert list(LegacySubscriber.objects.values()) == before


def test_what_is_new_is_taken_over_and_an_empty_cell_says_nothing(run):
    run("email,last_name,organisation\na@stadt.example,Lang,Amt\n")

    assert run("email,last_name,organisation\na@stadt.example,Lange,\n")[0] == "1 changed"
    found = LegacySubscriber.objects.get()
    assert (found.last_name, found.organisation) == ("Lange", "Amt")


def test_who_unsubscribed_stays_so(run):
    run("email,unsubscribed_at\na@stadt.example,2014-05-06\n")

    assert run("email,unsubscribed_at\na@stadt.example,\n")[0] == "1 unsubscribed earlier"
    assert run("email,unsubscribed_at\na@stadt.example,2020-01-01\n")[0] == "1 unchanged"
    assert LegacySubscriber.objects.get().unsubscribed_at.year == 2014


def test_a_member_is_linked_at_once(run, martha):
    assert run(f"email\n{martha.email}\n")[0] == "1 already a member"
    assert LegacySubscriber.objects.get().user == martha


def test_the_list_has_no_say_over_a_member(run, martha):
    LegacySubscriber.objects.create(
        email=martha.email, user=martha, claimed_at=NOW, last_name="Ihr"
    )

    assert run(f"email,last_name\n{martha.email},Anders\n")[0] == "1 already a member"

    found = LegacySubscriber.objects.get()
    assert (found.last_name, found.unsubscribed_at) == ("Ihr", None)


LEFT = "email,last_name,unsubscribed_at\n{},Anders,2026-09-01\n"


def test_but_it_says_that_a_member_left(run, martha, settings, tmp_path):
    """Who registers, or adds a password, does not subscribe again."""
    settings.DEPARTURES_FILE = tmp_path / "departures.txt"
    run(f"email,last_name\n{martha.email},Ihr\n")

    assert run(LEFT.format(martha.email), dry_run=True)[0].endswith("1 changed")
    assert LegacySubscriber.objects.get().unsubscribed_at is None
    assert run(LEFT.format(martha.email))[0] == "1 changed"

    found = LegacySubscriber.objects.get()
    assert (found.last_name, found.user) == ("Ihr", martha)
    assert found.unsubscribed_at == datetime(2026, 9, 1, tzinfo=BERLIN)
    assert hashes_in_file() == [hash_of(martha.email)]
    assert run(LEFT.format(martha.email))[0] == "1 already a member"


def test_nor_does_a_list_undo_that_a_member_subscribed_again(run, martha):
    run(f"email,unsubscribed_at\n{martha.email},2014-05-06\n")
    subscriber = LegacySubscriber.objects.get()
    claims.set_subscribed(martha, subscriber.pk, subscribed=True, wording="1")

    assert run(LEFT.format(martha.email))[0] == "1 already a member"
    assert LegacySubscriber.objects.get().unsubscribed_at is None


def test_an_unverified_account_is_not_linked(run, enrol):
    enrol("ulf@stadt.example", verified=False)

    assert run("email\nulf@stadt.example\n")[0] == "1 new"
    assert LegacySubscriber.objects.get().user is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("kaputt@x,,,", "email: no address"),
        ("A@Stadt.Example,,,", "email: stands in line 2 already"),
        ("a@b.example,,31.02.2015,", "subscribed_at: no date, for example"),
        ("a@b.example,,0001-01-01,", "subscribed_at: the year 1 is out of range"),
        ("a@b.example," + "x" * 101 + ",,", "last_name: 101 characters, at most 100"),
    ],
)
def test_a_bad_row_is_named_and_stops_nothing(run, row, reason):
    out, err = run(
        "email,last_name,subscribed_at,unsubscribed_at\n"
        f"a@stadt.example,,,\n{row}\nz@stadt.example,,,\n"
    )

    verdict = "duplicate in the file" if "already" in reason else "invalid"
    assert sorted(out.split(", ")) == [f"1 {verdict}", "2 new"]
    assert err.startswith(f"line 3: {reason}")
    assert LegacySubscriber.objects.count() == 2


def test_refusals_name_no_address(run):
    _, err = run("email\nnora@kaputt\n")

    assert "nora" not in err


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the header row has no column email"),
        ("name,ort\nx,y\n", "the header row has no column email"),
        ("email,telefon,geburtstag\na@b.example,1,2\n", "unknown column: telefon, geburtstag"),
        ("email,email\na@b.example,b@b.example\n", "column twice: email"),
    ],
)
def test_a_file_that_is_not_the_format_is_refused_whole(run, content, reason):
    with pytest.raises(CommandError, match=reason):
        run(content)
    assert LegacySubscriber.objects.count() == 0


def test_a_dry_run_writes_nothing(run):
    content = "email\na@b.example\nx@x\n"

    out, err = run(content, dry_run=True)

    assert out == "dry run, nothing written: 1 invalid, 1 new"
    assert err == "line 3: email: no address"
    assert LegacySubscriber.objects.count() == 0


def test_many_rows_cost_few_queries(run, django_assert_max_num_queries):
    rows = "\n".join(f"n{n}@stadt.example" for n in range(3000))

    # per 1000 rows: savepoint, known, members, insert (SQLite splits it), release
    with django_assert_max_num_queries(45):
        assert run(f"email\n{rows}\n")[0] == "3,000 new"
