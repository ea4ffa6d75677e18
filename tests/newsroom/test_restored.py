"""`apply_departures` after a restored backup: what had been deleted since goes again."""

import io

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from accounts import claims, keys, privacy
from accounts.models import LegacySubscriber, Suppression, User
from articles import erasing
from articles.models import Article, Body, Erased, Version
from importing import departures
from outbox.models import OutgoingMail
from tests.articles.test_import_articles import LINE, run  # noqa: F401 - a fixture
from tests.conftest import NOW

STAMP = "2026-11-22T11:00:00+00:00"


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.DEPARTURES_FILE = tmp_path / "departures.txt"
    return settings.DEPARTURES_FILE


def apply_departures():
    """What it removed, as it says it."""
    out = io.StringIO()
    call_command("apply_departures", stdout=out)
    return out.getvalue().strip().partition("; removed: ")[2]


@pytest.fixture
def waiting():
    """A mail that waits for the worker."""

    def waiting(email):
        return OutgoingMail.objects.create(
            to=[email], from_email="post@stadt.example", subject="Guten Tag", text="…"
        )

    return waiting


# --- Accounts ------------------------------------------------------------------------------------


def restore(user):
    """The account and its address, as the backup holds them."""
    address = user.emailaddress_set.get()
    yield
    Suppression.objects.all().delete()
    user.save(force_insert=True)
    address.save(force_insert=True)


@pytest.fixture
def deleted(martha):
    """Martha deleted her account after the backup, which brought it back."""
    backup = restore(martha)
    next(backup)
    pk = martha.pk
    privacy.delete(martha)
    martha.pk = pk
    next(backup, None)
    return martha


def test_the_file_names_a_deleted_account_by_its_number(martha, file):
    pk, email = martha.pk, martha.email
    privacy.delete(martha)

    key = keys.newest()
    assert file.read_text() == (
        f"{STAMP} {key.id} {key.hash(keys.Purpose.SUPPRESSION, email)}\n{STAMP} account {pk}\n"
    )


def test_a_deleted_account_is_deleted_again(deleted, edda):
    assert apply_departures() == "0 mails, 1 accounts, 0 articles"

    assert list(User.objects.all()) == [edda]
    assert Suppression.objects.count() == 1
    assert apply_departures() == "0 mails, 0 accounts, 0 articles"


def test_a_younger_account_of_the_same_number_stays(deleted, clock):
    User.objects.filter(pk=deleted.pk).update(date_joined=timezone.now() + timezone.timedelta(1))

    assert apply_departures() == "0 mails, 0 accounts, 0 articles"
    assert User.objects.get() == deleted


def test_of_an_account_whose_address_nobody_proved_the_file_has_the_number_alone(enrol, file):
    user = enrol("nobody@stadt.example", verified=False)
    pk = user.pk
    privacy.delete(user)

    assert file.read_text() == f"{STAMP} account {pk}\n"


# --- Mails ---------------------------------------------------------------------------------------


def test_a_mail_that_waited_for_somebody_who_left_is_removed(martha, edda, waiting, clock):
    subscriber = LegacySubscriber.objects.create(email=martha.email)
    claims.link(martha, martha.email)
    waiting(martha.email)
    kept = waiting(edda.email)
    clock.shift(60)
    claims.set_subscribed(martha, subscriber.pk, subscribed=False, wording="x")
    clock.shift(60)
    later = waiting(martha.email)  # such as a code
    LegacySubscriber.objects.update(unsubscribed_at=None)  # the backup

    assert apply_departures() == "1 mails, 0 accounts, 0 articles"
    assert set(OutgoingMail.objects.all()) == {kept, later}
    assert apply_departures() == "0 mails, 0 accounts, 0 articles"
    assert mail.outbox == []


# --- Articles ------------------------------------------------------------------------------------


def restore_articles():
    articles, bodies = list(Article.objects.all()), list(Body.objects.all())
    yield
    Erased.objects.all().delete()
    for row in [*articles, *bodies]:
        row.save(force_insert=True)


def erase(pk):
    call_command("erase_article", pk, stdout=io.StringIO())


def test_the_file_holds_number_and_hashes_of_an_erased_article(run, file):  # noqa: F811 - the fixture
    run(LINE)
    pk = Article.objects.get().pk
    erase(pk)

    hashes = [erasing.hash_of(name) for name in sorted([LINE["id"], LINE["original_url"]])]
    assert file.read_text() == "".join(
        f"{STAMP} {what}\n" for what in [f"article {pk}", *(f"name {each}" for each in hashes)]
    )


def test_an_erased_article_is_erased_again(run, write):  # noqa: F811 - the fixture
    run(LINE)
    backup = restore_articles()
    next(backup)
    erase(Article.objects.get().pk)
    next(backup, None)
    other = write()

    assert apply_departures() == "0 mails, 0 accounts, 1 articles"
    assert list(Article.objects.all()) == [other]
    assert not Version.objects.exists()
    assert run(LINE)[0] == "1 erased for good, left out"
    assert apply_departures() == "0 mails, 0 accounts, 0 articles"


def test_one_that_the_backup_does_not_know_is_not_imported(run):  # noqa: F811 - the fixture
    run(LINE)
    erase(Article.objects.get().pk)
    Erased.objects.all().delete()  # the backup

    assert apply_departures() == "0 mails, 0 accounts, 0 articles"
    assert run(LINE)[0] == "1 erased for good, left out"


def test_a_younger_article_of_the_same_number_stays(write):
    article = write()
    departures.append([departures.Removal(departures.Kind.ARTICLE, str(article.pk), NOW)])
    Article.objects.update(created_at=NOW + timezone.timedelta(seconds=1))

    assert apply_departures() == "0 mails, 0 accounts, 0 articles"
    assert Article.objects.get() == article


def test_while_the_file_takes_nothing_no_article_is_erased(write, settings):
    settings.DEPARTURES_FILE = "/dev/full"
    article = write()

    with pytest.raises(departures.NotWritten, match="No space left on device: '/dev/full'"):
        erase(article.pk)

    assert Article.objects.get() == article
    assert not Erased.objects.exists()


@pytest.mark.parametrize("line", ["account x", "account", "article -1", "name 0", "other 1"])
def test_another_kind_of_line_is_broken(db, file, line):
    file.write_text(f"{STAMP} {line}\n")

    assert list(departures.read()) == [(1, None)]
