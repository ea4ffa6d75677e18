"""Codes: spent once, guessed at three times, renewed without loss; races settled by the database."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from accounts import signups
from accounts.models import PendingSignUp, User
from accounts.signups import CodeRefused, code_of
from accounts.views import SESSION_KEY
from tests.accounts.conftest import CODE, RESET, SIGN_UP, code_in
from tests.conftest import PASSWORD

EMAIL = "nora@stadt.example"


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_three_wrong_codes_close_it_and_a_new_one_opens_it(client, db, begin, enter):
    begin(client, EMAIL)
    first = code_in(mail.outbox[0])

    said = [enter(client, wrong(first)).page.words for _ in range(3)]
    assert "Sie haben noch 2 Versuche." in said[0]
    assert "Sie haben noch einen Versuch." in said[1]
    assert "Dieser Code gilt nicht mehr." in said[2]
    assert enter(client, first).status_code == 200
    assert User.objects.count() == 0

    assert client.post(CODE, {"renew": "1"}).status_code == 302
    second = code_in(mail.outbox[1])
    assert second != first
    assert enter(client, second).status_code == 302
    assert User.objects.get().email == EMAIL


def test_renewing_an_open_code_mails_the_same_one(client, db, begin, enter, clock):
    """With a gateway that holds mail back, either mail is right."""
    begin(client, EMAIL)
    clock.shift(600)
    client.post(CODE, {"renew": "1"})

    assert code_in(mail.outbox[0]) == code_in(mail.outbox[1])
    clock.shift(25 * 60)
    assert enter(client, code_in(mail.outbox[0])).status_code == 302


def test_a_mail_ten_minutes_late_is_early_enough(client, db, begin, enter, clock):
    begin(client, EMAIL)
    clock.shift(timedelta(minutes=10))

    assert enter(client).status_code == 302


def test_an_old_code_gives_way_to_a_new_one(client, browser, db, begin, enter, clock):
    begin(client, EMAIL)
    clock.shift(timedelta(minutes=31))
    begin(browser(), "otto@stadt.example")  # for which sign-ups are removed that are a day too old
    old = code_in(mail.outbox[0])

    page = enter(client, old).page
    assert "Dieser Code gilt nicht mehr." in page.words
    client.post(CODE, {"renew": "1"})
    assert code_in(mail.outbox[-1]) != old
    assert "Dieser Code stimmt nicht." in enter(client, old).page.words
    assert enter(client).status_code == 302


def test_a_fourth_mail_in_an_hour_is_not_sent(client, db, begin):
    begin(client, EMAIL)
    for _ in range(3):
        assert client.post(CODE, {"renew": "1"}).status_code == 302

    assert len(mail.outbox) == 3


def test_a_code_that_was_not_mailed_is_never_right(browser, db, begin, enter, clock):
    """Else every further form would be three more guesses at somebody's account."""
    for _ in range(3):
        begin(browser(), EMAIL)
    client = browser()
    begin(client, EMAIL)
    pending = PendingSignUp.objects.get(pk=client.session["sign_up"])

    assert "Sie haben noch 2 Versuche." in enter(client, code_of(pending)).page.words

    clock.shift(3601)
    client.post(CODE, {"renew": "1"})
    assert len(mail.outbox) == 4
    assert enter(client).status_code == 302


def test_after_five_codes_one_begins_anew(client, db, begin, enter, clock):
    begin(client, EMAIL)
    for _ in range(5):
        for _ in range(3):
            enter(client, wrong(code_in(mail.outbox[-1])))
        clock.shift(3601)
        response = client.post(CODE, {"renew": "1"})

    assert response.status_code == 200
    assert "Das waren zu viele Codes." in response.page.words
    assert len(mail.outbox) == 5


def test_of_two_right_codes_that_are_compared_at_once_one_is_spent(db, monkeypatch):
    pending = signups.begin(
        email=EMAIL, password=PASSWORD, form=PendingSignUp.Form.SIGN_UP, next_url=""
    )
    right = code_of(pending)
    faster = []

    def compare_and_be_overtaken(asked):
        if not faster:
            faster.append(None)
            faster.append(signups.confirm(PendingSignUp.objects.get(), right))
        return right

    monkeypatch.setattr(signups, "code_of", compare_and_be_overtaken)

    with pytest.raises(CodeRefused):
        signups.confirm(pending, right)
    assert faster == [None, User.objects.get()]


def test_a_spent_code_is_spent(client, browser, db, begin, enter):
    begin(client, EMAIL)
    pending = PendingSignUp.objects.get()
    enter(client)

    with pytest.raises(CodeRefused):
        signups.confirm(pending, code_of(pending))


@pytest.mark.parametrize(
    "code", ["", "abcdef", "12345", "1234567", "１２３４５６", "12\x003456", "-12345"]
)
def test_what_is_no_code_costs_no_attempt(client, db, begin, code):
    begin(client, EMAIL)

    response = client.post(CODE, {"code": code})

    assert response.status_code == 200
    assert PendingSignUp.objects.get().attempts == 0


def test_the_code_stands_nowhere_in_database_or_session(client, db, begin):
    begin(client, EMAIL)
    code = code_in(mail.outbox[0])

    row = PendingSignUp.objects.values().get()
    assert code not in str({name: row[name] for name in row if name not in {"id", "password"}})
    assert code not in str(dict(client.session))


@pytest.mark.parametrize("door", [SIGN_UP, RESET])
@pytest.mark.parametrize("change", ["password change", "reset"])
def test_a_code_does_not_outlive_a_change_of_the_password(
    browser, log_in, martha, begin, enter, change, door
):
    waiting = browser()
    begin(waiting, martha.email, door, password="von-vorgestern-noch")
    code = code_in(mail.outbox[-1])
    if change == "reset":
        reset = browser()
        begin(reset, martha.email, RESET, password="ein-ganz-neuer-satz")
        enter(reset)
    else:
        data = {"oldpassword": PASSWORD, "password1": "ein-ganz-neuer-satz"}
        log_in(martha).post("/konto/password/change/", data)

    assert enter(waiting, code).headers["Location"] == "/konto/login/"
    martha.refresh_from_db()
    assert martha.check_password("ein-ganz-neuer-satz")


def test_a_locked_account_cannot_be_opened_by_a_code(client, enrol, begin, enter):
    user = enrol("dora@stadt.example")
    begin(client, user.email, password="ein-anderer-satz-hier")
    code = code_in(mail.outbox[0])
    User.objects.update(is_active=False)

    assert enter(client, code).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_old_sign_ups_go(client, db, begin, clock):
    begin(client, EMAIL)
    clock.shift(timedelta(days=2))
    begin(client, "otto@stadt.example")

    assert [pending.email for pending in PendingSignUp.objects.all()] == ["otto@stadt.example"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_fifty_parallel_right_codes_one_succeeds():
    pending = signups.begin(
        email=EMAIL, password="ein-langer-satz", form="registrierung", next_url=""
    )
    code = code_of(pending)

    outcomes = in_parallel(
        50, lambda: signups.confirm(PendingSignUp.objects.get(pk=pending.pk), code)
    )

    assert len([outcome for outcome in outcomes if isinstance(outcome, User)]) == 1
    assert User.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_fifty_parallel_guesses_three_are_heard():
    pending = signups.begin(
        email=EMAIL, password="ein-langer-satz", form="registrierung", next_url=""
    )
    guess = wrong(code_of(pending))

    in_parallel(50, lambda: signups.confirm(PendingSignUp.objects.get(pk=pending.pk), guess))

    assert PendingSignUp.objects.get().attempts == 3
    with pytest.raises(CodeRefused):
        signups.confirm(pending, code_of(pending))


def in_parallel(number, work):
    """What `work` returned or raised in each of so many threads, started at once."""
    barrier = threading.Barrier(number)
    outcomes = []

    def run():
        barrier.wait()
        try:
            outcomes.append(work())
        except CodeRefused as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == number
    return outcomes


def test_a_session_keeps_nothing_of_a_sign_up_that_is_over(client, begin, db):
    begin(client, EMAIL)
    assert SESSION_KEY in client.session

    client.post(CODE, {"code": code_in(mail.outbox[-1])})

    assert client.get("/konto/").status_code == 200
    assert SESSION_KEY not in client.session


def test_no_line_of_the_code_page_ends_within_e_mail(client, begin, db):
    begin(client, EMAIL)

    main = client.get(CODE).content.decode().partition("<h1>")[2].partition("</main>")[0]

    assert main.count("E-Mail") == main.count('<span class="nowrap">E-Mail') == 4
