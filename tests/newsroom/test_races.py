"""Two equal forms at once: one is saved, the other is told why not. Never a 500."""

import re
import threading
from contextlib import suppress

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import Model

from accounts import privacy
from accounts.models import LegacySubscriber, User, UserManager
from accounts.subscriber_admin import LegacySubscriberAdmin
from articles.desk.articles import ArticleAdmin
from articles.desk.names import NamedAdmin
from articles.editing import saving, versions
from articles.models import Source, Synonyms, Topic
from tests import locks, servers
from tests.accounts.conftest import SET_UP, code_of
from tests.articles.desk import change_url, filled
from tests.conftest import NOW, CheckingClient

FORMS = {
    "articles/source": (Source, {"name": "Stadt Neu", "slug": "stadt-neu"}),
    "articles/topic": (Topic, {"name": "Neues", "slug": "neues"}),
    "accounts/legacysubscriber": (LegacySubscriber, {"email": "neu@stadt.example"}),
    "accounts/user": (User, {"email": "neu@stadt.example"}),
    "articles/synonyms": (Synonyms, {"words": "Passamt, Meldeamt"}),
    "auth/group": (Group, {"name": "Neue"}),
}


@pytest.mark.parametrize("place", FORMS)
def test_the_second_of_two_equal_forms_says_that_it_exists(log_in, adam, monkeypatch, place):
    """Both were found valid before one of them was saved."""
    model, filled = FORMS[place]
    desk = log_in(adam)
    assert desk.post(f"/redaktion/{place}/add/", filled).status_code == 302
    checks = {name: getattr(Model, name) for name in ("validate_unique", "validate_constraints")}
    skipped = []

    def check_from_the_second_on(name):
        def check(self, *args, **kwargs):
            if name in skipped:
                checks[name](self, *args, **kwargs)
            else:
                skipped.append(name)

        return check

    for name in checks:
        monkeypatch.setattr(Model, name, check_from_the_second_on(name))

    response = desk.post(f"/redaktion/{place}/add/", filled)

    assert sorted(skipped) == ["validate_constraints", "validate_unique"]
    assert response.status_code == 200
    assert response.context["errors"]
    assert model.objects.filter(**filled).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_article_is_saved_with_a_topic_that_is_being_deleted(log_in, adam, write, monkeypatch):
    """Each has locked what the other one wants next; both get an answer."""
    article = write()
    new = Topic.objects.create(name="Neu", slug="neu")
    both_have_locked, at_the_first_try = threading.Barrier(2), set()
    patience = (
        servers.PATIENCE if connection.vendor == "postgresql" else 0.5
    )  # one writes at a time
    answers = {}

    def after_both_locks(method):
        def wait(self, *args):
            if method not in at_the_first_try:
                at_the_first_try.add(method)
                with suppress(threading.BrokenBarrierError):
                    both_have_locked.wait(patience)
            return method(self, *args)

        return wait

    for admin, name in [(ArticleAdmin, "save_related"), (NamedAdmin, "delete_model")]:
        monkeypatch.setattr(admin, name, after_both_locks(getattr(admin, name)))

    def post(desk, place, form):
        try:
            answers[place] = desk.post(place, form).status_code
        finally:
            connection.close()

    deletion = f"/redaktion/articles/topic/{new.pk}/delete/"
    forms = {change_url(article): filled(article, topics=[new.pk]), deletion: {"post": "yes"}}
    threads = [
        threading.Thread(target=post, args=(log_in(adam), place, form))
        for place, form in forms.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(answers) == set(forms)
    assert set(answers.values()) <= {200, 302}


@pytest.mark.parametrize("place", ["recovery-codes/generate/", "webauthn/add/"])
def test_who_is_deleted_while_sending_a_form_sees_no_error_page(log_in, martha, monkeypatch, place):
    TOTP.activate(martha, generate_totp_secret())
    client = log_in(martha, factor=True)
    place = f"/konto/zweiter-schritt/{place}"

    monkeypatch.setattr(UserManager, "select_for_update", lambda self: self.none())

    response = client.post(place)

    assert (response.status_code, response.headers["Location"]) == (302, place)


def test_the_second_click_on_delete_finds_the_article_gone(log_in, cora, write, monkeypatch):
    article = write()
    delete = saving.delete

    def after_another(gone, *, by):
        delete(gone, by=by)
        delete(gone, by=by)

    monkeypatch.setattr(saving, "delete", after_another)

    response = log_in(cora).post(
        f"/redaktion/articles/article/{article.pk}/delete/", {"post": "yes"}
    )

    assert response.headers["Location"] == "/redaktion/articles/article/"
    assert versions.deleted().count() == 1


@pytest.mark.django_db(transaction=True)
def test_four_clicks_set_the_app_up_once(log_in, martha):
    client = log_in(martha)
    (secret,) = re.findall(r"<code[^>]*>([A-Z2-7]+)</code>", client.get(SET_UP).content.decode())
    code = code_of(secret)
    barrier, answers = threading.Barrier(4), []

    def click():
        twin = CheckingClient(raise_request_exception=False)
        twin.cookies.update(client.cookies)
        barrier.wait()
        try:
            answers.append(twin.post(SET_UP, {"code": code}).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [302] * 4
    assert martha.authenticator_set.filter(type="totp").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("meanwhile", ["leaves", "is deleted"])
def test_a_save_in_the_newsroom_brings_nobody_back(log_in, adam, ludwig, monkeypatch, meanwhile):
    """The owner leaves between the reading of the row and its saving, and is gone afterwards."""
    waiting, done = threading.Event(), threading.Event()
    save = LegacySubscriberAdmin.save_model

    def while_the_owner_leaves(self, *args):
        waiting.set()
        done.wait(0.5)  # the departure waits for the row, so this ends without it
        save(self, *args)

    def leave():
        waiting.wait(servers.PATIENCE)
        if meanwhile == "leaves":
            LegacySubscriber.objects.update(unsubscribed_at=NOW)
        else:
            privacy.remove_subscriptions(LegacySubscriber.objects.all(), is_leaving=True)
        done.set()
        connection.close()

    monkeypatch.setattr(LegacySubscriberAdmin, "save_model", while_the_owner_leaves)
    leaving = threading.Thread(target=leave)
    leaving.start()
    page = f"/redaktion/accounts/legacysubscriber/{ludwig.pk}/change/"
    filled = {
        "email": ludwig.email,
        "organisation": "Stadtwerke",
        "first_name": "",
        "last_name": "",
    }
    times = {"subscribed_at_0": "", "subscribed_at_1": "", "unsubscribed_at_0": "",
             "unsubscribed_at_1": "", "consent_source": ""}  # fmt: skip

    assert log_in(adam).post(page, filled | times).status_code == 302
    leaving.join()

    assert not LegacySubscriber.objects.filter(unsubscribed_at=None).exists()


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", [Source, Topic])
def test_a_save_and_the_form_of_what_it_names_do_not_wait_for_each_other(
    log_in, adam, town, climate, caplog, model
):
    """The save names it, and the form has it locked; both raise the content version."""
    desk, named = log_in(adam), town if model is Source else climate
    place = f"/redaktion/articles/{model._meta.model_name}/{named.pk}/change/"

    with locks.beside() as begin:
        with transaction.atomic():
            saving.create(new_article(town, climate), by=None)
            begun = begin(lambda: desk.post(place, {"name": "Anders"}).status_code)
        assert begun.result() == 302

    named.refresh_from_db()
    assert named.name == "Anders"
    assert "tried once more" not in caplog.text


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("model", "status", "left"), [(Source, 200, 1), (Topic, 302, 0)])
def test_a_save_and_the_deletion_of_what_it_names_do_not_wait_for_each_other(
    log_in, adam, town, climate, caplog, model, status, left
):
    """A source that has got an article stays, and the page says so; nothing is logged then."""
    desk, named = log_in(adam), town if model is Source else climate
    chosen = {"action": "delete_selected", "_selected_action": [named.pk], "post": "yes"}
    place = f"/redaktion/articles/{model._meta.model_name}/"
    before = LogEntry.objects.count()

    with locks.beside() as begin:
        with transaction.atomic():
            article = saving.create(new_article(town, climate), by=None)
            begun = begin(lambda: desk.post(place, chosen))
        response = begun.result()

    assert (response.status_code, model.objects.count()) == (status, left)
    assert (article.headline in response.content.decode()) == bool(left)
    assert LogEntry.objects.count() == before + 1 - left
    assert model is Source or "tried once more" not in caplog.text


def new_article(source, topic):
    return {
        "headline": "Neu",
        "teaser": "T.",
        "source": source,
        "body": "<p>B.</p>",
        "topics": [topic],
    }
