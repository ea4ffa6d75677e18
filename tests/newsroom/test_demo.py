"""The demo: the same content on every machine, filled once, readable mail."""

import io
import types
from datetime import date

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
from newsroom import checks, urls
from newsroom.demo import content, mailbox, people


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
    records = [parse(line) for line in content.lines(3000, date(2026, 11, 22))]

    assert len({record.key for record in records}) == 3000
    assert len({record.original_url for record in records}) == 3000
    assert not [record for record in records if "{" in record.body + record.headline]


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
