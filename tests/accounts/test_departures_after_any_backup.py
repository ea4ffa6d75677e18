"""Every road by which somebody leaves, and a backup before, between and after its steps.

Whoever had left in the end is not active after the restore, `apply_departures` and the same list
again; whoever had come back by an own consent that the backup knows stays.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.core import serializers
from django.utils import timezone

from accounts import retention
from accounts.models import Consent, LegacySubscriber, Suppression, User
from tests.accounts.departed import apply_departures
from tests.accounts.lists import subscribed
from tests.accounts.test_moved_subscriptions import change_address_of, change_own_address

ANNA, NEW, NEWER = "anna@stadt.example", "anna@kreis.example", "anna@land.example"
LIST = [ANNA, NEW, NEWER]
ROWS = "/redaktion/accounts/legacysubscriber/"
USERS = "/redaktion/accounts/user/"


# --- Steps: what somebody does on the site ---------------------------------------------------------


def row():
    return LegacySubscriber.objects.get()


def member():
    return User.objects.get(is_staff=False)


def leave(site):
    site.log_in(member()).post(f"/konto/abonnement/{row().pk}/", {})


def come_back(site):
    site.log_in(member()).post(f"/konto/abonnement/{row().pk}/", {"subscribe": "1"})


def change_own(email):
    return lambda site: change_own_address(site.log_in(member()), email)


def delete_own_account(site):
    site.log_in(member()).post("/konto/loeschen/")


def form(**fields):
    """An administrator sends a subscriber's form, with these fields changed."""

    def send(site):
        subscriber = row()
        values = dict.fromkeys(["first_name", "last_name", "organisation", "consent_source"], "")
        for name in ["subscribed_at", "unsubscribed_at"]:
            moment = getattr(subscriber, name)
            shown = f"{timezone.localtime(moment):%d.%m.%Y %H:%M:%S}" if moment else " "
            values[f"{name}_0"], values[f"{name}_1"] = shown.split(" ")
        values |= {"email": subscriber.email} | fields
        assert site.desk.post(f"{ROWS}{subscriber.pk}/change/", values).status_code == 302

    return send


def left_on(date):
    return {"unsubscribed_at_0": date, "unsubscribed_at_1": "00:00:00"}


def delete(place, of):
    return lambda site: site.desk.post(f"{place}{of().pk}/delete/", {"post": "yes"})


def delete_in_bulk(place, of):
    chosen = {"action": "delete_selected", "post": "yes"}
    return lambda site: site.desk.post(place, chosen | {"_selected_action": of().pk})


def change_account(email):
    return lambda site: change_address_of(site.desk, member(), email)


def list_says_left(site):
    site.read_list(ANNA, unsubscribed_at="2020-01-02")


def remove_unclaimed(site):
    assert retention.remove_unclaimed(timezone.now()) == 1


# --- Roads -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Road:
    steps: list[Callable]
    left: set[str]
    """Who of the list had left in the end. The others come with it, or are there."""
    claimed: bool = True


TODAY = form(**left_on("22.11.2026"))
ROADS = {
    "own page": Road([leave], {ANNA}),
    "own page, and back": Road([leave, come_back], set()),
    "own page, back, and again": Road([leave, come_back, leave], {ANNA}),
    "a date today": Road([TODAY], {ANNA}, claimed=False),
    "a date long ago": Road([form(**left_on("06.05.2014"))], {ANNA}, claimed=False),
    "a date to come": Road([form(**left_on("24.12.2026"))], {ANNA}, claimed=False),
    "a date before the consent": Road([leave, come_back, TODAY], {ANNA}),
    "a date to come, and back": Road([form(**left_on("24.12.2026")), come_back], set()),
    "a date, and another one": Road([TODAY, form(**left_on("06.05.2014"))], {ANNA}),
    "row deleted": Road([delete(ROWS, row)], {ANNA}, claimed=False),
    "row deleted in bulk": Road([delete_in_bulk(ROWS, row)], {ANNA}, claimed=False),
    "row of a member deleted": Road([leave, come_back, delete(ROWS, row)], {ANNA}),
    "a list says it": Road([list_says_left], {ANNA}, claimed=False),
    "a list says it, address corrected": Road(
        [list_says_left, form(email=NEW)], {ANNA, NEW}, claimed=False
    ),
    "date, then removed after its time": Road([TODAY, remove_unclaimed], {ANNA}, claimed=False),
    "removed after its time": Road([remove_unclaimed], set(), claimed=False),
    "date, then address corrected": Road([TODAY, form(email=NEW)], {ANNA, NEW}, claimed=False),
    "date and address at once": Road(
        [form(email=NEW, **left_on("06.05.2014"))], {ANNA, NEW}, claimed=False
    ),
    "date, then address corrected twice": Road(
        [TODAY, form(email=NEW), form(email=NEWER)], {ANNA, NEW, NEWER}, claimed=False
    ),
    "address corrected, then date": Road([form(email=NEW), TODAY], {ANNA, NEW}, claimed=False),
    "address corrected, then row deleted": Road(
        [form(email=NEW), delete(ROWS, row)], {ANNA, NEW}, claimed=False
    ),
    "address given up": Road([change_own(NEW)], {ANNA}),
    "own page, then address given up": Road([leave, change_own(NEW)], {ANNA, NEW}),
    "own page, address given up, and back": Road([leave, change_own(NEW), come_back], {ANNA}),
    "address given up, then own page": Road([change_own(NEW), leave], {ANNA, NEW}),
    "address given up, then a list says it": Road([change_own(NEW), list_says_left], {ANNA, NEW}),
    "address given up twice, then a list says it": Road(
        [change_own(NEW), change_own(NEWER), list_says_left], {*LIST}
    ),
    "address given up, and taken back": Road([change_own(NEW), change_own(ANNA)], {ANNA, NEW}),
    "address given up, taken back, and back": Road(
        [change_own(NEW), change_own(ANNA), come_back], {NEW}
    ),
    "address given up twice": Road([leave, change_own(NEW), change_own(NEWER)], {*LIST}),
    "address changed by an administrator": Road([change_account(NEW)], {ANNA}),
    "own page, then changed by an administrator": Road([leave, change_account(NEW)], {ANNA, NEW}),
    "account deleted": Road([delete_own_account], {ANNA}),
    "address given up, then account deleted": Road(
        [change_own(NEW), delete_own_account], {ANNA, NEW}
    ),
    "account deleted by an administrator": Road([delete(USERS, member)], {ANNA}),
    "account deleted in bulk": Road([delete_in_bulk(USERS, member)], {ANNA}),
    "changed by an administrator, then account deleted": Road(
        [change_account(NEW), delete(USERS, member)], {ANNA}
    ),
}
CASES = [(name, moment) for name in ROADS for moment in range(len(ROADS[name].steps) + 1)]


# --- The backup ------------------------------------------------------------------------------------

TABLES = [User, EmailAddress, LegacySubscriber, Suppression, Consent]


def backup():
    return serializers.serialize("json", chain(*(table.objects.all() for table in TABLES)))


def restore(rows):
    LegacySubscriber.objects.all().delete()
    Suppression.objects.all().delete()
    User.objects.filter(is_staff=False).delete()
    for each in serializers.deserialize("json", rows):
        each.save()


@pytest.fixture
def site(settings, tmp_path, log_in, desk, read_list):
    settings.DEPARTURES_FILE = tmp_path / "departures.txt"
    settings.DEPARTURES_FILE.touch()
    return SimpleNamespace(log_in=log_in, desk=desk, read_list=read_list)


@pytest.mark.parametrize(("name", "moment"), CASES, ids=[f"{name}-{at}" for name, at in CASES])
def test_who_left_stays_left_whenever_the_backup_was_made(site, enrol, clock, name, moment):
    road = ROADS[name]
    if road.claimed:
        enrol(ANNA)
    site.read_list(ANNA, subscribed_at="2013-03-01")
    backups = [backup()]
    for step in road.steps:
        clock.shift(60)
        step(site)
        backups.append(backup())
    accounts = set(User.objects.all())
    clock.shift(60)
    site.read_list(*LIST)
    assert subscribed() == set(LIST) - road.left

    restore(backups[moment])
    apply_departures()

    assert not subscribed() & road.left
    assert set(User.objects.all()) <= accounts
    site.read_list(ANNA, subscribed_at="2013-03-01")
    site.read_list(*LIST)
    assert not subscribed() & road.left
    if moment == len(road.steps):
        assert subscribed() == set(LIST) - road.left
