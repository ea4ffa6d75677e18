"""`import_subscribers`: odd files, as lists and as reports. What the run's record says of them."""

import io
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts import subscriber_runs
from accounts.models import LegacySubscriber, SubscriberImport

LIST = "email\nanna@stadt.example\n"


@pytest.fixture
def folder(tmp_path, settings, db):
    settings.VAR_DIR = tmp_path
    (tmp_path / "list.csv").write_text(LIST)
    return tmp_path


def refusal_of(file, **options):
    with pytest.raises(CommandError) as refused:
        call_command("import_subscribers", file, stdout=io.StringIO(), **options)
    assert not LegacySubscriber.objects.exists()
    return str(refused.value)


def test_a_name_in_another_encoding(folder):
    """As a Windows archive leaves it."""
    file = folder / os.fsdecode(b"Empf\xe4nger.csv")
    file.write_text(LIST)

    call_command("import_subscribers", file, stdout=io.StringIO())

    assert LegacySubscriber.objects.get().email == "anna@stadt.example"
    assert SubscriberImport.objects.get().file_name == "Empf\N{REPLACEMENT CHARACTER}nger.csv"


@pytest.mark.parametrize("kind", ["same", "link"])
def test_a_report_never_overwrites_its_list(folder, kind):
    report = folder / "list.csv"
    if kind == "link":
        report = folder / "report.csv"
        report.symlink_to("list.csv")

    message = refusal_of(folder / "list.csv", report=report)

    assert message.endswith("list.csv: the report would overwrite the list; name another file")
    assert (folder / "list.csv").read_text() == LIST


def test_a_report_that_cannot_be_written(folder):
    message = refusal_of(folder / "list.csv", report=folder / "nowhere" / "report.csv")

    assert message == f"{folder}/nowhere/report.csv: No such file or directory"
    run = SubscriberImport.objects.get()
    assert (run.state, run.message) == ("failed", "broken off: FileNotFoundError")


def test_a_report_whose_disk_is_full_is_named(folder):
    """And before a line of the list is taken."""
    message = refusal_of(folder / "list.csv", report=Path("/dev/full"))

    assert message == "/dev/full: No space left on device"
    run = SubscriberImport.objects.get()
    assert (run.state, run.message) == ("failed", "broken off: OSError")


def test_a_pipe_is_refused_at_once(folder):
    """Its lines could be read once only, and nobody may be writing to it."""
    os.mkfifo(folder / "pipe.csv")

    message = refusal_of(folder / "pipe.csv")

    assert message == f"{folder}/pipe.csv: not a file on disk; save it as one first"
    assert not SubscriberImport.objects.exists()


def test_a_run_that_is_stopped_says_so(folder, monkeypatch):
    def stop(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(subscriber_runs, "import_file", stop)

    with pytest.raises(KeyboardInterrupt):
        call_command("import_subscribers", folder / "list.csv")

    run = SubscriberImport.objects.get()
    assert (run.state, run.message) == ("failed", "broken off: KeyboardInterrupt")
