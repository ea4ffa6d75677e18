"""The departures file: whoever left stands in it, whatever happens.

The promises of docs/decisions/departures.md.
"""

import fcntl
import multiprocessing

import pytest
from django.contrib.admin import site
from django.db import (
    DEFAULT_DB_ALIAS,
    IntegrityError,
    OperationalError,
    transaction,
)

from accounts import claims, keys, privacy, suppressions
from accounts.admin import UserAdmin
from accounts.models import LegacySubscriber, Suppression, User
from importing import departures
from importing.departures import Departure, Removal
from tests.accounts.departed import apply_departures, hash_of, hashes_in_file
from tests.conftest import NOW

LIST = "/redaktion/accounts/legacysubscriber/"
OTHER = "lena@stadtwerke.example"


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.DEPARTURES_FILE = tmp_path / "folder" / "departures.txt"
    settings.DEPARTURES_FILE.parent.mkdir()
    return settings.DEPARTURES_FILE


# --- Who is written ------------------------------------------------------------------------------


def test_a_member_who_unsubscribes(log_in, martha, claimed):
    client = log_in(martha)
    client.post(f"/konto/abonnement/{claimed.pk}/", {})
    client.post(f"/konto/abonnement/{claimed.pk}/", {})

    assert hashes_in_file() == [hash_of(martha.email)]
    claimed.refresh_from_db()
    assert claimed.unsubscribed_at == NOW


def test_a_member_who_deletes_the_account(log_in, martha):
    log_in(martha).post("/konto/loeschen/")

    assert hashes_in_file() == [hash_of(martha.email)]


def test_a_subscriber_whom_an_administrator_deletes(log_in, adam, ludwig):
    log_in(adam).post(f"{LIST}{ludwig.pk}/delete/", {"post": "yes"})

    assert hashes_in_file() == [hash_of(ludwig.email)]


def test_a_subscriber_whom_an_administrator_marks_as_unsubscribed(log_in, adam, ludwig):
    values = {"email": ludwig.email, "first_name": "", "last_name": "", "organisation": "",
              "subscribed_at_0": "", "subscribed_at_1": "", "unsubscribed_at_0": "06.05.2014",
              "unsubscribed_at_1": "12:00", "consent_source": ""}  # fmt: skip
    page = f"{LIST}{ludwig.pk}/change/"

    assert log_in(adam).post(page, values).status_code == 302
    assert log_in(adam).post(page, values | {"last_name": "Lang"}).status_code == 302

    ((_, line),) = departures.read()
    assert line == Departure(hash_of(ludwig.email), keys.newest().id, NOW)


def test_a_subscriber_of_whom_a_list_says_that_they_left(ludwig, read_list):
    read_list(ludwig.email, "neu@stadt.example", unsubscribed_at="2020-01-02")

    assert hashes_in_file() == [hash_of(ludwig.email)]


def test_the_file_holds_hashes_and_times_for_its_owner_alone(db, file):
    suppressions.note(["ludwig@stadtwerke.example"])

    key = keys.newest()
    assert file.read_text() == (
        f"2026-11-22T11:00:00+00:00 {key.id} {hash_of('ludwig@stadtwerke.example')}\n"
    )
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("place", "form"),
    [("/konto/abonnement/{claimed}/", {}), ("/konto/loeschen/", {})],
    ids=["unsubscribes", "deletes the account"],
)
def test_while_the_file_takes_nothing_nobody_leaves(log_in, martha, claimed, settings, place, form):
    settings.DEPARTURES_FILE = "/dev/full"

    response = log_in(martha).post(place.format(claimed=claimed.pk), form)

    assert response.status_code == 503
    assert "Ihre Änderung konnte nicht gespeichert werden." in response.content.decode()
    claimed.refresh_from_db()
    assert claimed.unsubscribed_at is None
    assert User.objects.filter(pk=martha.pk).exists()


def test_a_file_that_somebody_keeps_is_waited_for_in_vain(
    log_in, martha, claimed, file, monkeypatch
):
    monkeypatch.setattr(departures, "LOCK_SECONDS", 0)
    with file.open("ab") as backup:
        fcntl.flock(backup, fcntl.LOCK_EX)

        response = log_in(martha).post(f"/konto/abonnement/{claimed.pk}/", {})

    assert response.status_code == 503
    assert file.read_bytes() == b""


# --- Before the commit ---------------------------------------------------------------------------


def test_a_departure_whose_transaction_fails_stands_in_the_file(db):
    """A crash between file and commit: the person asked to leave, and does so at the latest now."""
    with transaction.atomic():
        suppressions.note([OTHER])
        transaction.set_rollback(True)  # the crash

    assert not suppressions.is_noted(OTHER)
    assert apply_departures()[0].endswith("0 subscribers unsubscribed, 1 suppressions noted")
    assert suppressions.is_noted(OTHER)


def deadlock(user):
    raise OperationalError("deadlock detected")


def leave_rows(user):
    """As a row that another transaction has added: its foreign key is checked later."""
    User.objects.filter(pk=user.pk)._raw_delete(DEFAULT_DB_ALIAS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (deadlock, OperationalError),
        pytest.param(
            leave_rows, IntegrityError, marks=pytest.mark.postgresql
        ),  # SQLite: one writer
    ],
)
def test_an_account_whose_deletion_fails_is_not_deleted_later(martha, monkeypatch, fault, error):
    monkeypatch.setattr(User, "delete", fault)

    with pytest.raises(error):
        privacy.delete(martha)

    monkeypatch.undo()
    assert [line for _, line in departures.read() if isinstance(line, Removal)] == []
    apply_departures()
    assert User.objects.filter(pk=martha.pk).exists()


def test_of_several_accounts_none_is_deleted_later_where_one_fails(martha, edda, monkeypatch):
    delete = User.delete
    monkeypatch.setattr(
        User, "delete", lambda user: delete(user) if user != edda else deadlock(user)
    )

    with pytest.raises(OperationalError):
        UserAdmin(User, site).delete_queryset(None, User.objects.order_by("-email"))

    monkeypatch.undo()
    apply_departures()
    assert set(User.objects.all()) == {martha, edda}


def test_nobody_leaves_without_a_line(martha, claimed, file):
    """Where the file takes nothing, the page is an error and nothing is changed."""
    file.mkdir()

    with pytest.raises(departures.NotWritten, match="Is a directory"):
        privacy.delete(martha)
    with pytest.raises(departures.NotWritten, match="Is a directory"):
        claims.set_subscribed(martha, claimed.pk, subscribed=False, wording="x")

    assert User.objects.filter(pk=martha.pk).exists()
    claimed.refresh_from_db()
    assert claimed.unsubscribed_at is None
    assert not Suppression.objects.exists()


def test_the_line_is_on_the_disk_before_anything_is_changed(martha, claimed, monkeypatch):
    synced = []
    monkeypatch.setattr(
        departures.os, "fsync",
        lambda descriptor: synced.append(LegacySubscriber.objects.get().unsubscribed_at),
    )  # fmt: skip

    claims.set_subscribed(martha, claimed.pk, subscribed=False, wording="x")

    assert synced == [None, None]  # the file, and the folder that is to keep its name
    assert LegacySubscriber.objects.get().unsubscribed_at == NOW


def test_a_full_disk_leaves_no_part_of_a_line(db, file, monkeypatch):
    suppressions.record([OTHER])
    before = file.read_bytes()

    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(departures.os, "fsync", fail)
    with pytest.raises(OSError, match="No space"):
        suppressions.record(["ludwig@stadtwerke.example"])

    assert file.read_bytes() == before


# --- Several processes, broken lines -------------------------------------------------------------


def _append_many(path, number):
    from django.conf import settings  # noqa: PLC0415 - in a process of its own

    settings.DEPARTURES_FILE = path
    for line in range(50):
        departures.append([Departure(f"{number * 50 + line:064x}", "0" * 8, NOW)] * 3)


@pytest.mark.slow
def test_several_processes_write_whole_lines(file):
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_append_many, args=(file, number)) for number in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0

    assert sorted(hashes_in_file()) == sorted(f"{each:064x}" for each in range(200) for _ in "abc")


@pytest.mark.parametrize(
    "end", [b"2026-11-22T11:00:00+00:00 00000000 0123", b"x" * 1000, b"\xff", b"20"]
)
def test_a_broken_last_line_is_passed_over_and_said(db, file, end):
    suppressions.record([OTHER])
    with file.open("ab") as target:
        target.write(end)

    said, errors = apply_departures()

    assert said == "1 lines read: 0 subscribers unsubscribed, 1 suppressions noted"
    assert errors == "line 2 cannot be read and was passed over"
    assert suppressions.is_noted(OTHER)


def test_the_next_line_begins_anew_after_a_broken_one(db, file):
    suppressions.record([OTHER])
    with file.open("r+b") as target:
        target.truncate(50)
    suppressions.record(["ludwig@stadtwerke.example"])

    assert hashes_in_file() == [None, hash_of("ludwig@stadtwerke.example")]


@pytest.mark.parametrize("moment", ["2026-11-22T11:00:00.000", "2026-13-22T11:00:00+00:00"])
def test_a_time_that_is_none_is_a_broken_line(db, file, moment):
    suppressions.record([OTHER])
    file.write_text(file.read_text().replace("2026-11-22T11:00:00+00:00", moment))

    assert hashes_in_file() == [None]
