"""A change of address: three guesses at a code, one success, and nothing left after a deletion."""

import re
import threading

import pytest
from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from accounts import address_codes, privacy
from accounts.models import AddressCode, User
from outbox.backend import EmailBackend
from outbox.models import OutgoingMail
from tests import servers
from tests.accounts.conftest import code_in
from tests.accounts.test_codes import wrong
from tests.accounts.test_privacy import everything_stored
from tests.conftest import CheckingClient

NEW = "martha.neu@altenbrueck.example"
CHANGE = "/konto/email/"
CONFIRM = "/konto/confirm-email/"


@pytest.fixture
def changing(martha, log_in):
    """Martha's browser, on the page that waits for the code."""
    client = log_in(martha)
    client.post(CHANGE, {"email": NEW, "action_add": "1"})
    return client


@pytest.fixture
def compared(monkeypatch):
    """The guesses that were compared with the code."""
    compare = allauth_forms.compare_user_code
    guesses = []

    def count(*, actual, expected):
        guesses.append(actual)
        return compare(actual=actual, expected=expected)

    monkeypatch.setattr(allauth_forms, "compare_user_code", count)
    return guesses


def in_parallel(client, guesses):
    """The answers to so many guesses, sent at once by browsers with the same session."""
    barrier = threading.Barrier(len(guesses))
    answers = []

    def run(guess):
        twin = CheckingClient(raise_request_exception=False)
        twin.cookies.update(client.cookies)
        barrier.wait()
        try:
            answers.append(twin.post(CONFIRM, {"code": guess}))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[guess]) for guess in guesses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(guesses)
    return answers


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_48_parallel_wrong_guesses_three_are_compared(changing, compared):
    code = code_in(mail.outbox[-1])

    answers = in_parallel(changing, [wrong(code)] * 48)

    assert {answer.status_code for answer in answers} <= {200, 302}
    assert len(compared) == 3
    changing.post(CONFIRM, {"code": code})
    assert not EmailAddress.objects.filter(email=NEW).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_parallel_right_guesses_one_succeeds(changing, martha):
    code = code_in(mail.outbox[-1])

    answers = in_parallel(changing, [code] * 3)

    assert {answer.status_code for answer in answers} <= {200, 302}
    martha.refresh_from_db()
    assert martha.email == NEW
    assert [address.email for address in EmailAddress.objects.all()] == [NEW]


def test_a_third_wrong_code_ends_it(changing):
    code = code_in(mail.outbox[-1])
    for _ in range(3):
        last = changing.post(CONFIRM, {"code": wrong(code)})

    changing.post(CONFIRM, {"code": code})

    assert last.headers["Location"] == "/konto/email/"
    assert "Das waren zu viele falsche Codes." in changing.get("/konto/email/").page.words

    assert not EmailAddress.objects.filter(email=NEW).exists()


def test_a_session_that_is_put_back_gets_no_more_guesses(changing, compared):
    """What a parallel request wrote over: the count in the session is zero again."""
    code = code_in(mail.outbox[-1])
    for _ in range(5):
        session = changing.session
        session["account_email_verification_code"] |= {"failed_attempts": 0}
        session.save()
        changing.post(CONFIRM, {"code": wrong(code)})

    assert len(compared) == 3


def test_the_right_code_changes_the_address(changing, martha):
    changing.post(CONFIRM, {"code": wrong(code_in(mail.outbox[-1]))})

    changing.post(CONFIRM, {"code": code_in(mail.outbox[-1])})

    martha.refresh_from_db()
    assert martha.email == NEW
    assert not AddressCode.objects.exists()


def test_the_page_after_it_says_so_once(changing):
    response = changing.post(CONFIRM, {"code": code_in(mail.outbox[-1])})
    place = response.headers["Location"]

    assert "Ihre Adresse ist geändert." in changing.get(place).page.words
    assert "Ihre Adresse ist geändert." not in changing.get(place).page.words


def test_a_code_that_was_not_mailed_is_never_right(log_in, martha, begin, browser):
    for _ in range(3):
        begin(browser(), NEW)
    client = log_in(martha)
    client.post(CHANGE, {"email": NEW, "action_add": "1"})

    client.post(CONFIRM, {"code": client.session["account_email_verification_code"]["code"]})

    martha.refresh_from_db()
    assert martha.email != NEW


def test_an_address_that_another_account_got_meanwhile_is_no_500(changing, martha, monkeypatch):
    """In the moment between the last look and the change."""
    look = allauth_forms.email_already_exists

    def be_slower(**arguments):
        found = look(**arguments)
        User.objects.create_user(NEW)
        return found

    monkeypatch.setattr(allauth_forms, "email_already_exists", be_slower)
    response = changing.post(CONFIRM, {"code": code_in(mail.outbox[-1])})

    assert response.status_code == 302
    martha.refresh_from_db()
    assert martha.email == "martha@altenbrueck.example"
    assert [address.email for address in EmailAddress.objects.all()] == [martha.email]


# --- Deletion --------------------------------------------------------------------------------


@pytest.fixture
def queue(settings):
    """Mails wait in the outbox, as they do in production."""
    settings.EMAIL_BACKEND = "outbox.backend.EmailBackend"


def test_a_deletion_takes_the_mail_to_the_new_address_along(queue, changing):
    assert NEW in everything_stored()

    changing.post("/konto/loeschen/")

    assert not OutgoingMail.objects.exists()
    assert "martha" not in everything_stored()


def test_a_deletion_leaves_the_other_mails_of_that_address(queue, changing):
    """It may be somebody else's, who waits for a code of their own."""
    own = EmailMultiAlternatives("Ihr Code", "123456", "c@d.example", [NEW])
    EmailBackend().send_messages([own])

    changing.post("/konto/loeschen/")

    assert [message.subject for message in OutgoingMail.objects.all()] == ["Ihr Code"]


def test_a_deletion_takes_sessions_along_that_were_about_to_log_in(
    queue, enrol, browser, log_in, adam
):
    user = enrol("ulf@stadt.example", verified=False)
    browser().post("/konto/login/", {"login": user.email, "password": "gelber-postbus-im-regen"})
    assert re.search("ulf@stadt", everything_stored())

    log_in(adam).post(f"/redaktion/accounts/user/{user.pk}/delete/", {"post": "yes"})

    assert "ulf@stadt" not in everything_stored()


def test_a_deletion_does_not_open_the_mail_quota_anew(browser, begin, martha, log_in):
    for _ in range(3):
        begin(browser(), martha.email)
    log_in(martha).post("/konto/loeschen/")
    sent = len(mail.outbox)

    begin(browser(), "martha@altenbrueck.example")

    assert len(mail.outbox) == sent


@pytest.mark.django_db(transaction=True)
def test_a_deletion_in_another_tab_leaves_no_mail_with_a_code(
    log_in, martha, monkeypatch, settings
):
    """The change begins when the deletion has looked for codes and their mails."""
    settings.EMAIL_BACKEND = "outbox.backend.EmailBackend"
    looked, asked, answers = threading.Event(), threading.Event(), []
    client, other_tab = log_in(martha), CheckingClient(raise_request_exception=False)
    other_tab.cookies.update(client.cookies)
    forget = address_codes.forget

    def before_the_change(user):
        forget(user)
        looked.set()
        asked.wait(0.5)  # the change waits for the deletion, so this ends without it

    def change():
        looked.wait(servers.PATIENCE)
        try:
            answers.append(other_tab.post(CHANGE, {"email": NEW, "action_add": "1"}).status_code)
        finally:
            asked.set()
            connection.close()

    monkeypatch.setattr(address_codes, "forget", before_the_change)
    changing = threading.Thread(target=change)
    changing.start()

    assert client.post("/konto/loeschen/").status_code == 200
    changing.join()

    assert answers == [302]
    assert not User.objects.exists()
    assert not AddressCode.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_the_second_click_on_the_deletion_takes_no_mails_of_who_comes_next(martha, queue):
    again = User.objects.get()
    privacy.delete(martha)
    mail.send_mail("Ihr Code", "Wer die Adresse jetzt hat", None, [again.email])

    privacy.delete(again)

    assert OutgoingMail.objects.get().subject == "Ihr Code"
