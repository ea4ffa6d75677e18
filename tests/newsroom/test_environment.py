"""The environment's readers, and what the server says where something is missing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import ERROR
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values

from accounts import keys
from newsroom import checks, env
from tests.checks import PRODUCTION

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reader(monkeypatch):
    """Read one variable from an environment that holds just this."""

    def reader(**variables):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return env.Environment()

    return reader


def test_values(reader):
    given = reader(A=" x ", B="on", C="no", D="7", E="a, b,", F="postgres://u:p@h/n",
                   H='{"BACKEND": "x.Y", "OPTIONS": {"a": 1}}')  # fmt: skip

    assert given.text("A", example="") == "x"
    assert given.text("NOT_SET", example="", default="y") == "y"
    assert given.flag("B", default=False) is True
    assert given.flag("C", default=True) is False
    assert given.flag("NOT_SET", default=True) is True
    assert given.number("D", default=1) == 7
    assert given.number("NOT_SET", default=1) == 1
    assert given.listing("E", example="") == ["a", "b"]
    assert given.database("F", default="")["NAME"] == "n"
    assert given.storage("NOT_SET", default_folder=ROOT)["OPTIONS"] == {"location": ROOT}
    assert given.storage("H", default_folder=ROOT) == {"BACKEND": "x.Y", "OPTIONS": {"a": 1}}
    assert given.complaints == []


def test_everything_wrong_is_said_at_once_with_the_fix(reader):
    given = reader(
        B="maybe", D="-1", E="9" * 5000, F="nonsense", G="nonsense", H='["x"]', I=" , ", J="www"
    )
    given.text("NOT_SET", example="value")
    given.flag("B", default=True)
    given.number("D", default=0)
    given.number("E", default=3)
    given.database("F", default="sqlite:///x")
    given.mail("G", example="smtp://localhost")
    given.address("J", example="https://www.example")
    given.storage("H", default_folder=ROOT)
    given.listing("I", example="a,b")

    with pytest.raises(ImproperlyConfigured) as error:
        given.complain()

    for line in [
        "NOT_SET is not set. For example: NOT_SET=value",
        "B='maybe' is neither on nor off. Set B=on or off",
        "D='-1' is not a whole number. Set D=0",
        "E is longer than 100 digits. Set E=3",
        "F is no database URL. For example: F=sqlite:///x",
        "G is no mail URL. For example: G=smtp://localhost",
        "J is no web address. For example: J=https://www.example",
        "H is no storage in JSON. For example: H='{",
        "I holds only commas. For example: I=a,b",
        "`make run`",
    ]:
        assert line in str(error.value)


@pytest.mark.parametrize(
    "url",
    ["submission://post:ge/heim@mail.example:587", "smtp://127.0.0.1:abc", "smtp://[::1",
     "smtp://127.0.0.1:99999", "smtp+tls://post:geheim#1@mail.example:x",
     "smtp://mail..example:25"],
)  # fmt: skip
def test_a_mail_url_that_cannot_be_read(reader, url):
    """Nothing of it is repeated: a password may stand in it."""
    given = reader(G=url)

    assert given.mail("G", example="smtp://localhost") == {}

    (complaint,) = given.complaints
    assert complaint.startswith("G is no mail URL. For example: G=smtp://localhost (in user and")
    assert "heim" not in complaint


@pytest.mark.parametrize(
    "url", ["smtp://", "smtp:", "smtp://:25", "smtp+tls://user:geheim@:587", "smtp+ssl://"]
)
def test_a_mail_url_without_a_server(reader, url):
    given = reader(G=url)

    assert given.mail("G", example="smtp://localhost") == {}
    assert given.complaints == ["G names no mail server. For example: G=smtp://localhost"]


@pytest.mark.parametrize("url", ["smtp://127.0.0.1:25", "file:///var/mails", "dummy:"])
def test_a_mail_url_that_leads_somewhere(reader, url):
    given = reader(G=url)

    assert given.mail("G", example="smtp://localhost")["EMAIL_BACKEND"]
    assert given.complaints == []


@pytest.mark.parametrize(
    "url",
    [
        "postgres://", "postgres://user:geheim@db.example", "postgres://db.example/",
        "mysql://db.example/zeitung", "oracle://db.example/zeitung",
    ],
)  # fmt: skip
def test_a_database_url_without_a_database_that_the_site_can_use(reader, url):
    given = reader(F=url)

    assert given.database("F", default="sqlite:///x") == {}
    assert given.complaints == ["F is no database URL. For example: F=sqlite:///x"]


@pytest.mark.parametrize(
    "url", ["http://[::1", "https://", "foo", "//www.example", "http://www.example:port", "ftp://www.example"]
)  # fmt: skip
def test_an_address_of_the_site_that_leads_nowhere(reader, url):
    given = reader(J=url)

    assert given.address("J", example="https://www.example") == ""
    assert given.complaints == ["J is no web address. For example: J=https://www.example"]


def test_the_address_of_the_site_has_no_slash_at_its_end(reader):
    given = reader(J="https://www.example/")

    assert given.address("J", example="https://www.example") == "https://www.example"
    assert given.complaints == []


def test_the_server_refuses_to_start_without_what_it_needs():
    bare = {"PATH": os.environ["PATH"], "ENV_FILE": ""}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=bare, capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode != 0
    for name in [
        "SECRET_KEY",
        "KEYS",
        "ALLOWED_HOSTS",
        "BASE_URL",
        "EMAIL_URL",
        "DEFAULT_FROM_EMAIL",
    ]:
        assert f"{name} is not set. For example: {name}=" in done.stderr
    assert "smtp+tls://user:password@mail.example:587" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_cannot_be_read_is_said(monkeypatch):
    """As where another user owns it."""
    monkeypatch.setenv("ENV_FILE", "/etc/tagesanzeiger.env")

    def refuse(*arguments, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(env, "load_dotenv", refuse)

    with pytest.raises(ImproperlyConfigured, match=r"tagesanzeiger.env cannot be read: Permission"):
        env.load_file()


@pytest.mark.parametrize(("name", "encoding"), [("München", "cp1252"), ("Kiel", "utf-16-le")])
def test_a_file_in_another_encoding_is_said(tmp_path, name, encoding):
    file = tmp_path / "umlaut.env"
    file.write_bytes(f"SITE_NAME={name}\n".encode(encoding))
    environment = {"PATH": os.environ["PATH"], "ENV_FILE": str(file)}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode == 1
    assert f"{file} is not in UTF-8. Save it in that encoding." in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("storage", "reason"),
    [
        ('{"BACKEND": "nope.X"}', "Could not find backend 'nope.X': No module named 'nope'"),
        ('{"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": []}', "not list"),
        (
            '{"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"bucket": 1}}',
            "unexpected keyword argument 'bucket'",
        ),
    ],
)
def test_a_storage_of_pictures_that_cannot_be_used_is_said(storage, reason):
    complete = PRODUCTION | {"PATH": os.environ["PATH"], "PICTURE_STORAGE": storage}

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=complete, capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("PICTURE_STORAGE cannot be used: ")
    assert line.endswith(reason)


def test_the_demo_file_is_written_once_and_kept_to_the_owner(tmp_path):
    file = tmp_path / ".env"

    assert env.write_demo_file(file) is True
    before = file.read_text()
    assert env.write_demo_file(file) is False

    assert file.read_text() == before
    assert "DEMO=on" in before
    assert file.stat().st_mode & 0o077 == 0
    values = dotenv_values(file)
    assert len(values["KEYS"]) >= keys.MIN_LENGTH
    assert values["KEYS"] != values["SECRET_KEY"]


@pytest.mark.parametrize(("demo", "expected"), [("on", 0), ("off", 1)])
def test_only_the_demo_does_without_keys(demo, expected):
    """An `.env` of an older demo goes on."""
    complete = PRODUCTION | {"PATH": os.environ["PATH"], "DEMO": demo}
    del complete["KEYS"]

    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=complete, capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode == expected, done.stderr
    assert ("KEYS is not set. For example: KEYS=" in done.stderr) is bool(expected)


@pytest.mark.parametrize(
    ("check", "changes", "message_id"),
    [
        (checks.base_url_is_allowed, {"BASE_URL": "https://other.example"}, "newsroom.E001"),
        (checks.no_wildcard_host, {"ALLOWED_HOSTS": ["*"]}, "newsroom.E002"),
        (checks.no_demo_in_production, {"DEMO": True}, "newsroom.E003"),
        (checks.proxy_before_https, {"HTTPS": True, "TRUSTED_PROXY_COUNT": 0}, "newsroom.W001"),
    ],
)
def test_checks(settings, check, changes, message_id):
    assert check() == []
    for name, value in changes.items():
        setattr(settings, name, value)

    (message,) = check()
    assert message.id == message_id
    assert message.hint


@pytest.mark.parametrize("sender", ["x", "Tagesanzeiger", "Tagesanzeiger <post>", "a@b@c.example"])
def test_a_sender_that_no_mail_server_takes_is_found(settings, sender):
    assert checks.mails_have_a_sender() == []
    settings.DEFAULT_FROM_EMAIL = sender

    (message,) = checks.mails_have_a_sender()

    assert (message.id, message.level) == ("newsroom.E011", ERROR)
    assert message.msg == (
        "DEFAULT_FROM_EMAIL is no e-mail address: mail servers take no mail from it."
    )


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"DEFAULT_FROM_EMAIL": "x"}, "(newsroom.E011) DEFAULT_FROM_EMAIL is no e-mail address"),
        ({"EMAIL_URL": "smtp://"}, "EMAIL_URL names no mail server. For example: EMAIL_URL="),
    ],
)
def test_a_check_before_the_site_goes_out_says_that_no_mail_would_leave(tmp_path, variables, said):
    place = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    complete = PRODUCTION | {"PATH": os.environ["PATH"]} | place | variables

    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"], cwd=ROOT, env=complete, capture_output=True, text=True, check=False
    )  # fmt: skip

    assert done.returncode == 1
    assert said in done.stderr
