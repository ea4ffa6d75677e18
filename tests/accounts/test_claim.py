"""The claim: the same page for every address, the mail tells the difference, nobody is stuck."""

import re

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.utils import timezone

from accounts.models import LegacySubscriber, User
from tests.accounts.conftest import CLAIM, CODE, RESET, SIGN_UP, code_in
from tests.conftest import PASSWORD

KINDS = ["legacy", "unsubscribed", "unknown", "member", "claimed", "unverified", "deactivated"]


@pytest.fixture
def address(request, ludwig, enrol):
    """An address of the kind that the test's parameter names."""
    email = f"{request.param}@stadt.example"
    match request.param:
        case "legacy":
            LegacySubscriber.objects.create(email=email)
        case "unsubscribed":
            LegacySubscriber.objects.create(email=email, unsubscribed_at=timezone.now())
        case "member":
            enrol(email)
        case "claimed":
            LegacySubscriber.objects.create(
                email=email, user=enrol(email), claimed_at=timezone.now()
            )
        case "unverified":
            enrol(email, verified=False)
        case "deactivated":
            enrol(email, is_active=False)
    return email


every_kind = pytest.mark.parametrize("address", KINDS, indirect=True)


def test_from_wall_to_full_text(client, ludwig, write, begin, enter, can_read):
    article = write()
    url = article.get_absolute_url()

    form = client.get(CLAIM, {"next": url})
    assert f'name="next" value="{url}"' in form.content.decode()
    assert begin(client, ludwig.email, CLAIM, next_url=url).headers["Location"] == CODE
    response = enter(client)

    assert response.headers["Location"] == url
    assert can_read(client, article)
    assert len(mail.outbox) == 1
    assert "wird Ihr Passwort mit Ihrem Abonnement von kommunalwirtschaft.eu verbunden" in (
        mail.outbox[0].body
    )


def masked(response, email):
    text = response.content.decode().replace(email, "ADDRESS")
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1TOKEN", text)


@pytest.fixture
def hashes(monkeypatch):
    """Grows by one with each password that is hashed."""
    hashes = []
    encode = hashers.MD5PasswordHasher.encode

    def counting(self, password, salt):
        hashes.append(1)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counting)
    return hashes


@pytest.fixture
def trace(browser, begin, hashes):
    """All that a stranger sees of one attempt, and what it cost."""

    def trace(email, door):
        client = browser()
        hashes.clear()
        mail.outbox.clear()
        first = begin(client, email, door, next_url="/")
        seen = [first.status_code, first.headers["Location"], sorted(client.cookies)]
        seen += [len(hashes), len(mail.outbox)]
        page = client.get(CODE)
        seen += [page.status_code, masked(page, email)]
        guess = client.post(CODE, {"code": "000000"})
        seen += [guess.status_code, masked(guess, email)]
        renewed = client.post(CODE, {"renew": "1"})
        seen += [renewed.status_code, renewed.headers["Location"], len(mail.outbox)]
        return seen

    return trace


@every_kind
@pytest.mark.parametrize("door", [CLAIM, SIGN_UP, RESET])
def test_a_stranger_sees_no_difference(address, door, trace):
    assert trace(address, door) == trace("niemand@stadt.example", door)


@every_kind
def test_a_member_who_changes_the_address_sees_no_difference(address, log_in, enrol):
    def seen(email, changer):
        client = log_in(enrol(changer))
        mail.outbox.clear()
        first = client.post("/konto/email/", {"email": email, "action_add": "1"})
        seen = [first.status_code, first.headers["Location"], len(mail.outbox)]
        page = client.get(first.headers["Location"])
        answer = client.post(first.headers["Location"], {"code": "000000"})
        seen += [page.status_code, masked(page, email), answer.status_code, masked(answer, email)]
        return [str(part).replace(changer, "CHANGER") for part in seen]

    assert seen(address, "karl@stadt.example") == seen(
        "niemand@stadt.example", "kurt@stadt.example"
    )


@every_kind
def test_a_stranger_sees_no_difference_when_logging_in(address, browser, hashes):
    def seen(email):
        client = browser()
        hashes.clear()
        answer = client.post("/konto/login/", {"login": email, "password": "falsch-geraten"})
        return [answer.status_code, masked(answer, email), len(hashes), len(mail.outbox)]

    assert seen(address) == seen("niemand@stadt.example")


@every_kind
@pytest.mark.parametrize("door", [CLAIM, SIGN_UP])
def test_the_owner_is_never_stuck(address, door, client, begin, enter, can_read, write, request):
    article = write()
    kind = request.node.callspec.params["address"]

    begin(client, address, door, next_url=article.get_absolute_url())

    (message,) = mail.outbox
    if kind == "deactivated":
        assert not re.search(r"\d{6}", message.body)
        assert "http://testserver/impressum/" in message.body
        assert not User.objects.get(email=address).is_active
    else:
        assert enter(client).headers["Location"] == article.get_absolute_url()
        assert can_read(client, article)
        assert User.objects.get(email=address).check_password(PASSWORD)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("unknown", "unter dieser Adresse haben wir kein Abonnement von kommunalwirtschaft.eu gefunden"),
        ("member", "unter dieser Adresse haben Sie schon ein Konto"),
        ("deactivated", "Zu ihr gehört ein Konto, das gesperrt ist"),
    ],
    indirect=["address"],
)  # fmt: skip
def test_the_mail_tells_the_difference(address, sentence, client, begin):
    begin(client, address, CLAIM)

    assert sentence in mail.outbox[0].body


def test_a_stranger_who_begins_with_somebody_elses_address_gains_nothing(
    browser, ludwig, begin, enter, write, can_read
):
    article = write()
    stranger, owner = browser(), browser()
    begin(stranger, ludwig.email, CLAIM, password="passwort-des-fremden")

    begin(owner, ludwig.email, CLAIM)
    enter(owner)

    # the stranger's own attempt still waits for a code that went to the owner
    enter(stranger, "123456")
    assert not can_read(stranger, article)
    login = {"login": ludwig.email, "password": "passwort-des-fremden"}
    assert browser().post("/konto/login/", login).status_code == 200
    assert can_read(owner, article)


def test_a_begun_claim_changes_nothing_for_a_member(browser, martha, begin):
    begin(browser(), martha.email, CLAIM, password="passwort-des-fremden")

    login = {"login": martha.email, "password": PASSWORD}
    assert browser().post("/konto/login/", login).status_code == 302


def test_a_member_who_proves_the_address_again_ends_other_sessions(
    browser, log_in, martha, begin, enter, write, can_read
):
    article = write()
    lost_phone = log_in(martha)
    assert can_read(lost_phone, article)
    here = browser()

    begin(here, martha.email, CLAIM, password="ein-neuer-satz-hier")
    enter(here)

    assert can_read(here, article)
    assert not can_read(lost_phone, article)


def test_scanners_that_open_every_link_change_nothing(client, browser, ludwig, begin, enter):
    begin(client, ludwig.email, CLAIM)
    scanner = browser()
    for link in re.findall(r"http://testserver(/\S*)", mail.outbox[0].body):
        for _ in range(100):
            scanner.get(link)

    assert enter(client, code_in(mail.outbox[0])).status_code == 302
