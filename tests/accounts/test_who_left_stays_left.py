"""Who left stays left, whatever road the row goes: a later list brings nobody back.

Only the person can: by subscribing again in their own account.
"""

import io
from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from accounts import claims, subscribers
from accounts.models import LegacySubscriber, Suppression, User
from tests.conftest import BERLIN, NOW, PASSWORD

LIST = "/redaktion/accounts/legacysubscriber/"
SPELLINGS = ["ludwig@stadtwerke.example", r'"Lud\wig"@STADTWERKE.example.']


@pytest.fixture
def desk(log_in, adam):
    return log_in(adam)


@pytest.fixture
def gone(ludwig):
    """Ludwig, who unsubscribed in 2014."""
    ludwig.unsubscribed_at = datetime(2014, 5, 6, tzinfo=BERLIN)
    ludwig.save()
    return ludwig


def row(subscriber, **fields):
    """The change form as the browser would send it."""
    values = {"email": subscriber.email, "first_name": "", "last_name": "", "organisation": ""}
    for name in ("subscribed_at", "unsubscribed_at"):
        moment = getattr(subscriber, name)
        values |= {
            f"{name}_0": f"{moment:%d.%m.%Y}" if moment else "",
            f"{name}_1": "12:00:00" if moment else "",
        }
    return values | {"consent_source": ""} | fields


def delete_in_admin(desk, subscriber):
    return desk.post(f"{LIST}{subscriber.pk}/delete/", {"post": "yes"})


def delete_many_in_admin(desk, subscriber):
    chosen = {"action": "delete_selected", "_selected_action": subscriber.pk, "post": "yes"}
    return desk.post(LIST, chosen)


def change_the_address(desk, subscriber):
    values = row(subscriber, email="lang@stadtwerke.example")
    return desk.post(f"{LIST}{subscriber.pk}/change/", values)


def retain_no_longer(desk, subscriber):
    LegacySubscriber.objects.update(imported_at=NOW - timedelta(days=400))
    call_command("remove_unclaimed_subscribers", "--older-than", "365", stdout=io.StringIO())
    assert not LegacySubscriber.objects.filter(pk=subscriber.pk).exists()


def delete_the_account(desk, subscriber):
    user = User.objects.create_user(subscriber.email, PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    claims.link(user, user.email)
    return desk.post(f"/redaktion/accounts/user/{user.pk}/delete/", {"post": "yes"})


ROADS = [
    delete_in_admin,
    delete_many_in_admin,
    change_the_address,
    retain_no_longer,
    delete_the_account,
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("road", ROADS)
def test_a_later_list_does_not_bring_them_back(desk, gone, read_list, road, spelling):
    response = road(desk, gone)
    assert response is None or response.status_code == 302

    summary = read_list(spelling, subscribed_at="2026-01-01")

    assert summary == "1 unsubscribed earlier"
    assert not LegacySubscriber.objects.filter(unsubscribed_at=None).exists()
    assert not LegacySubscriber.objects.filter(email=SPELLINGS[0]).exists()
    assert "ludwig" not in str(list(Suppression.objects.values()))


@pytest.mark.parametrize("road", [delete_in_admin, delete_many_in_admin])
def test_deleting_a_subscriber_by_hand_is_leaving(desk, ludwig, read_list, road):
    """Rows are deleted by hand where somebody asked for it."""
    road(desk, ludwig)

    assert read_list(ludwig.email) == "1 unsubscribed earlier"


def test_no_list_brings_back_an_address_that_was_corrected(desk, ludwig, read_list):
    """Else its owner, who leaves under the new one, would be mailed at the former one."""
    former = ludwig.email
    page = desk.get(f"{LIST}{ludwig.pk}/change/").content.decode()
    assert "so gilt die bisherige als abgemeldet" in page
    assert change_the_address(desk, ludwig).status_code == 302

    assert read_list(former) == "1 unsubscribed earlier"
    ludwig.refresh_from_db()
    assert (ludwig.email, ludwig.unsubscribed_at) == ("lang@stadtwerke.example", None)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_another_spelling_is_no_other_address(desk, ludwig, spelling):
    values = row(ludwig, email=spelling, last_name="Lange")

    assert desk.post(f"{LIST}{ludwig.pk}/change/", values).status_code == 302

    assert not Suppression.objects.exists()
    ludwig.refresh_from_db()
    assert (ludwig.email, ludwig.last_name) == (SPELLINGS[0], "Lange")


def test_the_date_can_be_corrected_but_not_cleared(desk, gone, read_list):
    page = f"{LIST}{gone.pk}/change/"
    refused = desk.post(page, row(gone, unsubscribed_at_0="", unsubscribed_at_1=""))
    assert refused.status_code == 200
    assert "Wer abbestellt hat, bleibt abgemeldet." in refused.content.decode()

    assert desk.post(page, row(gone, unsubscribed_at_0="07.05.2014")).status_code == 302

    assert read_list(gone.email, subscribed_at="2026-01-01") == "1 unsubscribed earlier"
    gone.refresh_from_db()
    assert gone.unsubscribed_at == datetime(2014, 5, 7, 12, tzinfo=BERLIN)


def test_nobody_subscribes_again_for_an_address_that_is_not_theirs(log_in, gone, martha):
    LegacySubscriber.objects.update(user=martha, claimed_at=NOW)

    log_in(martha).post(f"/konto/abonnement/{gone.pk}/", {"subscribe": "1"})

    left_at = gone.unsubscribed_at
    gone.refresh_from_db()
    assert gone.unsubscribed_at == left_at


def test_a_subscription_does_not_begin_in_the_future(desk, ludwig):
    """Its owner could not leave before that day."""
    page = f"{LIST}{ludwig.pk}/change/"

    refused = desk.post(page, row(ludwig, subscribed_at_0="23.11.2026", subscribed_at_1="00:00"))

    assert refused.status_code == 200
    assert "Dieses Datum liegt in der Zukunft." in refused.content.decode()


def test_who_left_while_the_form_was_open_stays_left(desk, ludwig):
    form = row(ludwig)
    LegacySubscriber.objects.update(unsubscribed_at=NOW)

    assert desk.post(f"{LIST}{ludwig.pk}/change/", form).status_code == 200

    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at == NOW


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("by", ["adding a row", "changing another row's address"])
def test_no_hand_brings_them_back(desk, gone, by, spelling):
    delete_in_admin(desk, gone)
    other = LegacySubscriber.objects.create(email="lena@stadtwerke.example")
    page = f"{LIST}add/" if by == "adding a row" else f"{LIST}{other.pk}/change/"

    refused = desk.post(page, row(other, email=spelling))

    assert refused.status_code == 200
    assert (
        "Diese Adresse hat früher abbestellt oder wurde durch eine andere ersetzt."
        in refused.content.decode()
    )
    assert not LegacySubscriber.objects.filter(email=SPELLINGS[0]).exists()


def test_a_change_of_address_can_be_taken_back(desk, gone):
    change_the_address(desk, gone)
    changed = LegacySubscriber.objects.get()

    back = desk.post(f"{LIST}{gone.pk}/change/", row(changed, email=SPELLINGS[0]))

    assert back.status_code == 302
    assert LegacySubscriber.objects.get().unsubscribed_at is not None


@pytest.mark.parametrize("by", ["the member", "an administrator", "an administrator, in bulk"])
def test_a_deleted_account_without_a_subscription_is_not_subscribed_by_a_list(
    desk, martha, log_in, read_list, by
):
    if by == "the member":
        log_in(martha).post("/konto/loeschen/")
    elif by == "an administrator":
        desk.post(f"/redaktion/accounts/user/{martha.pk}/delete/", {"post": "yes"})
    else:
        chosen = {"action": "delete_selected", "_selected_action": martha.pk, "post": "yes"}
        desk.post("/redaktion/accounts/user/", chosen)
    assert not User.objects.filter(email=martha.email).exists()

    assert read_list(martha.email) == "1 unsubscribed earlier"


def test_an_account_that_nobody_confirmed_takes_no_subscription_along(
    desk, ludwig, enrol, clock, read_list
):
    """Whoever typed the address into an account was perhaps not its owner."""
    enrol(ludwig.email, verified=False)
    clock.shift(timedelta(days=8))

    call_command("remove_unverified_accounts", stdout=io.StringIO())

    assert read_list(ludwig.email) == "1 unchanged"


def test_who_leaves_while_a_list_is_read_stays_left(ludwig, read_list, monkeypatch):
    looked = subscribers._members

    def leave_meanwhile(emails):
        LegacySubscriber.objects.filter(pk=ludwig.pk).update(unsubscribed_at=NOW)
        return looked(emails)

    monkeypatch.setattr(subscribers, "_members", leave_meanwhile)
    read_list(ludwig.email, last_name="Lange")

    ludwig.refresh_from_db()
    assert (ludwig.last_name, ludwig.unsubscribed_at) == ("Lange", NOW)


def test_only_the_person_subscribes_again(gone, browser, begin, enter):
    client = browser()
    begin(client, gone.email)
    enter(client)

    client.post(f"/konto/abonnement/{gone.pk}/", {"subscribe": "1"})

    gone.refresh_from_db()
    assert gone.unsubscribed_at is None
