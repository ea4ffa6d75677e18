"""Each command of ours says an ordinary fault in one sentence, and ends with 1."""

import gzip
import json
import os
import re
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.core.management import (
    CommandError,
    call_command,
    get_commands,
    load_command_class,
)
from django.db import DataError, IntegrityError, OperationalError, ProgrammingError, connection

from accounts.models import User
from newsroom import faults
from tests import servers
from tests.conftest import NOW

OUR_APPS = [app.name for app in apps.get_app_configs() if Path(app.path).parent == servers.ROOT]
COMMANDS = {name: app for name, app in sorted(get_commands().items()) if app in OUR_APPS}
BAD_PATHS = ["/nonexistent/x.csv", "/nonexistent/\udcff.jsonl", "/"]
NO_DATABASE = {"build_known_passwords"}
MIGRATES = {"run_demo"}


def options(name):
    """What the command takes besides Django's own options."""
    actions = load_command_class(COMMANDS[name], name).create_parser("manage.py", name)._actions
    common = load_command_class("django.core", "check").create_parser("manage.py", "check")._actions
    known = {action.dest for action in common} - {"tags"}
    return [action for action in actions if action.dest not in known]


ARGUMENTS = [
    pytest.param(name, action, id=f"{name}-{action.dest}")
    for name in COMMANDS
    for action in options(name)
    if action.nargs != 0
]
PATHS = [each for each in ARGUMENTS if each.values[1].type is Path]
TEXTS = [each for each in ARGUMENTS if each.values[1].type not in {Path, int}]


def command_line(name, folder, *, without=""):
    """The command with all that it requires, and nothing that lasts or leaves the folder."""
    file = folder / ("list.jsonl" if name == "import_articles" else "list.csv")
    article = {"headline": "H", "teaser": "T", "body": "<p>B</p>", "source": {"name": "S"}}
    article |= {"published_at": "2015-05-04T09:00:00+02:00", "id": "1"}
    file.write_text(json.dumps(article) if file.suffix == ".jsonl" else "email\na@b.example\n")
    line = [name]
    for action in options(name):
        if action.dest == without or not (action.required or action.dest == "output"):
            continue
        value = str(folder / "out.bin") if action.dest == "output" else "1"
        value = str(file) if action.dest in {"file", "files"} else value
        line += [*action.option_strings[:1], value]
    return [*line, *(["--once"] if name == "send_mails" else [])]


def said(line):
    """The command in this process: what manage.py would print of its error."""
    try:
        call_command(*line)
    except CommandError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - as manage.py does
        return faults.sentence(error)
    return ""


def run_each(folder, lines, **environment):
    """The same in processes of their own: exit status and output of each."""
    departures = folder / "departures.txt"
    departures.write_text("2026-01-01T00:00:00+00:00 account 1\n")
    common = {"DEMO": "on", "DEPARTURES_FILE": str(departures), "VERSIONS_KEPT_DAYS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "tests.newsroom.each_command"],
        cwd=servers.ROOT,
        env=os.environ | common | environment,
        input=json.dumps(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("url", "sentence", "without"),
    [
        (
            "postgres://user:geheim@127.0.0.1:{port}/name",
            "The database does not answer: connection failed: .*Connection refused",
            NO_DATABASE,
        ),
        (
            "sqlite:////nonexistent/x.sqlite3",
            "The database refuses: unable to open database file",
            NO_DATABASE,
        ),
        (
            "sqlite:///{folder}/garbage.sqlite3",
            "The database refuses: file is not a database",
            NO_DATABASE,
        ),
        (
            "sqlite:///{folder}/empty.sqlite3",
            r"The database is not migrated \(no such table: \w+\)\. Run: manage.py migrate",
            NO_DATABASE | MIGRATES,
        ),
    ],
    ids=["refused", "no file", "garbage", "not migrated"],
)
def test_a_database_that_cannot_be_used(url, sentence, without, tmp_path):
    (tmp_path / "garbage.sqlite3").write_bytes(b"garbage " * 1000)
    url = url.format(port=servers.free_port(), folder=tmp_path)
    names = [name for name in COMMANDS if name not in without]
    lines = [command_line(name, tmp_path) for name in names]

    answers = run_each(tmp_path, lines, DATABASE_URL=url)

    wrong = [
        (name, status, output)
        for name, (status, output) in zip(names, answers, strict=True)
        if status != 1 or not re.fullmatch(sentence + "\n", output)
    ]
    assert wrong == []


def test_traceback_is_given_to_whom_asks(tmp_path):
    line = ["renew_keys", "--traceback"]

    [(status, output)] = run_each(tmp_path, [line], DATABASE_URL=f"sqlite:///{tmp_path}/empty")

    assert status == 1
    assert "Traceback (most recent call last)" in output
    assert output.endswith("OperationalError: no such table: mfa_authenticator\n")


@pytest.mark.parametrize("path", BAD_PATHS)
@pytest.mark.parametrize(("name", "action"), PATHS)
def test_a_file_that_cannot_be_used(name, action, path, tmp_path, db):
    line = command_line(name, tmp_path, without=action.dest)
    line += [*action.option_strings[:1], path]

    assert re.fullmatch(f"{re.escape(path)}: .+", said(line))


@pytest.mark.parametrize(("name", "action"), TEXTS)
def test_a_text_that_is_not_utf_8(name, action, tmp_path, db):
    line = command_line(name, tmp_path, without=action.dest)
    line += [*action.option_strings[:1], "\udcff"]

    assert said(line).startswith("Error: argument ")
    assert re.search("not in UTF-8|is no number", said(line))


def test_a_report_may_have_any_name_on_the_disk(tmp_path, db):
    report = tmp_path / os.fsdecode(b"\xff.csv")

    assert said([*command_line("import_subscribers", tmp_path), "--report", str(report)]) == ""

    assert report.exists()


def test_a_full_disk_is_named(tmp_path):
    line = command_line("build_known_passwords", tmp_path, without="output")

    assert said([*line, "--output", "/dev/full"]) == "/dev/full: No space left on device"


@pytest.mark.parametrize(
    ("file", "reason"),
    [("/nonexistent/x", "No such file or directory"), ("/dev/full", "No space left on device")],
)
def test_a_departures_file_that_takes_nothing_is_named(file, reason, settings, db):
    settings.DEPARTURES_FILE = file
    User.objects.create(email="a@b.example", date_joined=NOW - timedelta(days=8))

    assert said(["remove_unverified_accounts"]) == f"{file}: {reason}"

    assert User.objects.exists()


@pytest.mark.parametrize(
    "content", [b"garbage", gzip.compress(b"password" * 9, mtime=0)[:20]], ids=["garbage", "cut"]
)
def test_a_word_list_that_is_broken(content, tmp_path):
    file = tmp_path / "words.gz"
    file.write_bytes(content)
    line = ["build_known_passwords", str(file), "--output", str(tmp_path / "out")]

    assert said(line) == f"{file}: not in gzip's format, or cut short"


def test_what_the_terminal_cannot_show_is_escaped(tmp_path):
    line = ["shell", "--no-imports", "-c", "print('„Müll“', flush=True)"]

    answers = run_each(tmp_path, [line], PYTHONIOENCODING="ascii")

    assert answers == [[0, "\\u201eM\\xfcll\\u201c\n"]]


# --- Errors of the database, one by one --------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "cause", "sentence"),
    [
        (
            OperationalError,
            psycopg.errors.AdminShutdown,
            "The database does not answer: so it says",
        ),
        (OperationalError, psycopg.OperationalError, "The database does not answer: so it says"),
        (OperationalError, psycopg.errors.DiskFull, "The database refuses: so it says"),
        (OperationalError, psycopg.errors.DeadlockDetected, "The database refuses: so it says"),
        (
            ProgrammingError,
            psycopg.errors.UndefinedTable,
            "The database is not migrated (so it says). Run: manage.py migrate",
        ),
        (ProgrammingError, psycopg.errors.SyntaxError, ""),
        (IntegrityError, psycopg.errors.UniqueViolation, ""),
        (DataError, psycopg.errors.NumericValueOutOfRange, ""),
    ],
)
def test_what_postgresql_says(error, cause, sentence, monkeypatch):
    """Nothing of the rows, which stand in further lines and in the errors of data."""
    inner = cause("so it says\nDETAIL: Key (email)=(a@b.example)")
    code = getattr(cause, "sqlstate", None)
    monkeypatch.setattr(faults, "sqlstate", lambda error: code or "")
    outer = error(str(inner))
    outer.__cause__ = inner

    assert faults.sentence(outer) == sentence


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_a_server_that_is_shut_down_meanwhile():
    """The statement that it ends, and the next one."""
    sentences = []
    for _ in range(2):
        with pytest.raises(OperationalError) as raised, connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        sentences.append(faults.sentence(raised.value))
    connection.close()

    assert sentences == [
        "The database does not answer: terminating connection due to administrator command",
        "The database does not answer: the connection is closed",
    ]


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("CREATE TABLE y (b)", "The database refuses: database or disk is full"),
        (
            "INSERT INTO x (b) VALUES (1)",
            "The database is not migrated (table x has no column named b). Run: manage.py migrate",
        ),
        ("SELEKT", ""),
    ],
)
def test_what_sqlite_says(statement, sentence, tmp_path):
    database = sqlite3.connect(tmp_path / "db")
    database.execute("CREATE TABLE x (a)")
    database.execute("PRAGMA max_page_count = 2")
    with pytest.raises(sqlite3.OperationalError) as raised:
        database.execute(statement)
    database.close()
    error = OperationalError(str(raised.value))
    error.__cause__ = raised.value

    assert faults.sentence(error) == sentence
