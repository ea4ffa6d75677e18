"""Two clicks on the button below a code: logged in once, and on to the article."""

import threading
from urllib.parse import quote

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.db import connection

from accounts import signups
from accounts.models import Consent, PendingSignUp, User
from tests import locks
from tests.accounts.conftest import CODE, LOGIN, code_in, code_of
from tests.conftest import PASSWORD

AUTHENTICATE = "/konto/zweiter-schritt/authenticate/"
SESSION = "sitzung"


@pytest.fixture
def article(write):
    return write().get_absolute_url()


@pytest.fixture
def at_second_step(log_in_by_password, martha, set_up, article):
    """Martha's browser, and what it sends for the second step."""
    secret = set_up(log_in_by_password(martha))
    UserSession.objects.all().delete()
    client = log_in_by_password(martha, next=article)
    assert f'name="next" value="{article}"' in client.get(AUTHENTICATE).content.decode()
    return client, AUTHENTICATE, {"code": code_of(secret), "next": article}


@pytest.fixture
def at_code(client, begin, article, db):
    """A new reader's browser, and what it sends for the code that was mailed."""
    begin(client, "neu@altenbrueck.example", next_url=article)
    assert f'name="next" value="{article}"' in client.get(CODE).content.decode()
    return client, CODE, {"code": code_in(mail.outbox[-1]), "next": article}


@pytest.fixture(params=["at_second_step", "at_code"])
def filled(request):
    return request.getfixturevalue(request.param)


@pytest.fixture
def twin(browser):
    """A second click sends the same cookies."""

    def twin(client, **options):
        second = browser(**options)
        second.cookies.update(client.cookies)
        return second

    return twin


def test_the_second_click_gets_the_session_of_the_first(filled, twin, article):
    """The browser drops the answer to the first click, and with it the cookie."""
    client, place, form = filled
    second = twin(client)
    assert client.post(place, form).headers["Location"] == article

    assert second.post(place, form).headers["Location"] == article

    assert second.cookies[SESSION].value == client.cookies[SESSION].value
    assert '<div class="body"' in second.get(article).content.decode()
    assert UserSession.objects.count() == 1


def test_both_at_once_too(transactional_db, filled, twin, article):
    client, place, form = filled
    clicks = [client, twin(client)]
    start, ways = threading.Barrier(2), []

    def click(browser):
        start.wait()
        ways.append(browser.post(place, form).headers["Location"])
        connection.close()

    threads = [threading.Thread(target=click, args=[browser]) for browser in clicks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert ways == [article, article]
    assert clicks[0].cookies[SESSION].value == clicks[1].cookies[SESSION].value
    assert UserSession.objects.count() == 1


def test_another_code_gets_nothing(filled, twin, article):
    client, place, form = filled
    second = twin(client)
    client.post(place, form)

    wrong = second.post(place, form | {"code": "000000"})

    assert wrong.headers["Location"] == f"{LOGIN}?next={quote(article, safe='')}"
    assert SESSION not in wrong.cookies
    assert second.get("/konto/").status_code == 302


def test_the_same_code_gets_nothing_from_elsewhere(filled, browser, article):
    client, place, form = filled
    client.post(place, form)

    response = browser().post(place, form)

    assert response.headers["Location"] == f"{LOGIN}?next={quote(article, safe='')}"
    assert SESSION not in response.cookies


def test_the_same_code_gets_nothing_later(filled, twin, clock, article):
    client, place, form = filled
    second = twin(client)
    client.post(place, form)
    clock.shift(11)

    late = second.post(place, form)

    assert late.headers["Location"] == f"{LOGIN}?next={quote(article, safe='')}"
    assert SESSION not in late.cookies
    assert client.get(late.headers["Location"]).headers["Location"] == article


def test_a_session_that_has_ended_is_not_opened_again(filled, twin):
    client, place, form = filled
    second = twin(client)
    client.post(place, form)
    client.post("/konto/logout/")

    second.post(place, form)

    assert second.get("/konto/").status_code == 302


@pytest.mark.parametrize("place", [LOGIN, CODE, AUTHENTICATE])
def test_a_click_with_the_new_cookie_and_the_old_token_is_led_on(
    log_in, twin, martha, article, place
):
    """A login changes the token."""
    client = twin(log_in(martha), enforce_csrf_checks=True)
    form = {"login": martha.email, "password": PASSWORD, "code": "123456", "next": article}

    response = client.post(place, form)

    assert response.headers["Location"] == f"{place}?next={quote(article, safe='')}"
    assert client.get(response.headers["Location"]).headers["Location"] == article


def test_who_is_not_logged_in_is_told_of_the_old_token(browser, article, db):
    response = browser(enforce_csrf_checks=True).post(AUTHENTICATE, {"next": article})

    assert response.status_code == 403


@pytest.mark.postgresql
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_browsers_with_one_address_wait_for_each_other(browser, begin, monkeypatch):
    """Each spends its own code and removes the other's: at once that would be a deadlock."""
    for client in (browser(), browser()):
        begin(client, "neu@altenbrueck.example")
    first, second = PendingSignUp.objects.order_by("pk")
    member_for, others = signups._member_for, []

    def member_for_while_the_other_tries(pending):
        if not others:
            others.append(None)
            others.append(begin_other(lambda: signups.confirm(second, signups.code_of(second))))
        return member_for(pending)

    monkeypatch.setattr(signups, "_member_for", member_for_while_the_other_tries)
    with locks.beside() as begin_other:
        member = signups.confirm(first, signups.code_of(first))
        refused = others[1].exception()

    assert isinstance(refused, signups.CodeRefused)
    assert User.objects.get() == member
    assert Consent.objects.count() == 1
    assert not PendingSignUp.objects.filter(used_at=None).exists()
