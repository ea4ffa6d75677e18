"""Login, logout, password reset and changes: German, and always back to the article."""

from urllib.parse import urlencode

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from accounts import signups
from accounts.models import Consent, LegacySubscriber, PendingSignUp, User
from tests.accounts.conftest import CODE, code_in
from tests.accounts.test_codes import wrong
from tests.conftest import PASSWORD

LOGIN = "/konto/login/"
RESET = "/konto/password/reset/"
NEW = "ein-ganz-neuer-satz"


@pytest.fixture
def url(write):
    return write().get_absolute_url()


def test_login_leads_back(client, martha, url):
    page = client.get(LOGIN, {"next": url})
    assert f'value="{url}"' in page.content.decode()

    response = client.post(LOGIN, {"login": martha.email, "password": PASSWORD, "next": url})

    assert (response.status_code, response.headers["Location"]) == (302, url)


def test_any_spelling_of_the_address_logs_in(client, enrol):
    enrol("anna@bücher.example")

    response = client.post(LOGIN, {"login": " Anna@XN--bcher-kva.example", "password": PASSWORD})

    assert response.status_code == 302


@pytest.mark.parametrize("email", ["martha@altenbrueck.example", "niemand@stadt.example"])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, martha, email):
    response = client.post(LOGIN, {"login": email, "password": "falsch-geraten"})

    assert response.status_code == 200
    assert "E-Mail-Adresse und Passwort passen nicht zusammen." in response.page.words


def test_a_deactivated_account_is_told_so_after_the_right_password(client, enrol):
    enrol("dora@stadt.example", is_active=False)

    response = client.post(LOGIN, {"login": "dora@stadt.example", "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/konto/inactive/")
    assert "_auth_user_id" not in client.session


def test_an_unverified_account_confirms_its_address_first(client, enrol, url):
    enrol("ulf@stadt.example", verified=False)

    response = client.post(LOGIN, {"login": "ulf@stadt.example", "password": PASSWORD, "next": url})
    assert response.headers["Location"].startswith("/konto/confirm-email/")
    page = client.get(response.headers["Location"])
    assert "Bestätigen Sie Ihre E-Mail-Adresse" in page.page.words
    response = client.post(response.headers["Location"], {"code": code_in(mail.outbox[0])})

    assert response.headers["Location"] == url
    assert EmailAddress.objects.get().verified


def test_three_wrong_codes_at_the_login_lead_back_to_it_and_on_to_the_article(client, enrol, url):
    enrol("ulf@stadt.example", verified=False)
    begun = {"login": "ulf@stadt.example", "password": PASSWORD, "next": url}
    client.post(LOGIN, begun)
    for _ in range(2):
        page = client.post("/konto/confirm-email/", {"code": wrong(code_in(mail.outbox[0]))})
        assert (page.status_code, "Dieser Code stimmt nicht." in page.page.words) == (200, True)

    ended = client.post("/konto/confirm-email/", {"code": wrong(code_in(mail.outbox[0]))})

    assert ended.headers["Location"] == f"/konto/login/?{urlencode({'next': url})}"
    assert "Das waren zu viele falsche Codes." in client.get(ended.headers["Location"]).page.words
    client.post(LOGIN, begun)
    code = code_in(mail.outbox[1])
    assert client.post("/konto/confirm-email/", {"code": code}).headers["Location"] == url


def test_an_administrator_made_on_the_command_line_confirms_the_address_too(client, db):
    User.objects.create_superuser("adam@zeitung.example", PASSWORD)

    response = client.post(LOGIN, {"login": "adam@zeitung.example", "password": PASSWORD})
    client.post(response.headers["Location"], {"code": code_in(mail.outbox[0])})

    assert client.get("/redaktion/").status_code == 200


def test_three_wrong_reset_codes_close_it_and_a_new_one_leads_back(client, martha, begin, url):
    begin(client, martha.email, RESET, next_url=url, password=NEW)
    for _ in range(3):
        page = client.post(CODE, {"code": "000000"}).page
    assert "Dieser Code gilt nicht mehr." in page.words

    client.post(CODE, {"renew": "1"})
    response = client.post(CODE, {"code": code_in(mail.outbox[-1])})

    assert response.headers["Location"] == url


def test_a_reset_code_stands_in_no_session(client, martha, begin):
    begin(client, martha.email, RESET)

    assert code_in(mail.outbox[0]) not in str(dict(client.session))
    assert martha.email not in str(dict(client.session))


def test_a_guessed_code_for_an_unknown_address_makes_no_account(client, db, begin):
    begin(client, "niemand@stadt.example", RESET)

    client.post(CODE, {"code": signups.code_of(PendingSignUp.objects.get())})

    assert User.objects.count() == 0
    assert "_auth_user_id" not in client.session


def test_a_reset_needs_no_terms_and_gives_no_consent(client, martha):
    client.post(RESET, {"email": martha.email, "password1": NEW})
    client.post(CODE, {"code": code_in(mail.outbox[0])})

    assert not Consent.objects.exists()
    assert mail.outbox[1].subject == "Ihr Passwort wurde geändert"


def test_after_a_reset_wrong_passwords_from_before_no_longer_count(browser, martha, begin):
    for _ in range(5):
        browser().post(LOGIN, {"login": martha.email, "password": "falsch-geraten"})
    here = browser()
    begin(here, martha.email, RESET, password=NEW)
    here.post(CODE, {"code": code_in(mail.outbox[0])})

    response = browser().post(LOGIN, {"login": martha.email, "password": NEW})

    assert response.status_code == 302


def test_a_flood_of_forms_is_slowed_down(client, db):
    for _ in range(60):
        client.post("/konto/signup/", {})

    response = client.post("/konto/signup/", {})

    assert response.status_code == 429
    assert "Bitte warten Sie ein wenig" in response.page.words


def test_five_wrong_passwords_are_enough(client, martha):
    for _ in range(5):
        client.post(LOGIN, {"login": martha.email, "password": "falsch-geraten"})

    response = client.post(LOGIN, {"login": martha.email, "password": PASSWORD})

    assert response.status_code == 200
    assert "Das waren zu viele Versuche." in response.page.words


def test_reset_from_the_wall_to_the_full_text(client, martha, url):
    login = client.get(LOGIN, {"next": url})
    (forgotten,) = [link for link in login.page.links if link.startswith(RESET)]
    assert f"next={url}" in forgotten

    client.get(forgotten)
    response = client.post(RESET, {"email": martha.email, "password1": NEW, "next": url})
    assert response.headers["Location"] == CODE
    assert "Sehen Sie in Ihr Postfach" in client.get(CODE).page.words
    response = client.post(CODE, {"code": code_in(mail.outbox[0])})

    assert response.headers["Location"] == url
    assert '<div class="body"' in client.get(url).content.decode()
    assert User.objects.get().check_password(NEW)


def test_reset_links_a_subscription(client, martha):
    LegacySubscriber.objects.create(email=martha.email)
    EmailAddress.objects.update(verified=False)

    client.post(RESET, {"email": martha.email, "password1": NEW})
    client.post(CODE, {"code": code_in(mail.outbox[0])})

    assert LegacySubscriber.objects.get().user == martha


def test_login_links_a_subscription_that_came_later(client, martha):
    LegacySubscriber.objects.create(email=martha.email, last_name="Müller")

    client.post(LOGIN, {"login": martha.email, "password": PASSWORD})

    assert LegacySubscriber.objects.get().user == martha
    martha.refresh_from_db()
    assert martha.name == "Müller"


def test_reset_for_a_subscriber_leads_to_the_claim_and_back_to_the_article(client, ludwig, url):
    client.post(RESET, {"email": ludwig.email, "password1": NEW, "next": url})

    (message,) = mail.outbox
    assert "Sie hatten kommunalwirtschaft.eu abonniert" in message.body
    assert f"http://testserver/konto/kommunalwirtschaft/?next={url}" in message.body


def test_reset_for_an_unknown_address_leads_to_registration(client, db, url):
    client.post(RESET, {"email": "niemand@stadt.example", "password1": NEW, "next": url})

    assert f"http://testserver/konto/signup/?next={url}" in mail.outbox[0].body


@pytest.mark.parametrize("door", [LOGIN, RESET, "/konto/logout/"])
def test_a_foreign_next_is_refused(client, log_in, martha, door):
    evil = "https://evil.example/"
    if door == LOGIN:
        response = client.post(door, {"login": martha.email, "password": PASSWORD, "next": evil})
    elif door == RESET:
        client.post(door, {"email": martha.email, "password1": NEW, "next": evil})
        response = client.post(CODE, {"code": code_in(mail.outbox[0])})
    else:
        response = log_in(martha).post(door, {"next": evil})

    assert response.status_code == 302
    assert "evil" not in response.headers["Location"]


@pytest.mark.parametrize("door", [LOGIN, RESET, "/konto/logout/"])
@pytest.mark.parametrize(("length", "is_followed"), [(1_000, True), (1_001, False)])
def test_a_next_is_followed_up_to_1000_characters(
    client, log_in, martha, door, length, is_followed
):
    wanted = "/" + "x" * (length - 1)
    if door == LOGIN:
        response = client.post(door, {"login": martha.email, "password": PASSWORD, "next": wanted})
    elif door == RESET:
        client.post(door, {"email": martha.email, "password1": NEW, "next": wanted})
        response = client.post(CODE, {"code": code_in(mail.outbox[0])})
    else:
        response = log_in(martha).post(door, {"next": wanted})

    assert response.status_code == 302
    assert response.headers["Location"] == (wanted if is_followed else "/")


def test_logout_leads_back_to_the_wall(log_in, martha, url):
    client = log_in(martha)

    assert client.post("/konto/logout/", {"next": url}).headers["Location"] == url
    response = client.get(url)
    assert '<section class="wall"' in response.content.decode()


def test_the_page_after_the_logout_says_so_once(log_in, martha, url):
    client = log_in(martha)
    client.post("/konto/logout/", {"next": url})

    told, then = client.get(url), client.get(url)

    assert "Sie sind abgemeldet." in told.page.words
    assert told.headers["Cache-Control"] == "private, no-store"
    assert "Sie sind abgemeldet." not in then.page.words
    assert then.headers["Cache-Control"].startswith("public")
    assert not client.cookies


def test_opening_the_logout_page_logs_nobody_out(log_in, martha):
    client = log_in(martha)

    assert client.get("/konto/logout/").status_code == 200
    assert client.get("/konto/").status_code == 200


def test_changing_the_password(log_in, martha):
    client = log_in(martha)

    response = client.post("/konto/password/change/", {"oldpassword": PASSWORD, "password1": NEW})

    assert response.status_code == 302
    martha.refresh_from_db()
    assert martha.check_password(NEW)
    assert mail.outbox[0].subject == "Ihr Passwort wurde geändert"


def test_changing_the_address(log_in, martha):
    client = log_in(martha)

    response = client.post("/konto/email/", {"email": "Martha@Neu.example", "action_add": "1"})
    page = client.get(response.headers["Location"])
    assert "martha@neu.example" in page.page.words
    client.post(response.headers["Location"], {"code": code_in(mail.outbox[0])})

    martha.refresh_from_db()
    assert martha.email == "martha@neu.example"
    assert [a.email for a in EmailAddress.objects.all()] == ["martha@neu.example"]
