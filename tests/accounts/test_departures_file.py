"""Where the departures file lies: its disk may be away, its owner may be the wrong one."""

import fcntl
import io
import os
import stat
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts import suppressions
from accounts.models import LegacySubscriber, User
from importing import departures
from newsroom import checks
from tests.conftest import NOW

OTHER = "lena@stadtwerke.example"


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.DEPARTURES_FILE = tmp_path / "disk" / "site" / "departures.txt"
    settings.DEPARTURES_FILE.parent.mkdir(parents=True)
    return settings.DEPARTURES_FILE


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["/dev/null", "/dev/full", "/dev"])
def test_what_may_never_end_is_not_read(settings, place):
    settings.DEPARTURES_FILE = place

    with pytest.raises(OSError, match=f"not a file on disk: '{place}'$"):
        call_command("apply_departures")


@pytest.fixture
def _unmounted(file):
    file.parent.rmdir()


@pytest.mark.usefixtures("_unmounted")
def test_while_its_disk_is_away_nobody_leaves_and_no_folder_is_made(log_in, martha, file):
    response = log_in(martha).post("/konto/loeschen/")

    assert response.status_code == 503
    assert "Ihre Änderung konnte nicht gespeichert werden." in response.content.decode()
    assert User.objects.filter(pk=martha.pk).exists()
    assert not file.parent.exists()


@pytest.mark.usefixtures("_unmounted")
def test_commands_name_it_then(ludwig, file, tmp_path, settings):
    settings.VAR_DIR = tmp_path
    text = tmp_path / "list.csv"
    text.write_text(f"email,unsubscribed_at\n{ludwig.email},2020-01-02\n")
    LegacySubscriber.objects.update(imported_at=NOW - timedelta(days=99), unsubscribed_at=NOW)

    with pytest.raises(departures.NotWritten, match=f"No such file or directory: '{file}'"):
        call_command("remove_unclaimed_subscribers", older_than=30)
    LegacySubscriber.objects.update(unsubscribed_at=None)
    with pytest.raises(CommandError, match=f"{file}: No such file or directory"):
        call_command("import_subscribers", text, stdout=io.StringIO())

    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at is None


def check(**expected):
    found = [(each.id, each.msg) for each in checks.departures_can_be_written()]
    assert found == ([("newsroom.E010", expected["says"])] if expected else [])


@pytest.mark.usefixtures("_unmounted")
def test_the_deployment_check_says_that_its_folder_is_missing(file):
    check(says=f"DEPARTURES_FILE ({file}): the folder {file.parent} is missing.")


def test_the_deployment_check_is_silent_where_it_can_be_written(db):
    check()
    suppressions.note([OTHER])
    check()


@pytest.mark.parametrize("begun", [False, True])
def test_the_deployment_check_says_that_it_cannot_be_written(db, file, monkeypatch, begun):
    if begun:
        file.touch()
    asked = file if begun else file.parent
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != asked)

    check(says=f"DEPARTURES_FILE ({file}): this user may not write it.")


def owned(monkeypatch, file, *, file_by, folder_by, mode=0o600):
    looked = Path.stat

    def look(path, **options):
        found = list(looked(path, **options))
        if path in {file, file.parent}:
            found[stat.ST_UID] = file_by if path == file else folder_by
        if path == file:
            found[stat.ST_MODE] = stat.S_IFREG | mode
        return os.stat_result(found)

    monkeypatch.setattr(Path, "stat", look)


def test_the_deployment_check_says_that_only_root_can_write_it(db, file, monkeypatch):
    file.touch()
    says = f"DEPARTURES_FILE ({file}): it belongs to root, its folder to another user."
    with monkeypatch.context() as patch:
        owned(patch, file, file_by=0, folder_by=1000)
        check(says=says)
    for fine in [
        {"file_by": 1000, "folder_by": 1000},
        {"file_by": 0, "folder_by": 0},
        {"file_by": 0, "folder_by": 1000, "mode": 0o660},
    ]:
        with monkeypatch.context() as patch:
            owned(patch, file, **fine)
            check()


@pytest.mark.parametrize("user", [0, 1000])
def test_one_that_root_begins_belongs_to_the_owner_of_its_folder(db, file, monkeypatch, user):
    """Else the site could never write to it."""
    given = []
    monkeypatch.setattr(departures.os, "geteuid", lambda: user)
    monkeypatch.setattr(departures.os, "fchown", lambda _, *owner: given.append(owner))

    suppressions.note([OTHER])
    suppressions.note(["ludwig@stadtwerke.example"])

    folder = file.parent.stat()
    assert given == ([] if user else [(folder.st_uid, folder.st_gid)])


# --- Two processes at once -----------------------------------------------------------------------


@pytest.fixture
def meanwhile(file, monkeypatch):
    """While this process waits for its turn, another one writes `text` and ends its own."""

    @contextmanager
    def meanwhile(text):
        with file.open("ab", buffering=0) as other:
            fcntl.flock(other, fcntl.LOCK_EX)

            def write(seconds):
                other.write(text)
                fcntl.flock(other, fcntl.LOCK_UN)

            monkeypatch.setattr(departures, "sleep", write)
            yield

    return meanwhile


def test_what_another_process_left_cut_off_meanwhile_spoils_no_line(db, file, meanwhile):
    with meanwhile(b"2026-11-22T11"):
        suppressions.note([OTHER])

    assert [bool(line) for _, line in departures.read()] == [False, True]


def test_what_another_process_wrote_meanwhile_stays_where_this_one_fails(
    db, file, meanwhile, monkeypatch
):
    def fail(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(departures.os, "fsync", fail)
    with meanwhile(b"its line\n"), pytest.raises(departures.NotWritten, match="No space"):
        suppressions.note([OTHER])

    assert file.read_bytes() == b"its line\n"
