"""The mail quota does not tell: an address that just got mails is answered like an untouched one."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.conftest import CLAIM, CODE, RESET, SIGN_UP
from tests.conftest import PASSWORD

TOUCHED = "martha@altenbrueck.example"
UNTOUCHED = "niemand@altenbrueck.exampl"
CHANGE = "/konto/email/"
CONFIRM = "/konto/confirm-email/"


def seen(response):
    """All that a stranger sees, but for what differs from request to request."""
    text = response.content.decode()
    for pattern in (
        r'name="csrfmiddlewaretoken" value="[^"]+"',
        r'nonce="[^"]+"',
        r"[\w.]+@[\w.]+",
    ):
        text = re.sub(pattern, "", text)
    return response.status_code, response.headers.get("Location"), text


@pytest.fixture
def touched(martha, browser, begin):
    """Martha has just got all mails of the hour."""
    for _ in range(3):
        begin(browser(), TOUCHED, RESET)
    mail.outbox.clear()
    return TOUCHED


def sign_up_walk(client, begin, email, door):
    """Begin, look, ask twice for the code again, guess until it closes, ask once more."""
    yield begin(client, email, door)
    yield client.get(CODE)
    for _ in range(2):
        yield client.post(CODE, {"renew": "1"})
        yield client.get(f"{CODE}?neu")
    for _ in range(4):
        yield client.post(CODE, {"code": "000000"})
    yield client.get(CODE)
    yield client.post(CODE, {"renew": "1"})
    yield client.get(f"{CODE}?neu")


@pytest.mark.parametrize("door", [SIGN_UP, CLAIM, RESET])
def test_sign_up_claim_and_reset_look_the_same(touched, browser, begin, door):
    used_up = [seen(page) for page in sign_up_walk(browser(), begin, touched, door)]
    assert mail.outbox == []

    assert used_up == [seen(page) for page in sign_up_walk(browser(), begin, UNTOUCHED, door)]
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("door", [SIGN_UP, CLAIM, RESET])
def test_the_work_is_the_same_but_for_the_mail(touched, browser, begin, door):
    def statements(email):
        client = browser()
        client.get(door)
        with CaptureQueriesContext(connection) as queries:
            begin(client, email, door)
        return [re.sub(r'"s\d+_x\d+"', "", query["sql"])[:40] for query in queries]

    assert statements(touched) == statements(UNTOUCHED)


def change_walk(client, email):
    """Ask for the change, look, ask twice for the code again, guess until it closes."""
    yield client.post(CHANGE, {"email": email, "action_add": "1"})
    yield client.get(CONFIRM)
    for _ in range(2):
        yield client.post(CONFIRM, {"action": "resend"})
        yield client.get(CONFIRM)
    for _ in range(3):
        yield client.post(CONFIRM, {"code": "000000"})
    yield client.get(CONFIRM)


def test_a_change_of_address_looks_the_same(touched, log_in, enrol):
    one, other = enrol("nora@stadt.example"), enrol("olaf@stadt.example")
    used_up = [seen(page) for page in change_walk(log_in(one), touched)]
    assert mail.outbox == []

    assert used_up == [seen(page) for page in change_walk(log_in(other), UNTOUCHED)]
    assert len(mail.outbox) == 3


def test_what_others_asked_for_an_address_does_not_count(browser, log_in, enrol):
    """Also in allauth's own limits."""

    def ask(name, email, ip):
        client = log_in(enrol(f"{name}@stadt.example"))
        data = {"email": email, "action_add": "1"}
        return [client.post(CHANGE, data, REMOTE_ADDR=ip) for _ in range(8)]

    for name in ("nora", "nele", "nils"):
        ask(name, TOUCHED, "192.0.2.1")
    touched = [seen(page) for page in ask("olaf", TOUCHED, "192.0.2.2")]

    assert touched == [seen(page) for page in ask("otto", UNTOUCHED, "192.0.2.3")]


def test_a_login_that_must_prove_its_address_looks_the_same(browser, enrol, begin):
    enrol("ulf@stadt.example", verified=False)
    for _ in range(3):
        begin(browser(), "ulf@stadt.example", RESET)
    enrol("uta@stadt.example", verified=False)

    def walk(email):
        client = browser()
        yield client.post("/konto/login/", {"login": email, "password": PASSWORD})
        yield client.get(CONFIRM)

    assert [seen(page) for page in walk("ulf@stadt.example")] == [
        seen(page) for page in walk("uta@stadt.example")
    ]
