"""A list says that an address left which is, or was, a member's."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from accounts import claims, suppressions
from accounts.models import Consent, LegacySubscriber, Suppression
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


@pytest.fixture
def former_of_both(bob, enrol, take):
    """An account that took Bob's former address, with a subscription that had moved there."""
    move(bob, PRESENT)
    take("email\ncarla@alt.example\n")
    carla = enrol("carla@alt.example")
    claims.link(carla, carla.email)
    move(carla, FORMER)
    pk = LegacySubscriber.objects.get(email=FORMER).pk
    assert claims.set_subscribed(carla, pk, subscribed=True, wording="x")
    return carla


def test_it_follows_also_where_another_account_has_the_former_address(former_of_both, take):
    """Who has it now subscribed again, and stays."""
    assert take(LEFT.format(FORMER))[0] == "1 changed"

    assert (subscribed(), unsubscribed()) == ({FORMER}, {PRESENT})


def test_it_follows_the_first_of_those_who_had_the_address(former_of_both, take):
    """A later one came there as unsubscribed: active, it has a consent of its own."""
    move(former_of_both, "carla@neu.example")

    assert take(LEFT.format(FORMER))[0] == "1 changed"

    assert (subscribed(), unsubscribed()) == ({"carla@neu.example"}, {PRESENT})


@pytest.mark.parametrize(("others", "remaining"), [([], {FORMER}), ([PRESENT], {PRESENT})])
def test_consents_of_before_are_for_the_only_subscription(bob, take, others, remaining):
    """Of a member with several, nobody knows for which one: a later list may end each."""
    unsubscribe_and_subscribe_again(bob, FORMER)
    Consent.objects.update(subscription=None)
    for email in others:
        LegacySubscriber.objects.create(email=email, user=bob, claimed_at=timezone.now())

    import_module("accounts.migrations.0004_fill_subscription_of_consents").fill(apps, None)

    take(LEFT.format(FORMER))
    assert subscribed() == remaining
