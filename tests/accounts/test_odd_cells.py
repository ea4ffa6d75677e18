"""Every filled cell of a known column is understood by its column's meaning, or refuses its line."""

import pytest
from django.core.management import CommandError

from accounts.subscriber_names import MEANINGS, Meaning
from tests.accounts.lists import subscribed, unsubscribed

DATE = "01.01.2015"
ODD = ["0", "1", "nein", "ja", "-", "–", "n/a", "NULL", "früher", "bis Mai 2015", f"fort seit {DATE}",
       DATE, "31.02.2015", "0000-00-00", "2015", "?"]  # fmt: skip
TEXTS = set(ODD)
NAMES = {"nein", "ja", "-", "NULL", "früher", "pending"}
UNDERSTOOD_AS_SUBSCRIBED = {
    Meaning.FIRST_NAME: NAMES,
    Meaning.LAST_NAME: NAMES,
    Meaning.FULL_NAME: NAMES,
    Meaning.ORGANISATION: TEXTS,
    Meaning.CONSENT_SOURCE: TEXTS,
    Meaning.NOT_KEPT: TEXTS,
    Meaning.SUBSCRIBED_AT: {DATE},
    Meaning.CONFIRMED: {"1", "ja", DATE, "2015"},
    Meaning.LEFT: {"0", "nein", "-", "–", "NULL", "0000-00-00"},
    Meaning.ACTIVE: {"1", "ja"},
    Meaning.STATUS: set(),
    Meaning.REMARK: {"-"},
    Meaning.CHANGED: {DATE},
}
COUNTS_AS_LEFT = {
    Meaning.SUBSCRIBED_AT: {"0", "nein", "-", "–"},
    Meaning.LEFT: TEXTS - UNDERSTOOD_AS_SUBSCRIBED[Meaning.LEFT],
    Meaning.ACTIVE: TEXTS - {"1", "ja", DATE, "2015"},
    Meaning.STATUS: TEXTS,
}
COLUMNS = {meaning: name for name, meaning in MEANINGS.items() if meaning is not Meaning.EMAIL}
every_column_and_cell = pytest.mark.parametrize(
    ("meaning", "cell"), [(meaning, cell) for meaning in COLUMNS for cell in ODD]
)


@every_column_and_cell
def test_nobody_new_is_subscribed_unless_the_cell_is_understood_to_say_so(take, meaning, cell):
    take(f"email;{COLUMNS[meaning]}\na@x.de;{cell}\n")

    assert (subscribed() == {"a@x.de"}) == (cell in UNDERSTOOD_AS_SUBSCRIBED[meaning])
    assert (unsubscribed() == {"a@x.de"}) == (cell in COUNTS_AS_LEFT.get(meaning, ()))


@every_column_and_cell
def test_of_those_who_were_subscribed_whoever_left_is_unsubscribed(take, meaning, cell):
    take("email\na@x.de\n")

    take(f"email;{COLUMNS[meaning]}\na@x.de;{cell}\n")

    assert (unsubscribed() == {"a@x.de"}) == (cell in COUNTS_AS_LEFT.get(meaning, ()))


@pytest.mark.parametrize(
    ("meaning", "good", "cell"),
    [
        (meaning, good, cell)
        for meaning, good in [
            (Meaning.SUBSCRIBED_AT, DATE),
            (Meaning.CONFIRMED, "ja"),
            (Meaning.LEFT, "nein"),
            (Meaning.ACTIVE, "ja"),
            (Meaning.STATUS, "aktiv"),
            (Meaning.REMARK, "-"),
            (Meaning.FULL_NAME, "Anna"),
        ]
        for cell in [*ODD, "pending", "Ã¼brig", "01.01.2999", "x" * 300]
        if cell not in UNDERSTOOD_AS_SUBSCRIBED[meaning]
    ],
)
def test_a_later_line_that_is_not_understood_undoes_an_earlier_one(take, meaning, good, cell):
    take(f"email;{COLUMNS[meaning]}\na@x.de;{good}\na@x.de;{cell}\n")

    assert (subscribed(), unsubscribed()) == (set(), {"a@x.de"})


@pytest.mark.parametrize("cell", ["-", "0", "0000-00-00", "n/a", "nie", ""])
def test_a_date_of_change_that_only_some_lines_have_refuses_the_list(take, cell):
    with pytest.raises(CommandError, match="a date of change that some lines have and others not"):
        take(f"email;geändert am\na@x.de;{DATE}\nb@x.de;{cell}\n")

    assert subscribed() == set()


@pytest.mark.parametrize("header", ["status;bestätigt", "aktiv;doi", "abostatus;confirmed"])
@pytest.mark.parametrize("cell", ["nein", "0", "früher", "?"])
def test_a_status_does_not_hide_that_a_subscription_was_not_confirmed(take, header, cell):
    take(f"email;{header}\na@x.de;{'ja' if 'aktiv' in header else 'aktiv'};{cell}\n")

    assert (subscribed(), unsubscribed()) == (set(), set())


@pytest.mark.parametrize(
    ("header", "cell"),
    [("optin", "0"), ("Opt-in", "nein"), ("status", "nicht angemeldet"), ("status", "non-subscribed")],
)  # fmt: skip
def test_who_is_not_subscribed_counts_as_having_left(take, header, cell):
    take("email\na@x.de\n")

    take(f"email;{header}\na@x.de;{cell}\n")

    assert (subscribed(), unsubscribed()) == (set(), {"a@x.de"})


@pytest.mark.parametrize("cell", ["pending", "unbestätigt", "wartend"])
def test_a_subscription_that_was_never_confirmed_unsubscribes_nobody(take, cell):
    take("email\na@x.de\n")

    take(f"email;status\na@x.de;{cell}\n")

    assert (subscribed(), unsubscribed()) == ({"a@x.de"}, set())
