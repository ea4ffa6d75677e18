"""What operators are told of KEYS: which entries are needed, missing, short or repeated."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from accounts import keys, suppressions
from accounts.models import LegacySubscriber
from newsroom import checks
from tests.accounts.keys.conftest import EMAIL, NEW, OLD, begin, renew_keys


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
