"""A list says that an address left which is, or was, a member's."""

import pytest

from accounts import claims, suppressions
from accounts.models import LegacySubscriber, Suppression
from tests.accounts.lists import subscribed, unsubscribed

FORMER, PRESENT = "bob@alt.example", "bob@neu.example"
LEFT = "email,status,unsubscribed_at\n{},unsubscribed,2026-11-20\n"


@pytest.fixture
def bob(enrol, take):
    """A member who claimed the subscription of his former address."""
    take(f"email\n{FORMER}\n")
    bob = enrol(FORMER)
    claims.link(bob, FORMER)
    return bob


def move(user, email):
    """What a confirmed change of address does."""
    former, user.email = user.email, email
    user.save()
    user.emailaddress_set.update(email=email)
    claims.leave_address(user, former)


def unsubscribe_and_subscribe_again(user, email):
    pk = LegacySubscriber.objects.get(email=email).pk
    assert claims.set_subscribed(user, pk, subscribed=False, wording="x")
    assert claims.set_subscribed(user, pk, subscribed=True, wording="x")


def test_consent_to_one_address_is_none_to_another(bob, take):
    take(f"email\n{PRESENT}\n")
    unsubscribe_and_subscribe_again(bob, FORMER)
    move(bob, PRESENT)
    claims.link(bob, PRESENT)

    assert take(LEFT.format(PRESENT))[0] == "1 changed"
    assert PRESENT in unsubscribed()


def test_consent_to_an_address_holds_for_it(bob, take):
    unsubscribe_and_subscribe_again(bob, FORMER)

    assert take(LEFT.format(FORMER))[0] == "1 already a member"
    assert subscribed() == {FORMER}


def test_a_departure_of_the_former_address_follows_the_subscription(bob, take, settings):
    move(bob, PRESENT)
    assert subscribed() == {PRESENT}

    assert take(LEFT.format(FORMER), dry_run=True)[0] == "dry run, nothing written: 1 changed"
    assert subscribed() == {PRESENT}
    assert take(LEFT.format(FORMER))[0] == "1 changed"

    assert (subscribed(), unsubscribed()) == (set(), {PRESENT})
    assert take(LEFT.format(FORMER))[0] == "1 already a member"
    written = settings.DEPARTURES_FILE.read_text().split()
    assert written[-1] in suppressions.hashes(PRESENT)


def test_it_follows_over_several_addresses(bob, take):
    move(bob, "bob@mitte.example")
    move(bob, PRESENT)

    take(f"email,status\nbob@mitte.example,subscribed\n{FORMER},unsubscribed\n")

    assert unsubscribed() == {PRESENT}


def test_a_line_that_says_nothing_of_leaving_changes_nothing(bob, take):
    move(bob, PRESENT)

    assert take(f"email,first_name\n{FORMER},Robert\n")[0] == "1 unsubscribed earlier"
    assert LegacySubscriber.objects.get().first_name == ""
    assert subscribed() == {PRESENT}


def test_who_subscribed_again_under_the_new_address_stays(bob, take):
    move(bob, PRESENT)
    unsubscribe_and_subscribe_again(bob, PRESENT)

    assert take(LEFT.format(FORMER))[0] == "1 already a member"
    assert subscribed() == {PRESENT}


def test_a_subscription_that_went_leaves_the_suppression(bob, take):
    move(bob, PRESENT)
    LegacySubscriber.objects.all().delete()

    assert Suppression.objects.get().moved_to is None
    assert take(LEFT.format(FORMER))[0] == "1 unsubscribed earlier"
