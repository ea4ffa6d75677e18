"""`apply_departures`: whoever left after the backup leaves it again.

The promises of docs/decisions/departures.md; accounts and articles: tests/newsroom/test_restored.py.
"""

from datetime import timedelta

import pytest
from django.core.management import CommandError

from accounts import claims, keys, privacy, suppressions
from accounts.models import LegacySubscriber, Suppression
from importing import departures
from importing.departures import Departure
from tests.accounts.departed import apply_departures, hash_of
from tests.conftest import NOW

OTHER = "lena@stadtwerke.example"


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.DEPARTURES_FILE = tmp_path / "departures.txt"
    return settings.DEPARTURES_FILE


def test_a_subscriber_who_left_after_the_backup_leaves_again(martha, claimed):
    claims.set_subscribed(martha, claimed.pk, subscribed=False, wording="x")
    LegacySubscriber.objects.update(unsubscribed_at=None)  # the backup

    said = "1 lines read: {} subscribers unsubscribed, 0 suppressions noted"
    assert apply_departures()[0] == said.format(1)
    claimed.refresh_from_db()
    assert claimed.unsubscribed_at == NOW
    assert not Suppression.objects.exists()
    assert apply_departures()[0] == said.format(0)


def test_a_row_that_was_deleted_after_the_backup_is_unsubscribed(ludwig):
    privacy.remove_subscriptions(LegacySubscriber.objects.all(), is_leaving=True)
    Suppression.objects.all().delete()  # the backup
    ludwig.save(force_insert=True)

    apply_departures()

    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at == NOW


@pytest.mark.parametrize("offset", ["+23:59", "-23:59", "+02:00"])
def test_a_line_with_another_offset(db, file, offset):
    """The site writes none; a line may have been mended by hand."""
    suppressions.note([OTHER])
    Suppression.objects.all().delete()  # the backup
    file.write_text(file.read_text().replace("+00:00", offset))

    assert apply_departures()[0].endswith("1 suppressions noted")
    assert NOW - timedelta(days=1) < Suppression.objects.get().unsubscribed_at


def test_who_is_not_in_the_backup_is_suppressed(db, read_list):
    suppressions.note([OTHER])
    Suppression.objects.all().delete()  # the backup

    said = "1 lines read: 0 subscribers unsubscribed, {} suppressions noted"
    assert apply_departures()[0] == said.format(1)
    assert Suppression.objects.get().unsubscribed_at == NOW
    assert read_list(OTHER) == "1 unsubscribed earlier"
    assert apply_departures()[0] == said.format(0)


def test_who_subscribed_again_before_the_backup_stays_subscribed(martha, claimed, clock):
    claims.set_subscribed(martha, claimed.pk, subscribed=False, wording="x")
    clock.shift(60)
    claims.set_subscribed(martha, claimed.pk, subscribed=True, wording="x")

    assert apply_departures()[0].startswith("1 lines read: 0 subscribers unsubscribed")
    claimed.refresh_from_db()
    assert claimed.unsubscribed_at is None


def test_who_left_again_after_the_backup_leaves_again(martha, claimed, clock):
    claims.set_subscribed(martha, claimed.pk, subscribed=False, wording="x")
    clock.shift(60)
    claims.set_subscribed(martha, claimed.pk, subscribed=True, wording="x")
    clock.shift(60)
    claims.set_subscribed(martha, claimed.pk, subscribed=False, wording="x")
    LegacySubscriber.objects.update(unsubscribed_at=None)  # the backup

    assert apply_departures()[0].startswith("2 lines read: 1 subscribers unsubscribed")
    claimed.refresh_from_db()
    assert claimed.unsubscribed_at == NOW + timedelta(seconds=120)


def test_a_database_that_was_not_restored_stays_as_it_is(ludwig, martha, claimed, clock):
    """Also the subscription that came back, of an address that a row of another one had."""
    suppressions.note([martha.email])
    clock.shift(60)
    claims.set_subscribed(martha, claimed.pk, subscribed=False, wording="x")
    clock.shift(60)
    claims.set_subscribed(martha, claimed.pk, subscribed=True, wording="x")
    privacy.remove_subscriptions(LegacySubscriber.objects.filter(pk=ludwig.pk), is_leaving=True)
    before = list(Suppression.objects.order_by("pk").values())

    assert apply_departures()[0] == (
        "3 lines read: 0 subscribers unsubscribed, 0 suppressions noted"
    )
    assert list(Suppression.objects.order_by("pk").values()) == before
    claimed.refresh_from_db()
    assert claimed.unsubscribed_at is None


def test_who_left_under_an_old_key_leaves_again(ludwig, settings):
    privacy.remove_subscriptions(LegacySubscriber.objects.all(), is_leaving=True)
    Suppression.objects.all().delete()  # the backup
    ludwig.save(force_insert=True)
    settings.KEYS = ["new-entry-0123456789-0123456789-0123456789", *settings.KEYS]

    apply_departures()

    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at == NOW


def test_a_date_before_the_subscription_is_moved_to_it(ludwig):
    before = ludwig.subscribed_at - timedelta(days=1)
    departures.append([Departure(hash_of(ludwig.email), keys.newest().id, before)])

    apply_departures()

    joined = ludwig.subscribed_at
    ludwig.refresh_from_db()
    assert ludwig.unsubscribed_at == joined


def test_a_missing_file_is_said(db):
    with pytest.raises(CommandError, match=r"There is no .*departures\.txt"):
        apply_departures()
