"""Which passwords are refused, wherever one is chosen; everything else goes."""

import gzip
import time

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts import passwords
from accounts.models import PendingSignUp, User
from tests.accounts.conftest import CLAIM, RESET, SIGN_UP
from tests.conftest import PASSWORD

LISTED = "Es steht in Listen bekannter Passwörter"
NEAR = "Dieses Passwort liegt zu nahe."


@pytest.mark.parametrize(
    "password",
    [
        "1234567890",
        "qwertzuiop",
        "password123",
        "Passwort123",
        "ichliebedich",
        "SOMMER2026!!",
        "2026-bürgermeister-2026",
        "michael1985",
        "aaaaaaaaaaaaaaaaaaaa",
        "ababababababababab",
    ],
)
def test_what_everybody_tries_first_is_refused(password):
    with pytest.raises(ValidationError, match=LISTED):
        validate_password(password)


@pytest.mark.parametrize(
    "password",
    ["tagesanzeiger-2026", "MeinThemennetzwerke", "kommunalwirtschaft.eu", "Passwort-Neu-1"],
)
def test_what_suggests_itself_here_is_refused(password):
    with pytest.raises(ValidationError, match=NEAR):
        validate_password(password)


def test_the_address_is_no_password():
    with pytest.raises(ValidationError, match=NEAR):
        validate_password("martha.meier", User(email="martha.meier@altenbrueck.example"))


def test_ten_characters_are_enough_and_nine_are_not():
    validate_password("kvtrqhzplm")
    with pytest.raises(ValidationError, match="10 Zeichen"):
        validate_password("kvtrqhzpl")


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "nur kleine buchstaben und leerzeichen",
        "ein tagesanzeiger liegt im blauen Briefkasten",
        "🦊🦊 springt über den Zaun 🦊",
        "x7" + "ßä-" * 40,
        "Ab1! " * 200,
    ],
)
def test_everything_else_goes_however_it_is_composed(password):
    validate_password(password)


@pytest.mark.parametrize("door", [SIGN_UP, CLAIM, RESET])
def test_every_door_refuses_them_before_anything_happens(client, db, begin, door):
    response = begin(client, "nora@stadt.example", door, password="Passwort123")

    assert response.status_code == 200
    assert LISTED in response.page.words
    assert (PendingSignUp.objects.count(), len(mail.outbox)) == (0, 0)


def test_a_changed_password_is_looked_at_too(log_in, martha):
    response = log_in(martha).post(
        "/konto/password/change/", {"oldpassword": PASSWORD, "password1": "Passwort123"}
    )

    assert LISTED in response.page.words
    martha.refresh_from_db()
    assert martha.check_password(PASSWORD)


@pytest.mark.parametrize(
    "password",
    ["  gelber postbus im regen  ", "Gelber-Postbus-Im-Regen", "x" * 3 + "-gelber-postbus" * 20],
)
def test_a_password_is_taken_exactly_as_it_was_typed(client, db, begin, enter, browser, password):
    begin(client, "nora@stadt.example", password=password)
    enter(client)

    for typed, status in [(password, 302), (password.strip().lower()[:72], 200)]:
        login = {"login": "nora@stadt.example", "password": typed}
        assert browser().post("/konto/login/", login).status_code == status


def test_the_list_is_made_from_word_lists(tmp_path, monkeypatch, capsys):
    plain, zipped, output = tmp_path / "a.txt", tmp_path / "b.txt.gz", tmp_path / "known.bin"
    plain.write_text("Kirchturmuhr\nkurz\n12345\nab\nfußball7\n")
    zipped.write_bytes(gzip.compress("kirchturmuhr\nzwölferlei\n".encode()))

    call_command("build_known_passwords", plain, zipped, output=output)

    assert f"{output}: 3 entries, 15 bytes" in capsys.readouterr().out
    monkeypatch.setattr(passwords, "KNOWN_PASSWORDS", output)
    passwords._known.cache_clear()
    known = ["kirchturmuhr", "kurz2026", "ZWÖLFERLEI!", "zwölferlei"]
    assert [word for word in known if passwords.is_known(word)] == known
    assert not passwords.is_known("fußball7-kirchturm")
    passwords._known.cache_clear()


def test_a_password_of_many_digits_is_refused_at_little_cost(log_in, martha):
    member = log_in(martha)
    form = {"oldpassword": "x", "password1": f"{'1' * 99_000}a"}

    start = time.process_time()
    response = member.post("/konto/password/change/", form)
    spent = time.process_time() - start

    assert response.status_code == 200
    assert spent < 5
