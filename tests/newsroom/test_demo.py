"""The demo: the same content on every machine, filled once, readable mail."""

import hashlib
import io
import json
import statistics
import types
from collections import Counter
from datetime import date
from itertools import islice

import pytest
from django.contrib.auth.models import Group
from django.core.mail import EmailMessage, get_connection
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.test import override_settings
from django.urls import include, path

from accounts.models import LegacySubscriber, User
from articles.models import Article, Body
from articles.records import parse
from articles.search import analysis
from newsroom import checks, urls
from newsroom.demo import composing, content, mailbox, people


def fill(**numbers):
    out = io.StringIO()
    with override_settings(DEMO=True):
        call_command("demo", stdout=out, **numbers)
    return out.getvalue()


def test_it_fills_the_paper(client, db):
    fill(articles=60, members=3, subscribers=40)

    assert Article.objects.published().count() == 60
    assert Body.objects.count() == 62  # and one scheduled, one draft
    assert User.objects.count() == 3 + len(people.LOGINS)
    assert LegacySubscriber.objects.count() == 41
    for place in ["/", "/thema/klimaschutz/"]:
        assert client.get(place).status_code == 200


def test_filling_again_changes_nothing(db, clock):
    fill(articles=30)
    before = list(Article.objects.order_by("pk").values())

    clock.shift(3 * 24 * 3600)
    fill(articles=30)

    assert list(Article.objects.order_by("pk").values()) == before


def test_the_printed_logins_work(db, browser):
    fill(articles=1)

    for login in people.LOGINS:
        data = {"login": login.email, "password": login.password}
        assert browser().post("/konto/login/", data).status_code == 302


def test_a_role_that_was_deleted_is_made_again(db):
    Group.objects.all().delete()

    fill(articles=1)

    assert User.objects.filter(groups__name="Redaktion").count() == 1


def test_content_is_the_same_everywhere():
    day = date(2026, 11, 22)

    assert list(content.lines(200, day)) == list(content.lines(200, day))


def test_every_line_is_valid_and_every_key_its_own():
    records = [parse(line) for line in content.lines(1000, date(2026, 11, 22))]

    assert len({record.key for record in records}) == 1000
    assert len({record.original_url for record in records}) == 1000
    texts = [one.headline + one.subheadline + one.teaser + one.body for one in records]
    assert not [text for text in texts if "{" in text]


def test_the_newest_are_written_and_the_others_composed(monkeypatch):
    composed = []
    monkeypatch.setattr(
        content, "compose", lambda index, *_: composed.append(index) or content.written()[0]
    )
    lines = content.lines(content.WRITTEN + 2, date(2026, 11, 22))

    assert len(list(islice(lines, content.WRITTEN))) == 120
    assert composed == []

    assert len(list(lines)) == 2
    assert composed == [120, 121]


@pytest.fixture(scope="module")
def composed():
    """What is composed, in a thousand articles."""
    lines = content.lines(content.WRITTEN + 1000, date(2026, 11, 22))
    return [json.loads(line) for line in islice(lines, content.WRITTEN, None)]


def test_composed_articles_are_the_same_on_every_machine():
    article = composing.compose(499, "Altenbrück", "Westend")

    assert article.headline == "Altenbrück: Rat beschließt Küstenertrag für Rabenwiek"
    assert hashlib.sha256(article.body.encode()).hexdigest()[:16] == "6dc6670b65055327"


def test_bodies_are_as_unequal_as_in_a_paper(composed):
    sizes = [len(article["body"]) for article in composed]

    assert 1_900 < statistics.median(sizes) < 2_300
    assert 0.07 < sum(size > 10_000 for size in sizes) / len(sizes) < 0.13
    assert 1_000 <= min(sizes) < max(sizes) <= 20_000


def test_words_are_many_and_unevenly_spread(composed):
    articles_with = Counter(
        term
        for article in composed
        for term in set(analysis.analyse(analysis.text_of(article["body"])).terms)
    )

    assert len(articles_with) > 25_000
    shares = [number / len(composed) for number in articles_with.values()]
    for least, most, words in [(0.4, 0.6, 20), (0.05, 0.2, 100), (0.005, 0.02, 1_000)]:
        assert sum(least < share < most for share in shares) > words
    assert sum(number == 1 for number in articles_with.values()) > 10_000


def test_two_dozen_articles_are_written():
    assert len(content.written()) == 24
    assert min(len(article.body) for article in content.written()) > 600


@pytest.mark.parametrize("number", [-1, 1_000_001])
def test_sizes_have_an_end(db, number):
    with pytest.raises(CommandError, match="--articles must lie between 0 and 1000000"):
        fill(articles=number)


def demo_urls():
    """The site's addresses with the demo's mailbox, which the tests' own settings do not have."""
    module = types.ModuleType("demo_urls")
    module.urlpatterns = [*urls.urlpatterns, path("demo/post/", include("newsroom.demo.urls"))]
    return module


def test_mail_can_be_read_in_the_browser(settings, tmp_path, client, db):
    settings.EMAIL_FILE_PATH = str(tmp_path)
    settings.ROOT_URLCONF = demo_urls()
    backend = get_connection(
        "django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path)
    )
    backend.send_messages(
        [
            EmailMessage(f"Grüße {n}", f"Ihr Code:\n\n12345{n}\n", "a@b.example", ["c@d.example"])
            for n in (1, 2)
        ]
    )

    first, second = mailbox._mails()

    assert (first.subject, second.subject) == ("Grüße 2", "Grüße 1")
    assert "123452" in first.text
    assert "Grüße 2" in client.get("/demo/post/").page.words
    assert "123452" in client.get(f"/demo/post/{first.key}/").page.words
    assert client.get("/demo/post/gibt-es-nicht/").status_code == 404


@pytest.mark.parametrize("command", ["demo", "run_demo"])
def test_where_demo_is_off_nothing_is_written(settings, db, command):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO is off"):
        call_command(command)

    assert (User.objects.count(), LegacySubscriber.objects.count()) == (0, 0)


def test_check_deploy_names_accounts_with_published_passwords(settings, db):
    fill(articles=0, members=1)
    settings.DEMO = False

    with pytest.raises(SystemCheckError) as error:
        call_command("check", deploy=True, tags=["security"])

    assert "newsroom.E004" in str(error.value)
    for login in people.LOGINS:
        assert login.email in str(error.value)
    assert "mitglied-0000001@demo.example" in str(error.value)


def test_check_deploy_is_silent_once_they_are_changed(db):
    fill(articles=0)
    for user in User.objects.all():
        user.set_password("ein-eigener-langer-satz")
        user.save()

    assert checks.no_demo_accounts() == []
