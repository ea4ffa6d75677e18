"""`remove_outdated`: which versions and reports go after their days, and which stay."""

import io
import os
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from accounts.models import SubscriberImport
from articles import erasing
from articles.editing import saving, versions
from articles.models import Article, Version
from tests import locks
from tests.articles.desk import change_url, filled
from tests.articles.test_import_articles import LINE, run  # noqa: F401 - a fixture
from tests.conftest import NOW

DAY = 24 * 3600


@pytest.fixture(autouse=True)
def _days(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    settings.VERSIONS_KEPT_DAYS = 30
    settings.REPORTS_KEPT_DAYS = 30


@pytest.fixture
def save(log_in, edda):
    """Save the article in the newsroom, with another teaser."""

    def save(article, teaser):
        article.refresh_from_db()
        values = filled(article, teaser=teaser)
        assert log_in(edda).post(change_url(article), values).status_code == 302

    return save


@pytest.fixture
def report(tmp_path, db):
    """A report that was written so many days ago, and the record of its import."""

    def report(name, *, days):
        path = tmp_path / "imports" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("line,verdict,reason\n")
        moment = NOW.timestamp() - days * DAY
        os.utime(path, (moment, moment))
        record = SubscriberImport.objects.create(file_name="liste.csv", report_name=name)
        return path, record

    return report


def remove_outdated(**options):
    out = io.StringIO()
    call_command("remove_outdated", stdout=out, **options)
    return out.getvalue().strip()


def numbers():
    return set(Version.objects.values_list("number", flat=True))


def test_old_versions_go_and_the_newest_stays(write, save, clock):
    article = write()
    save(article, "Erster.")  # versions 0 and 1
    clock.shift(31 * DAY)
    save(article, "Zweiter.")
    assert numbers() == {0, 1, 2}

    assert remove_outdated() == (
        "removed: 2 versions, what was left of 0 deleted articles, 0 reports of imports"
    )
    assert numbers() == {2}

    clock.shift(31 * DAY)
    assert remove_outdated().startswith("removed: 0 versions, ")
    assert numbers() == {2}
    save(article, "Dritter.")
    assert numbers() == {2, 3}


def test_versions_stay_for_their_days(write, save, clock):
    save(write(), "Erster.")

    clock.shift(30 * DAY)

    assert remove_outdated().startswith("removed: 0 versions, ")
    assert numbers() == {0, 1}


def test_what_is_left_of_a_deleted_article_goes_and_no_import_brings_it_back(
    run, log_in, cora, clock  # noqa: F811 - the fixture
):  # fmt: skip
    run(LINE)
    article = Article.objects.get()
    log_in(cora).post(f"/redaktion/articles/article/{article.pk}/delete/", {"post": "yes"})
    clock.shift(30 * DAY)
    assert remove_outdated().startswith("removed: 0 versions, what was left of 0 deleted")
    assert versions.deleted().count() == 1

    clock.shift(DAY)
    assert remove_outdated() == (
        "removed: 0 versions, what was left of 1 deleted articles, 0 reports of imports"
    )

    assert not Version.objects.exists()
    assert LINE["headline"] not in str(list(LogEntry.objects.values()))
    assert run(LINE)[0] == "1 erased for good, left out"


def test_an_article_that_was_deleted_again_stays_for_its_days(write, edda, clock):
    article = write()
    saving.delete(article, by=edda)
    saving.recover(versions.deleted().get(), by=edda)
    clock.shift(31 * DAY)
    saving.delete(article, by=edda)

    assert remove_outdated().endswith("of 0 deleted articles, 0 reports of imports")
    assert saving.recover(versions.deleted().first(), by=edda).pk == article.pk


def test_an_earlier_link_of_a_deleted_article_is_remembered(run, log_in, edda, cora, clock):  # noqa: F811 - the fixture
    run(LINE)
    article = Article.objects.get()
    moved = filled(article, original_url="https://www.altenbrueck.example/neu")
    assert log_in(edda).post(change_url(article), moved).status_code == 302
    log_in(cora).post(f"/redaktion/articles/article/{article.pk}/delete/", {"post": "yes"})

    clock.shift(31 * DAY)
    remove_outdated()

    assert run(LINE | {"id": "another"})[0] == "1 erased for good, left out"


def test_an_article_that_was_brought_back_keeps_its_newest_version(write, edda, clock):
    article = write()
    saving.delete(article, by=edda)
    saving.recover(versions.deleted().get(), by=edda)

    clock.shift(31 * DAY)
    remove_outdated()

    assert Article.objects.filter(pk=article.pk).exists()
    assert numbers() == {2}


def test_what_is_brought_back_meanwhile_stays(write, edda, clock, monkeypatch):
    """Between the look at what is forgotten and the removal of its turn."""
    pair = [write(external_id=name, original_url="") for name in ("a", "b")]
    for article in pair:
        saving.delete(article, by=edda)
    clock.shift(31 * DAY)
    leave, back = erasing.leave_hashes, []

    def leave_while_the_other_comes_back(pk):
        leave(pk)
        if not back:
            other = versions.deleted().exclude(article_id=pk).get()
            back.append(saving.recover(other, by=edda))

    monkeypatch.setattr(erasing, "leave_hashes", leave_while_the_other_comes_back)

    assert remove_outdated().endswith("what was left of 1 deleted articles, 0 reports of imports")

    assert list(Article.objects.all()) == back
    assert list(Version.objects.values_list("article_id", "number")) == [
        (back[0].pk, 2), (back[0].pk, 1), (back[0].pk, 0),
    ]  # fmt: skip
    assert erasing.hash_of(back[0].external_id) not in erasing.erased_hashes()


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_an_article_that_is_erased_meanwhile_waits(write, clock, monkeypatch):
    """Between the look at the newest version and its writing."""
    article = write()
    for link in ("https://altenbrueck.example/1", "https://altenbrueck.example/2"):
        with saving.changing(article.pk, by=None) as current:
            current.original_url = link
    clock.shift(31 * DAY)
    keep, begun = saving.keep_former_links, []
    with locks.beside() as begin:

        def keep_while_it_is_erased(pk, links):
            begun.append(begin(lambda: erasing.erase(article.pk)))
            keep(pk, links)

        monkeypatch.setattr(saving, "keep_former_links", keep_while_it_is_erased)
        assert remove_outdated().startswith("removed: 2 versions, ")

    assert begun[0].result().versions == 1
    assert not Version.objects.exists()


def test_old_reports_go_and_their_imports_stay(report):
    old, of_old = report("20261001-120000-1.csv", days=31)
    new, of_new = report("20261115-120000-2.csv", days=29)

    assert remove_outdated().endswith("1 reports of imports")

    assert (old.exists(), new.exists()) == (False, True)
    of_old.refresh_from_db()
    of_new.refresh_from_db()
    assert (of_old.report_name, of_new.report_name) == ("", new.name)


def test_zero_keeps_for_good(settings, write, save, report, clock):
    settings.VERSIONS_KEPT_DAYS = settings.REPORTS_KEPT_DAYS = 0
    save(write(), "Erster.")
    path, _ = report("a.csv", days=9000)
    clock.shift(timedelta(days=9000))

    assert remove_outdated() == (
        "removed: 0 versions, what was left of 0 deleted articles, 0 reports of imports"
    )
    assert numbers() == {0, 1}
    assert path.exists()


def test_a_dry_run_says_the_same_and_changes_nothing(write, save, edda, report, clock):
    save(write(), "Erster.")
    saving.delete(write(original_url="https://altenbrueck.example/2"), by=edda)
    path, _ = report("a.csv", days=31)
    clock.shift(31 * DAY)
    before = list(Version.objects.order_by("pk").values())

    said = remove_outdated(dry_run=True)

    assert list(Version.objects.order_by("pk").values()) == before
    assert path.exists()
    assert said == f"dry run, nothing {remove_outdated()}"


@pytest.mark.parametrize("name", ["VERSIONS_KEPT_DAYS", "REPORTS_KEPT_DAYS"])
def test_more_days_than_a_century_are_refused(settings, db, name):
    setattr(settings, name, 36_501)

    with pytest.raises(CommandError, match=f"{name} takes a number of days, at most 36,500"):
        remove_outdated()


@pytest.mark.parametrize("runs", [1, 2])
def test_an_erased_article_does_not_come_back_by_a_link_of_a_version_that_went(
    run,  # noqa: F811 - the fixture
    log_in,
    edda,
    clock,
    runs,
):
    run(LINE)
    article = Article.objects.get()
    for number in range(runs):
        moved = filled(article, original_url=f"https://www.altenbrueck.example/neu-{number}")
        assert log_in(edda).post(change_url(article), moved).status_code == 302
        clock.shift(31 * DAY)
        article.refresh_from_db()
        remove_outdated()
    assert len(numbers()) == 1

    call_command("erase_article", article.pk, stdout=io.StringIO())

    assert run(LINE | {"id": "another"})[0] == "1 erased for good, left out"


@pytest.mark.parametrize("recovered", [False, True])
def test_nor_does_one_that_was_deleted(
    run,  # noqa: F811 - the fixture
    log_in,
    edda,
    clock,
    recovered,
):
    run(LINE)
    article = Article.objects.get()
    moved = filled(article, original_url="https://www.altenbrueck.example/neu")
    assert log_in(edda).post(change_url(article), moved).status_code == 302
    clock.shift(31 * DAY)
    article.refresh_from_db()
    saving.delete(article, by=edda)
    remove_outdated()
    if recovered:
        saving.recover(versions.deleted().get(), by=edda)
        call_command("erase_article", article.pk, stdout=io.StringIO())
    clock.shift(31 * DAY)
    remove_outdated()

    assert not Version.objects.exists()
    assert run(LINE | {"id": "another"})[0] == "1 erased for good, left out"
