"""All own data, and deletion: immediate and complete."""

import io
import json
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.db import connection

from accounts import claims, privacy
from accounts.models import LegacySubscriber, PendingSignUp, Suppression, User
from outbox.backend import EmailBackend
from tests.accounts.conftest import code_in
from tests.conftest import NOW, PASSWORD

DELETE = "/konto/loeschen/"
LOGIN = "/konto/login/"


def everything_stored():
    """The text of every row of every table, and what the sessions hold."""
    with connection.cursor() as cursor:
        parts = []
        for model in apps.get_models(include_auto_created=True):
            if not model._meta.can_migrate(connection):
                continue  # of the other kind of database
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')  # noqa: S608 - our own table names
            parts.append(str(cursor.fetchall()))
    return " ".join([*parts, *(str(session.get_decoded()) for session in Session.objects.all())])


@pytest.fixture
def traces(browser, martha, begin, ludwig):
    """A member who left traces everywhere: two browsers, a subscription, mails, codes, the log."""
    claims.link(martha, ludwig.email)
    LegacySubscriber.objects.filter(pk=ludwig.pk).update(email=martha.email)
    clients = [browser(), browser()]
    for client in clients:
        client.post(LOGIN, {"login": martha.email, "password": PASSWORD})
    begin(browser(), martha.email)
    EmailBackend().send_messages([EmailMultiAlternatives("a", "b", "c@d.example", [martha.email])])
    LogEntry.objects.log_actions(martha.pk, User.objects.filter(pk=martha.pk), CHANGE)
    assert martha.email in everything_stored()
    return clients


def confirm_password(client):
    client.post("/konto/reauthenticate/", {"password": PASSWORD})


def test_after_deletion_the_address_stands_nowhere(traces, martha):
    here, elsewhere = traces
    email = martha.email
    confirm_password(here)

    response = here.post(DELETE)

    assert response.status_code == 200
    assert "Ihr Konto ist gelöscht" in response.page.words
    assert email not in everything_stored()
    assert User.objects.count() == 0
    for client in (here, elsewhere):
        assert client.get("/konto/").status_code == 302


def test_a_former_subscription_stays_a_hash_when_the_list_comes_again(
    traces, martha, tmp_path, settings
):
    settings.VAR_DIR = tmp_path
    email = martha.email
    confirm_password(traces[0])
    traces[0].post(DELETE)
    file = tmp_path / "list.csv"
    file.write_text(f"email\n{email}\n")

    out = io.StringIO()
    call_command("import_subscribers", file, stdout=out)

    assert "1 unsubscribed earlier" in out.getvalue()
    assert email not in everything_stored()
    assert Suppression.objects.count() == 1


def test_deletion_asks_for_the_password_first(browser, martha):
    client = browser()
    client.post(LOGIN, {"login": martha.email, "password": PASSWORD})

    response = client.post(DELETE)

    assert (response.status_code, response.headers["Location"]) == (
        302,
        f"/konto/reauthenticate/?next={DELETE.replace('/', '%2F')}",
    )
    assert User.objects.count() == 1


def test_opening_the_page_deletes_nothing(log_in, martha):
    page = log_in(martha).get(DELETE).page

    assert "Konto endgültig löschen" in page.words
    assert User.objects.count() == 1


def test_staff_cannot_delete_themselves(log_in, edda):
    client = log_in(edda)

    assert "Bitte wenden Sie sich an die Verwaltung" in client.get(DELETE).page.words
    client.post(DELETE)
    assert User.objects.filter(pk=edda.pk).exists()


def test_a_deleted_reader_may_come_back(traces, martha, browser, begin, enter):
    email = martha.email
    confirm_password(traces[0])
    traces[0].post(DELETE)
    client = browser()

    begin(client, email)

    assert enter(client).status_code == 302


def test_admin_deletes_as_completely(traces, martha, log_in, adam):
    email = martha.email
    admin = log_in(adam)

    admin.post(f"/redaktion/accounts/user/{martha.pk}/delete/", {"post": "yes"})

    assert not User.objects.filter(email=email).exists()
    assert LegacySubscriber.objects.count() == PendingSignUp.objects.count() == 0


@pytest.mark.parametrize("in_bulk", [False, True])
@pytest.mark.parametrize("model", ["user", "legacysubscriber"])
def test_the_admins_log_does_not_name_who_was_deleted(log_in, adam, martha, ludwig, model, in_bulk):
    deleted = {"user": martha, "legacysubscriber": ludwig}[model]
    rows = type(deleted).objects.filter(pk=deleted.pk)
    LogEntry.objects.log_actions(adam.pk, rows, CHANGE, f"War {deleted.email}")
    admin, place = log_in(adam), f"/redaktion/accounts/{model}/"

    if in_bulk:
        chosen = {"action": "delete_selected", "_selected_action": [deleted.pk], "post": "yes"}
        answer = admin.post(place, chosen)
    else:
        answer = admin.post(f"{place}{deleted.pk}/delete/", {"post": "yes"})

    assert (answer.status_code, answer.headers["Location"]) == (302, place)
    entries = LogEntry.objects.order_by("action_flag").values_list(
        "action_flag", "object_id", "object_repr", "change_message"
    )
    assert list(entries) == [
        (CHANGE, str(deleted.pk), "gelöscht", ""),
        (DELETION, str(deleted.pk), "gelöscht", ""),
    ]


def test_all_own_data(traces, martha):
    response = traces[0].get("/konto/daten/")

    assert response.headers["Content-Disposition"] == 'attachment; filename="meine-daten.json"'
    data = json.loads(response.content)
    assert data["konto"]["e_mail_adresse"] == martha.email
    assert data["konto"]["name"] == "Ludwig Lang"
    assert data["adressen"] == [{"adresse": martha.email, "bestaetigt": True}]
    (subscription,) = data["abonnements_kommunalwirtschaft_eu"]
    assert subscription["abonniert_am"] == "2013-03-01T00:00:00+01:00"
    assert len(data["geraete"]) == 2
    assert "ü" in response.content.decode() or "\\u" not in response.content.decode()


def test_the_consent_is_among_it(client, db, begin, enter):
    begin(client, "nora@stadt.example")
    enter(client)

    (consent,) = client.get("/konto/daten/").json()["einwilligungen"]
    assert consent == {
        "fassung": "2026-11",
        "formular": "registrierung",
        "erteilt_am": NOW.isoformat(),
    }
    assert "Fassung 2026-11" in client.get("/konto/").page.words


def test_other_devices_can_be_logged_out(traces):
    here, elsewhere = traces
    page = here.get("/konto/geraete/").page
    assert page.words.count("IP-Adresse 127.0.0.1") == 2
    assert page.words.count("dieses Gerät") == 1

    asked = here.post("/konto/geraete/")
    assert asked.headers["Location"].startswith("/konto/reauthenticate/")
    here.post(asked.headers["Location"], {"password": PASSWORD})

    assert elsewhere.get("/konto/").status_code == 302
    assert "Die anderen Geräte sind abgemeldet." in here.get("/konto/geraete/").page.words


def test_changing_the_address_asks_for_the_password_and_tells_the_old_one(browser, martha):
    client = browser()
    client.post(LOGIN, {"login": martha.email, "password": PASSWORD})
    change = {"email": "neu@stadt.example", "action_add": "1"}
    assert (
        client.post("/konto/email/", change)
        .headers["Location"]
        .startswith("/konto/reauthenticate/")
    )

    confirm_password(client)
    client.post("/konto/email/", change)
    client.post("/konto/confirm-email/", {"code": code_in(mail.outbox[-1])})

    notice = mail.outbox[-1]
    assert notice.to == ["martha@altenbrueck.example"]
    assert notice.subject == "Ihre E-Mail-Adresse wurde geändert"
    assert "wurde von martha@altenbrueck.example in neu@stadt.example geändert" in notice.body


def test_unverified_accounts_go_after_a_week(enrol, edda, martha, clock):
    enrol("ulf@stadt.example", verified=False)
    enrol("ursel@zeitung.example", verified=False, is_staff=True)
    clock.shift(timedelta(days=8))
    enrol("uta@stadt.example", verified=False)

    def run(*arguments):
        out = io.StringIO()
        call_command("remove_unverified_accounts", *arguments, stdout=out)
        return out.getvalue().strip()

    assert run("--dry-run") == "dry run, nothing removed: 1 accounts"
    assert User.objects.filter(email="ulf@stadt.example").exists()
    assert run() == "1 accounts removed"
    assert not User.objects.filter(email="ulf@stadt.example").exists()
    assert User.objects.count() == 4


def test_who_confirms_the_address_while_others_are_removed_stays(enrol, clock, monkeypatch):
    for name in ("ulf", "uta"):
        enrol(f"{name}@stadt.example", verified=False)
    clock.shift(timedelta(days=8))
    delete = privacy.delete

    def while_others_confirm(user):
        delete(user)
        EmailAddress.objects.update(verified=True)

    monkeypatch.setattr(privacy, "delete", while_others_confirm)
    out = io.StringIO()

    call_command("remove_unverified_accounts", stdout=out)

    assert out.getvalue().strip() == "1 accounts removed"
    assert User.objects.count() == 1
