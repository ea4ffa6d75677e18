"""`remove_unclaimed_subscribers`: what goes, what stays, and who stays unsubscribed."""

import io
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command

from accounts.models import LegacySubscriber, SubscriberImport, Suppression
from importing.departures import NotWritten
from tests.conftest import NOW

OLD = NOW - timedelta(days=400)


@pytest.fixture
def run(settings, tmp_path, db):
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"

    def run(*arguments):
        out = io.StringIO()
        call_command("remove_unclaimed_subscribers", *arguments, stdout=out)
        return out.getvalue().strip()

    return run


@pytest.fixture
def subscribers(martha):
    create = LegacySubscriber.objects.create
    create(email="alt@stadt.example", imported_at=OLD)
    create(email="abbestellt@stadt.example", imported_at=OLD, unsubscribed_at=OLD)
    create(email="neu@stadt.example", imported_at=NOW)
    create(email=martha.email, imported_at=OLD, user=martha, claimed_at=NOW)
    create(email="geloescht@stadt.example", imported_at=OLD, claimed_at=OLD)


def emails():
    return set(LegacySubscriber.objects.values_list("email", flat=True))


def test_only_what_was_never_claimed_and_is_old_goes(run, subscribers, martha):
    assert run("--older-than", "365") == "2 addresses and 0 uploads removed"

    assert emails() == {"neu@stadt.example", martha.email, "geloescht@stadt.example"}


def test_a_dry_run_changes_nothing(run, subscribers):
    before = emails()

    assert run("--older-than", "365", "--dry-run") == (
        "dry run, nothing removed: 2 addresses, of 1 of them (unsubscribed) a keyed hash would "
        "remain; 0 uploads"
    )
    assert emails() == before
    assert Suppression.objects.count() == 0


def test_who_unsubscribed_stays_so_when_the_list_comes_again(run, subscribers, tmp_path):
    run("--older-than", "365")
    assert "abbestellt" not in str(list(Suppression.objects.values()))
    file = tmp_path / "list.csv"
    file.write_text(
        "email,subscribed_at\nAbbestellt@Stadt.example,2026-01-01\nalt@stadt.example,\n"
    )

    out = io.StringIO()
    call_command("import_subscribers", file, stdout=out)

    assert out.getvalue().strip().splitlines()[-1] == "1 unsubscribed earlier, 1 new"
    assert not LegacySubscriber.objects.filter(email="abbestellt@stadt.example").exists()


def test_old_uploads_go(run):
    SubscriberImport.objects.create(
        file_name="x.csv", upload=ContentFile(b"email\n", "x.csv"), created_at=OLD
    )

    assert run("--older-than", "7") == "0 addresses and 1 uploads removed"
    assert not SubscriberImport.objects.get().upload


@pytest.mark.parametrize("days", ["0", "-1", "36501", "999999999"])
def test_it_takes_days(run, days):
    with pytest.raises(CommandError, match="1 to 36,500"):
        run(f"--older-than={days}")


def test_it_says_where_the_departures_file_takes_nothing(run, ludwig, clock, settings):
    LegacySubscriber.objects.update(unsubscribed_at=NOW)
    clock.shift(timedelta(days=400))
    settings.DEPARTURES_FILE = "/dev/full"

    with pytest.raises(NotWritten, match="No space left on device"):
        run("--older-than", "365")

    assert LegacySubscriber.objects.count() == 1
