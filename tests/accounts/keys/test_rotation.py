"""KEYS: each purpose has a key of its own, rotation breaks nothing, SECRET_KEY costs sessions only.

The promises of docs/decisions/keys.md.
"""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail

from accounts import address_codes, keys, quota, signups, suppressions
from accounts.models import PendingSignUp, Suppression
from tests.accounts.conftest import REAUTHENTICATE, code_in, code_of
from tests.accounts.keys.conftest import EMAIL, NEW, OLD, begin, keep, renew_keys

AUTHENTICATE = "/konto/zweiter-schritt/authenticate/"


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


def test_the_database_holds_no_key_and_no_address(db):
    suppressions.note([EMAIL])
    begin()

    rows = str([*Suppression.objects.values(), *PendingSignUp.objects.values("key_id")])

    assert OLD not in rows
    assert EMAIL not in rows
