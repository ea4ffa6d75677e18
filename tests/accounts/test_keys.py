"""KEYS: each purpose has a key of its own, rotation breaks nothing, SECRET_KEY costs sessions only.

The promises of docs/decisions/keys.md.
"""

import io
import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command

from accounts import address_codes, keys, quota, signups, suppressions
from accounts.models import LegacySubscriber, PendingSignUp, Suppression
from newsroom import checks
from tests.accounts.conftest import REAUTHENTICATE, code_in, code_of
from tests.conftest import PASSWORD

OLD = "old-entry-0123456789-0123456789-0123456789"
NEW = "new-entry-0123456789-0123456789-0123456789"
EMAIL = "nora@stadt.example"
AUTHENTICATE = "/konto/zweiter-schritt/authenticate/"


@pytest.fixture(autouse=True)
def _old_key(settings):
    settings.KEYS = [OLD]


@pytest.fixture
def rotate(settings):
    """A new entry in front; `drop` removes the old one."""

    def rotate(*, drop=False):
        settings.KEYS = [NEW] if drop else [NEW, OLD]

    return rotate


@pytest.fixture
def change_secret_key(settings):
    def change_secret_key():
        settings.SECRET_KEY = "another-secret-key-0123456789-0123456789-0123456789"

    return change_secret_key


def renew_keys():
    out = io.StringIO()
    call_command("renew_keys", stdout=out)
    return out.getvalue()


def begin():
    """A sign-up that waits, and its code."""
    pending = signups.begin(email=EMAIL, password=PASSWORD, form="registrierung", next_url="")
    return pending, code_in(mail.outbox[-1])


def keep(user):
    address_codes.keep(user, EMAIL, "123456", session_key="s", is_mailed=True)


# --- Purposes ------------------------------------------------------------------------------------


def test_every_purpose_and_every_entry_has_a_key_of_its_own():
    derived = {keys.Key(entry).of(purpose) for entry in [OLD, NEW] for purpose in keys.Purpose}

    assert len(derived) == 2 * len(keys.Purpose)
    assert {len(key) for key in derived} == {32}


def test_the_derivation_stays_the_same():
    """With another one every suppression would be lost."""
    key = keys.Key("a" * 32)

    assert key.id == "15a448a8"
    assert key.hash(keys.Purpose.SUPPRESSION, "anna@stadt.example") == (
        "1639b2d35c2d20658e357d9ac0b28badd56669422da614028a59abf1fd2c8248"
    )


def test_a_key_tells_nothing_in_a_log():
    assert OLD not in repr(keys.newest())


# --- Rotation and SECRET_KEY ---------------------------------------------------------------------


def test_a_code_that_waits_is_right_after_a_rotation(db, rotate):
    pending, code = begin()

    rotate()

    assert signups.confirm(pending, code).email == EMAIL


def test_a_code_that_waits_is_right_after_a_change_of_secret_key(db, change_secret_key):
    pending, code = begin()

    change_secret_key()

    assert signups.confirm(pending, code).email == EMAIL


def test_an_old_entry_makes_no_new_codes(db, rotate, settings):
    """Who stole it can work out the codes of that time, and no later ones."""
    begin()
    rotate()
    after, code = begin()

    assert after.key_id == keys.Key(NEW).id
    settings.KEYS = [OLD]
    assert signups.code_of(after) is None
    settings.KEYS = [NEW]
    assert signups.code_of(after) == code


def test_a_code_whose_entry_was_dropped_gives_way_to_a_new_one(db, rotate):
    pending, code = begin()
    rotate(drop=True)

    with pytest.raises(signups.CodeRefused) as refusal:
        signups.confirm(pending, code)
    assert refusal.value.attempts_left == 0
    pending.refresh_from_db()
    assert not signups.is_open(pending)

    signups.renew(pending)
    assert signups.confirm(pending, code_in(mail.outbox[-1])).email == EMAIL


def test_a_code_for_an_address_outlives_a_rotation_and_secret_key(
    martha, rotate, change_secret_key
):
    keep(martha)

    rotate()
    change_secret_key()

    assert address_codes.claim_guess(EMAIL, "123456") is True
    assert address_codes.spend(EMAIL, "123456") is True


def test_a_code_for_an_address_is_gone_with_its_entry(martha, rotate):
    keep(martha)

    rotate(drop=True)

    assert address_codes.claim_guess(EMAIL, "123456") is False


def test_guesses_before_a_rotation_count_after_it(martha, rotate):
    keep(martha)
    for _ in range(2):
        address_codes.claim_guess(EMAIL, "123456")

    rotate()

    assert address_codes.claim_guess(EMAIL, "123456") is True
    assert address_codes.claim_guess(EMAIL, "123456") is False


def test_who_left_is_found_after_a_rotation_and_secret_key(
    db, rotate, change_secret_key, read_list
):
    suppressions.note([EMAIL])

    rotate()
    change_secret_key()

    assert suppressions.is_noted(EMAIL) is True
    assert read_list(EMAIL) == "1 unsubscribed earlier"


def test_mail_quotas_begin_anew_with_a_rotation(db, rotate, change_secret_key):
    for _ in range(quota.PER_HOUR):
        assert quota.take(EMAIL) is True
    change_secret_key()
    assert quota.take(EMAIL) is False

    rotate()

    assert quota.take(EMAIL) is True


@pytest.mark.parametrize("change", ["rotate", "change_secret_key"])
def test_the_app_of_the_second_factor_stays_right(
    request, log_in_by_password, martha, set_up, change
):
    secret = set_up(log_in_by_password(martha))

    request.getfixturevalue(change)()

    client = log_in_by_password(martha)
    assert client.post(AUTHENTICATE, {"code": code_of(secret)}).status_code == 302
    assert client.get("/konto/").status_code == 200


def test_after_renewal_the_old_entry_may_go(log_in_by_password, martha, set_up, rotate):
    secret = set_up(log_in_by_password(martha))
    rotate()

    said = renew_keys()

    assert "2 second factors are under the newest key\n" in said
    assert f"key 2 ({keys.Key(OLD).id}), may go: 0 suppressions, 0 waiting sign-ups" in said
    rotate(drop=True)
    client = log_in_by_password(martha)
    assert client.post(AUTHENTICATE, {"code": code_of(secret)}).status_code == 302


def test_without_renewal_no_code_is_right_and_the_page_says_so(
    log_in_by_password, martha, set_up, rotate
):
    secret = set_up(log_in_by_password(martha))
    rotate(drop=True)

    client = log_in_by_password(martha)
    response = client.post(AUTHENTICATE, {"code": code_of(secret)})

    assert response.status_code == 200
    assert "Ihr zweiter Schritt kann nicht geprüft werden." in response.page.words
    assert client.get("/konto/").status_code == 302


def test_a_session_does_not_confirm_itself_with_a_factor_that_cannot_be_read(
    log_in_by_password, martha, set_up, rotate
):
    client = log_in_by_password(martha)
    secret = set_up(client)
    rotate(drop=True)

    response = client.post(REAUTHENTICATE, {"code": code_of(secret)})

    assert response.status_code == 200
    assert "Ihr zweiter Schritt kann nicht geprüft werden." in response.page.words


@pytest.mark.parametrize("page", ["", "recovery-codes/", "recovery-codes/generate/",
                                  "recovery-codes/download/"])  # fmt: skip
def test_a_page_that_needs_a_factor_that_cannot_be_read_says_so(
    log_in_by_password, martha, set_up, rotate, caplog, page
):
    client = log_in_by_password(martha)
    secret = set_up(client)
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    rotate(drop=True)

    response = client.get(f"/konto/zweiter-schritt/{page}")

    assert response.status_code == 503
    assert "Ihr zweiter Schritt kann nicht geprüft werden." in response.page.words
    (line,) = [record for record in caplog.records if record.name == "accounts.second_factor"]
    assert line.getMessage() == (
        "A second factor cannot be read: KEYS lacks an entry. See `renew_keys`."
    )
    assert line.exc_info is None
    assert not any(text in caplog.text for text in [secret, OLD, NEW, martha.email])
    assert not any(text in caplog.text for text in re.findall(r"gAAAA[\w=-]+", stored))


# --- What operators are told ---------------------------------------------------------------------


def test_renewal_says_what_an_old_entry_is_needed_for(db, rotate):
    suppressions.note([EMAIL])
    begin()
    rotate()

    said = renew_keys()

    assert f"key 1 ({keys.Key(NEW).id}), newest: 0 suppressions, 0 waiting sign-ups" in said
    assert f"key 2 ({keys.Key(OLD).id}), keep: 1 suppressions, 1 waiting sign-ups" in said


def test_renewal_says_what_is_lost_and_leaves_it(log_in_by_password, martha, set_up, rotate):
    set_up(log_in_by_password(martha))
    suppressions.note([EMAIL])
    before = list(Authenticator.objects.order_by("pk").values_list("data", flat=True))
    rotate(drop=True)

    with pytest.raises(CommandError, match="2 second factors cannot be read, 1 suppressions"):
        renew_keys()

    assert list(Authenticator.objects.order_by("pk").values_list("data", flat=True)) == before


def test_the_deployment_check_names_an_entry_that_is_missing(db, rotate):
    suppressions.note([EMAIL])
    assert checks.no_key_is_missing() == []
    rotate()
    assert checks.no_key_is_missing() == []

    rotate(drop=True)

    (message,) = checks.no_key_is_missing()
    assert message.id == "newsroom.E009"
    assert keys.Key(OLD).id in message.msg
    assert message.hint


def test_the_deployment_check_counts_second_factors_that_cannot_be_read(
    log_in_by_password, martha, set_up, rotate
):
    set_up(log_in_by_password(martha))
    rotate()
    assert checks.no_key_is_missing() == []

    rotate(drop=True)

    (message,) = checks.no_key_is_missing()
    assert (message.id, message.msg) == (
        "newsroom.E009",
        "KEYS lacks an entry: 2 second factors cannot be checked.",
    )
    assert message.hint


def test_no_list_is_read_while_an_entry_is_missing(db, rotate, tmp_path):
    """Nobody could tell who of it has left."""
    suppressions.note([EMAIL])
    rotate(drop=True)
    file = tmp_path / "list.csv"
    file.write_text(f"email\n{EMAIL}\n")

    with pytest.raises(CommandError, match=f"KEYS lacks an entry .*: {keys.Key(OLD).id}"):
        call_command("import_subscribers", file)

    assert not LegacySubscriber.objects.exists()


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([NEW, OLD], []),
        ([NEW, "x" * 31], ["newsroom.E006"]),
        (["x" * 32], []),
        ([NEW, OLD, NEW], ["newsroom.E007"]),
        (["SECRET_KEY"], ["newsroom.E008"]),
    ],
)
def test_the_deployment_check_of_entries(settings, entries, expected):
    settings.KEYS = [settings.SECRET_KEY if entry == "SECRET_KEY" else entry for entry in entries]

    found = checks.keys_are_strong()

    assert [message.id for message in found] == expected
    assert all(message.hint for message in found)
    assert not any(entry in message.msg for entry in entries[:-1] for message in found)


def test_the_database_holds_no_key_and_no_address(db):
    suppressions.note([EMAIL])
    begin()

    rows = str([*Suppression.objects.values(), *PendingSignUp.objects.values("key_id")])

    assert OLD not in rows
    assert EMAIL not in rows
