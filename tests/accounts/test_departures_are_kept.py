"""A line that says that somebody left is never lost, even where it is refused for another fault."""

import pytest

from accounts import subscribers
from accounts.models import LegacySubscriber
from tests.accounts.lists import subscribed, unsubscribed
from tests.conftest import NOW

COUNTS = "; the address counts as unsubscribed"
OTHERS = "b@example.org;;;\nc@example.org;;;\nd@example.org;;;\n"
HEADER = "email;organisation;subscribed_at;unsubscribed_at"
FAULTS = {
    "organisation too long": (
        f"{'x' * 300};;2021-06-05",
        "organisation: 300 characters, at most 200",
    ),
    "subscribed in the future": (";2026-12-24;2021-06-05", "subscribed_at: lies in the future"),
    "subscribed at no date": (
        ";neulich;2021-06-05",
        "subscribed_at: no date, for example 2015-05-04 or 04.05.2015",
    ),
    "left on no such day": (";;31.02.2020", "unsubscribed_at: neither yes, no nor a date"),
    "left in American writing": (
        ";;12/31/2020 7:00 AM",
        "unsubscribed_at: neither yes, no nor a date",
    ),
    "left in the year 19": (";;0019-05-06", "unsubscribed_at: the year 19 is out of range"),
}


@pytest.fixture(params=FAULTS.values(), ids=FAULTS)
def fault(request):
    return request.param


@pytest.fixture(params=[1, subscribers.BATCH], ids=["another batch", "one batch"])
def _batch(request, monkeypatch):
    monkeypatch.setattr(subscribers, "BATCH", request.param)


def test_a_known_subscriber_ends_as_unsubscribed(take, fault):
    cells, reason = fault
    take("email;organisation\na@example.org;Amt\n")

    out, err = take(f"{HEADER}\nA@example.org;{cells}\n")

    assert (out, err) == ("1 invalid", f"line 2: {reason}{COUNTS}")
    assert (subscribed(), unsubscribed()) == (set(), {"a@example.org"})
    assert LegacySubscriber.objects.get().organisation == "Amt"


@pytest.mark.usefixtures("_batch")
def test_it_counts_for_an_earlier_line_of_the_file(take, fault):
    take(f"{HEADER}\na@example.org;Amt;;\n{OTHERS}a@example.org;{fault[0]}\n")

    assert unsubscribed() == {"a@example.org"}
    assert len(subscribed()) == 3


@pytest.mark.usefixtures("_batch")
def test_a_later_line_does_not_subscribe_the_address(take, fault):
    _, err = take(f"{HEADER}\na@example.org;{fault[0]}\n{OTHERS}a@example.org;Amt;;\n")

    assert err.endswith("line 6: email: stands in line 2 already")
    assert unsubscribed() == {"a@example.org"}
    assert len(subscribed()) == 3


def test_nor_does_a_later_list(take, fault):
    take(f"{HEADER}\na@example.org;{fault[0]}\n")

    assert take("email\na@example.org\n")[0] == "1 unsubscribed earlier"
    assert (subscribed(), unsubscribed()) == (set(), {"a@example.org"})


def test_a_dry_run_writes_no_departure(take, fault):
    take("email\na@example.org\n")

    take(f"{HEADER}\na@example.org;{fault[0]}\n", dry_run=True)

    assert subscribed() == {"a@example.org"}


def test_the_day_counts_where_it_can_be_read(take):
    take(f"{HEADER}\na@example.org;{'x' * 300};;2021-06-05\nb@example.org;;;0019-01-02\n")

    first, second = LegacySubscriber.objects.order_by("email")
    assert first.unsubscribed_at.year == 2021
    assert second.unsubscribed_at == NOW


@pytest.mark.parametrize(
    ("header", "cells", "reason"),
    [
        ("unsubscribed_at;bounced", "2021-06-05;weich", "bounced: neither yes, no nor a date"),
        ("bounced;unsubscribed_at", "weich;2021-06-05", "bounced: neither yes, no nor a date"),
        ("Status;Aktiv", "vielleicht;nein", "Status: says neither subscribed nor unsubscribed"),
        ("Aktiv;Status", ";abgemeldet", "Aktiv: says neither yes nor no"),
        ("Status;Abgemeldet", ";x", "Status: says neither subscribed nor unsubscribed"),
    ],
)
def test_one_column_that_says_so_is_enough(take, header, cells, reason):
    take("email\na@example.org\n")

    _, err = take(f"email;{header}\na@example.org;{cells}\n")

    assert err == f"line 2: {reason}{COUNTS}"
    assert unsubscribed() == {"a@example.org"}


def test_a_remark_is_no_fault_of_a_line_that_says_so(take):
    """Mailchimp writes the reason beside the date."""
    header = "Email Address,UNSUB_TIME,UNSUB_REASON,UNSUB_REASON_OTHER"

    out, err = take(f"{header}\na@example.org,2021-06-05 07:00:00,SPAM,unsubscribe me\n")

    assert (out, err) == ("1 new as unsubscribed", "")


@pytest.mark.parametrize(
    "row",
    [
        "kaputt@x;;;2021-06-05",
        "a@example.org;;neulich;",
        "a@example.org;;neulich;0000-00-00",
    ],
    ids=["no address", "subscribed", "empty date"],
)
def test_where_it_is_not_certain_that_this_person_left_the_line_is_only_refused(take, row):
    """Columns may be shifted, and a departure can never be taken back."""
    take("email\na@example.org\n")

    out, err = take(f"{HEADER}\n{row}\n")

    assert out == "1 invalid"
    assert COUNTS not in err
    assert (subscribed(), unsubscribed()) == ({"a@example.org"}, set())


def test_it_counts_for_a_member_too(take, fault, martha):
    LegacySubscriber.objects.create(email=martha.email, user=martha, claimed_at=NOW)

    take(f"{HEADER}\n{martha.email};{fault[0]}\n")

    assert unsubscribed() == {martha.email}
