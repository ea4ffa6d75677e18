"""A form that met another one is tried once more: it does everything once, or says why it did not."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.mail import send_mail
from django.db import IntegrityError, OperationalError
from django.http import Http404
from psycopg.errors import DeadlockDetected

from accounts import quota, signups
from accounts.models import MailQuota
from articles.editing import saving
from articles.models import Source, Topic
from importing.departures import NotWritten
from outbox.models import OutgoingMail
from tests.conftest import PASSWORD

PLACE = "/redaktion/articles/source/add/"
SOURCE = {"name": "Stadt Neu", "slug": "stadt-neu"}


@pytest.mark.parametrize(
    ("again", "status"),
    [
        (OperationalError("away"), 503),
        (IntegrityError("again"), 302),
        (NotWritten(28, "full"), 503),
        (PermissionDenied(), 403),
        (Http404(), 404),
        (BadRequest(), 400),
    ],
)
def test_what_the_second_try_raises_is_answered_as_always(log_in, adam, monkeypatch, again, status):
    failures = [IntegrityError("first"), again]

    def fail(self):
        raise failures.pop(0)

    monkeypatch.setattr(Source, "full_clean", lambda self, **options: None)
    monkeypatch.setattr(Source, "save", fail)

    response = log_in(adam).post(PLACE, SOURCE)

    assert (failures, response.status_code) == ([], status)


ADDRESS = "nora@altenbrueck.example"


def leave_traces():
    """All that a form may leave behind: a row, a mail, a count."""
    assert quota.take(ADDRESS)
    send_mail("Betreff", "Text", None, [ADDRESS])
    Topic.objects.create(name="Spur", slug="spur")


def traces():
    return (
        [len(row.sent_at) for row in MailQuota.objects.all()],
        OutgoingMail.objects.count(),
        Topic.objects.filter(slug="spur").count(),
    )


@pytest.mark.parametrize("fails_at", ["save_model", "response_add"])
def test_a_form_that_is_tried_twice_does_everything_once(
    log_in, adam, monkeypatch, settings, fails_at
):
    """At the save, or at a constraint that is checked after all was saved and said."""
    settings.EMAIL_BACKEND = "outbox.backend.EmailBackend"
    before, tries = LogEntry.objects.count(), []
    step = getattr(ModelAdmin, fails_at)

    def fail_once(self, request, *args, **kwargs):
        leave_traces()
        request.session["traces"] = request.session.get("traces", 0) + 1
        done = step(self, request, *args, **kwargs)
        tries.append(fails_at)
        if len(tries) == 1:
            raise IntegrityError("a constraint")
        return done

    monkeypatch.setattr(ModelAdmin, fails_at, fail_once)
    desk = log_in(adam)

    response = desk.post(PLACE, SOURCE)

    assert (response.status_code, tries) == (302, [fails_at] * 2)
    assert traces() == ([1], 1, 1)
    assert desk.session["traces"] == 1
    assert Source.objects.filter(slug="stadt-neu").count() == 1
    assert LogEntry.objects.count() == before + 1
    assert desk.get("/redaktion/").content.decode().count("Stadt Neu") == 2  # message, last action


@pytest.mark.django_db(transaction=True)
def test_a_view_that_is_no_transaction_is_not_tried_twice(client, monkeypatch, settings):
    settings.EMAIL_BACKEND = "outbox.backend.EmailBackend"

    def half(**options):
        leave_traces()
        raise IntegrityError("a constraint")

    monkeypatch.setattr(signups, "begin", half)
    filled = {"email": ADDRESS, "password1": PASSWORD, "terms": "on"}

    response = client.post("/konto/signup/", filled)

    assert (response.status_code, response.headers["Location"]) == (302, "/konto/signup/")
    assert traces() == ([1], 1, 1)


def test_a_form_that_a_deadlock_ended_is_tried_once_more(log_in, adam, monkeypatch):
    failures = [OperationalError("deadlock detected")]
    failures[0].__cause__ = DeadlockDetected()
    save = Source.save

    def fail_once(self, **options):
        if failures:
            raise failures.pop()
        save(self, **options)

    monkeypatch.setattr(Source, "save", fail_once)

    response = log_in(adam).post(PLACE, SOURCE)

    assert (response.status_code, failures) == (302, [])
    assert Source.objects.get().name == "Stadt Neu"


DEADLOCK = OperationalError("deadlock detected")
DEADLOCK.__cause__ = DeadlockDetected()


@pytest.mark.parametrize("error", [IntegrityError("a constraint"), DEADLOCK])
def test_a_deletion_that_meets_others_twice_says_that_they_are_saving(
    log_in, adam, climate, monkeypatch, error
):
    tries = []

    def fail(topics):
        tries.append(1)
        raise error

    monkeypatch.setattr(saving, "delete_topics", fail)
    desk, place = log_in(adam), f"/redaktion/articles/topic/{climate.pk}/delete/"

    response = desk.post(place, {"post": "yes"})

    assert (len(tries), response.status_code, response.headers["Location"]) == (2, 302, place)
    shown = desk.get(place).content.decode()
    assert shown.count("Andere sichern gerade. Bitte versuchen Sie es gleich noch einmal.") == 1
    assert "erfolgreich gelöscht" not in shown
