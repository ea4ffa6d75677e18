"""No address stands in the log, also where something fails: real output of the real handler."""

import io
import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction

from accounts import signups
from accounts.models import User
from tests.accounts.conftest import CODE, SIGN_UP, code_in
from tests.conftest import PASSWORD

EMAIL = "martha@altenbrueck.example"


@pytest.fixture
def log():
    """What the configured handler writes."""
    (handler,) = [handler for handler in logging.root.handlers if handler.get_name() == "console"]
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


def test_a_page_that_fails_at_a_constraint_logs_no_address(
    martha, browser, monkeypatch, mailoutbox, log
):
    """As if the check before the insert were forgotten."""
    monkeypatch.setattr(signups, "_existing_or_new", lambda email: User.objects.create(email=email))
    client = browser(raise_request_exception=False)
    client.post(SIGN_UP, {"email": EMAIL, "password1": PASSWORD, "terms": "on"})

    response = client.post(CODE, {"code": code_in(mailoutbox[-1])})

    assert response.headers["Location"] == "/konto/code/"
    said = log.getvalue()
    assert "A form met a constraint: /konto/code/" in said
    assert "IntegrityError" in said
    assert "signups.py" in said
    assert "martha" not in said


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: client.get("/", headers={"Host": "fremd.example"}),
        lambda client: client.post("/konto/login/", {f"x{number}": "" for number in range(1001)}),
    ],
    ids=["foreign host", "too many fields"],
)
def test_a_request_that_is_refused_takes_one_line(client, db, log, ask):
    assert ask(client).status_code == 400

    assert len(log.getvalue().splitlines()) == 1


@pytest.mark.parametrize(
    "address",
    [EMAIL, f"<{EMAIL}>", '"martha b"@altenbrueck.example', "'\"martha\"@altenbrueck.example'"],
)
def test_an_address_is_left_out_however_it_is_written(log, address):
    logging.getLogger("planted").warning('"a" is not "b": %s', address)

    said = log.getvalue()
    assert '"a" is not "b": ' in said
    assert "(address left out)" in said
    assert "martha" not in said
    assert "altenbrueck" not in said


def test_a_row_that_the_database_quotes_is_left_out(martha, log):
    """A failed check quotes the whole row: name and password hash beside the address."""
    User.objects.filter(pk=martha.pk).update(name="Martha Geheim")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_user SET password = NULL WHERE id = %s", [martha.pk])
    except IntegrityError:
        logging.getLogger("django.request").exception("It failed.")

    assert "IntegrityError" in log.getvalue()
    assert "Geheim" not in log.getvalue()
    is_quoted = connection.vendor == "postgresql"  # SQLite quotes no values
    assert ("(values left out)" in log.getvalue()) is is_quoted


@pytest.mark.parametrize(
    "text",
    [
        f"DETAIL:  Key (email)=({EMAIL}) already exists.",
        f"{{'{EMAIL}': (550, b'no such user')}}",
        f"KeyError: '{EMAIL}'",
        f"to={EMAIL}, twice",
        f"Martha <{EMAIL}>",
    ],
)
def test_addresses_are_left_out_wherever_they_stand(text, log):
    logging.getLogger("outbox").error("Not sent: %s", text, exc_info=ValueError(text))

    assert "martha" not in log.getvalue()
    assert log.getvalue().count("(address left out)") == 2


def test_what_is_no_address_stays(log):
    logging.getLogger("newsroom").error(
        "The database does not answer: %s", "timeout at @ 5 o'clock"
    )

    assert log.getvalue().endswith("timeout at @ 5 o'clock\n")


def test_a_command_that_fails_prints_no_address(tmp_path):
    """Its output ends in the operator's mail or the system's log."""
    code = f"raise ValueError('Key (email)=({EMAIL})')"

    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert "ValueError: Key (email)=((address left out))" in done.stderr
    assert "martha" not in done.stderr
