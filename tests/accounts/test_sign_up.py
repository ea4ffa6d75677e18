"""Registration: from the wall to the full text with one mail and two screens."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import Consent, PendingSignUp, User
from accounts.signups import WORDING
from tests.accounts.conftest import code_in
from tests.conftest import NOW, PASSWORD

SIGN_UP = "/konto/signup/"
CODE = "/konto/code/"
EMAIL = "nora@stadt.example"


def test_from_wall_to_full_text(client, write, begin, enter, can_read):
    article = write()
    url = article.get_absolute_url()

    form = client.get(SIGN_UP, {"next": url})
    assert f'name="next" value="{url}"' in form.content.decode()
    assert begin(client, EMAIL, next_url=url).headers["Location"] == CODE
    assert client.get(CODE).status_code == 200
    response = enter(client)

    assert response.status_code == 302
    assert response.headers["Location"] == url
    assert can_read(client, article)
    assert len(mail.outbox) == 1


def test_what_is_stored(client, db, begin, enter):
    begin(client, "Nora@STADT.example")
    enter(client)

    user = User.objects.get()
    assert user.email == EMAIL
    assert user.check_password(PASSWORD)
    assert user.is_active
    assert not user.is_staff
    address = EmailAddress.objects.get()
    assert (address.email, address.verified, address.primary) == (EMAIL, True, True)
    consent = Consent.objects.get()
    assert (consent.user, consent.wording, consent.form) == (user, WORDING, "registrierung")
    assert consent.given_at == NOW


def test_nobody_has_an_account_before_the_code_came_back(client, db, begin):
    begin(client, EMAIL)

    assert User.objects.count() == EmailAddress.objects.count() == 0
    assert client.post("/konto/login/", {"login": EMAIL, "password": PASSWORD}).status_code == 200


def test_the_mail(client, db, begin):
    begin(client, EMAIL)

    (message,) = mail.outbox
    assert message.to == [EMAIL]
    code = re.findall(r"^(\d{6})$", message.body, flags=re.MULTILINE)[0]
    assert message.subject == f"{code} ist Ihr Code für Tagesanzeiger"
    assert message.body.startswith(
        "Guten Tag,\n\nwillkommen bei Tagesanzeiger. Mit diesem Code bestätigen Sie Ihre E-Mail-Adresse:\n\n"
    )
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert code in html
    assert message.extra_headers == {"Auto-Submitted": "auto-generated"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": ""}, "Bitte geben Sie Ihre E-Mail-Adresse ein."),
        ({"email": "nora"}, "Bitte geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@stadt.de."),
        ({"email": "nora@stadt.example\r\nBcc: x@y.example"}, "Bitte geben Sie eine gültige E-Mail-Adresse ein, zum Beispiel name@stadt.de."),
        ({"password1": ""}, "Bitte geben Sie ein Passwort ein."),
        ({"password1": "kurz"}, "Dieses Passwort ist zu kurz. Es muss mindestens 10 Zeichen enthalten."),
        ({"password1": "1234567890"}, "Dieses Passwort ist leicht zu erraten"),
        ({"terms": ""}, "Bitte stimmen Sie den Nutzungsbedingungen zu."),
        ({"email": "x" * 10_000}, "Bitte geben Sie eine gültige E-Mail-Adresse ein"),
        ({"email": "no\x00ra@stadt.example"}, "Bitte geben Sie eine gültige E-Mail-Adresse ein"),
    ],
)  # fmt: skip
def test_bad_input_is_explained(client, db, changes, message):
    good = {"email": EMAIL, "password1": PASSWORD, "terms": "on"}

    response = client.post(SIGN_UP, good | changes)

    assert response.status_code == 200
    assert message in response.page.words
    assert response.page.title.strip().startswith("Fehler:")
    assert mail.outbox == []
    assert PendingSignUp.objects.count() == 0


def test_only_address_password_and_terms_are_asked(client, db):
    fields = {field["name"] for field in client.get(SIGN_UP).page.fields}

    assert fields == {"email", "password1", "terms"}


@pytest.mark.parametrize(
    "evil",
    [
        "https://evil.example/",
        "//evil.example/",
        "javascript:alert(1)",
        "/\\evil.example",
        "x" * 600,
        "/a\x00b",
        "/a\r\nSet-Cookie: x=y",
    ],
)
def test_a_foreign_next_leads_nowhere(client, db, begin, enter, evil):
    begin(client, EMAIL, next_url=evil)

    assert enter(client).headers["Location"] == "/"


def test_spaces_in_the_code_do_not_matter(client, db, begin, enter):
    begin(client, EMAIL)
    code = code_in(mail.outbox[0])

    assert enter(client, f" {code[:3]} {code[3:]} ").status_code == 302


def test_a_reader_who_is_logged_in_goes_straight_back(log_in, martha, write):
    url = write().get_absolute_url()

    for door in [SIGN_UP, "/konto/kommunalwirtschaft/", "/konto/login/"]:
        response = log_in(martha).get(door, {"next": url})
        assert (response.status_code, response.headers["Location"]) == (302, url)


def test_closing_the_tab_is_no_dead_end(client, db, begin, enter):
    begin(client, EMAIL)

    again = client.get(SIGN_UP)
    assert CODE in again.page.links
    begin(client, EMAIL)

    assert enter(client).status_code == 302
    assert User.objects.count() == 1


def test_another_browser_starts_over_without_harm(browser, db, begin, enter):
    begin(browser(), EMAIL)
    phone = browser()

    begin(phone, EMAIL, password="ein-anderer-satz-hier")
    enter(phone)

    assert User.objects.get().check_password("ein-anderer-satz-hier")


def test_the_code_page_without_a_sign_up_leads_to_one(client, db):
    response = client.get(CODE)

    assert (response.status_code, response.headers["Location"]) == (302, reverse("account_signup"))
