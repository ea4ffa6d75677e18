"""Every form with whatever people and machines may send: a page of the site, never a 500."""

from urllib.parse import unquote

import pytest
from django.contrib.sessions.models import Session
from django.core import mail

from accounts.models import User
from tests.accounts.conftest import code_in

FORMS = {
    "/konto/signup/": ["email", "password1", "terms", "next"],
    "/konto/kommunalwirtschaft/": ["email", "password1", "terms", "next"],
    "/konto/login/": ["login", "password", "next"],
    "/konto/password/reset/": ["email", "password1", "next"],
}
MEMBER_FORMS = {
    "/konto/email/": ["email", "action_add"],
    "/konto/password/change/": ["oldpassword", "password1"],
    "/konto/logout/": ["next"],
    "/konto/angaben/": ["name", "organisation"],
    "/konto/reauthenticate/": ["password"],
    "/konto/zweiter-schritt/totp/activate/": ["code"],
    "/konto/zweiter-schritt/webauthn/add/": ["name", "credential", "passwordless"],
}
# What the page answers when there is nothing in it that could be wrong.
DONE = {
    "/konto/logout/": lambda value: True,
    "/konto/angaben/": lambda value: value not in TOO_MUCH_FOR_A_NAME,
}
BYTES = {
    "empty": b"",
    "long": b"x" * 10_000,
    "NUL": b"a%00b@c.example",
    "surrogate": b"%ED%A0%80@c.example",
    "not UTF-8": b"%FF%FE@c.example",
    "right to left": "\u202eabc@c.example".encode(),
    "header injection": b"a@c.example%0D%0ABcc:x@y.example",
    "HTML": b"<script>alert(1)</script>@c.example",
    "SQL": b"'; DROP TABLE accounts_user; --",
    "format": b"%25s{0}{{ 1 }}",
}
TOO_MUCH_FOR_A_NAME = [BYTES["long"], BYTES["NUL"]]
every_value = pytest.mark.parametrize("value", BYTES.values(), ids=BYTES)


def post(client, place, names, value):
    """A form as raw bytes, which no browser would send."""
    content = b"&".join(name.encode() + b"=" + value for name in names)
    return client.generic("POST", place, content, content_type="application/x-www-form-urlencoded")


@every_value
@pytest.mark.parametrize("place", FORMS)
def test_forms_for_everybody(client, db, place, value):
    response = post(client, place, FORMS[place], value)

    assert response.status_code == 200
    assert response.page.title.strip().startswith("Fehler:")
    assert "alert(1)</script>" not in response.content.decode()


@every_value
@pytest.mark.parametrize("place", MEMBER_FORMS)
def test_forms_of_members(log_in, martha, place, value):
    response = post(log_in(martha), place, MEMBER_FORMS[place], value)

    if DONE.get(place, lambda value: False)(value):
        assert response.status_code == 302
    else:
        assert response.status_code == 200
        assert response.page.title.strip().startswith("Fehler:")


def test_a_name_is_shown_as_text(log_in, martha):
    client = log_in(martha)
    post(client, "/konto/angaben/", ["name", "organisation"], BYTES["HTML"])

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get("/konto/").content.decode()


@pytest.mark.parametrize("place", [*MEMBER_FORMS, "/konto/loeschen/", "/konto/geraete/"])
def test_an_expired_session_leads_to_the_login_and_back(log_in, martha, place):
    client = log_in(martha)
    Session.objects.all().delete()

    response = client.post(place, {"password": "x", "email": "a@b.example"})

    assert response.status_code == 302
    if place != "/konto/logout/":
        assert unquote(response.headers["Location"]) == f"/konto/login/?next={place}"


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("/konto/code/", "/konto/login/"),
        ("/konto/zweiter-schritt/authenticate/", "/konto/login/"),
        ("/konto/confirm-email/", "/konto/login/"),
    ],
)
def test_a_step_without_what_came_before_begins_anew(client, db, place, target):
    response = client.post(place, {"code": "123456"})

    assert (response.status_code, response.headers["Location"]) == (302, target)


def test_a_second_submit_of_a_registration_does_no_harm(client, db):
    form = {"email": "a@b.example", "password1": "gelber-postbus-im-regen", "terms": "on"}
    for _ in range(2):
        assert client.post("/konto/signup/", form).headers["Location"] == "/konto/code/"
    code = {"code": code_in(mail.outbox[-1])}
    assert client.post("/konto/code/", code).headers["Location"] == "/"

    assert client.post("/konto/code/", code).headers["Location"] == "/"
    assert client.post("/konto/signup/", form).headers["Location"] == "/"
    assert (User.objects.count(), len(mail.outbox)) == (1, 2)


def test_a_second_submit_of_a_deletion_does_no_harm(log_in, martha):
    client = log_in(martha)
    assert client.post("/konto/loeschen/").status_code == 200

    response = client.post("/konto/loeschen/")

    assert unquote(response.headers["Location"]) == "/konto/login/?next=/konto/loeschen/"


@every_value
def test_the_code_page(client, db, begin_sign_up, value):
    begin_sign_up(client)

    response = post(client, "/konto/code/", ["code"], value)

    assert response.status_code == 200
    assert response.page.title.strip().startswith("Fehler:")


@every_value
@pytest.mark.parametrize("place", ["/", "/konto/login/", "/thema/klimaschutz/", "/impressum/"])
def test_query_strings(client, climate, place, value):
    query = b"next=" + value + b"&ab=" + value + b"&x=" + value

    response = client.generic("GET", place, QUERY_STRING=query.decode("latin-1"))

    takes_positions = place.startswith("/thema/")
    assert response.status_code == (404 if takes_positions and value else 200)


@every_value
@pytest.mark.parametrize("place", ["/suche/", "/suche/vorschlaege/"])
def test_questions(client, climate, place, value):
    response = client.generic("GET", place, QUERY_STRING="q=" + value.decode("latin-1"))

    assert response.status_code == 200


@every_value
@pytest.mark.parametrize("name", ["thema", "quelle", "land", "zeit", "sortierung", "seite"])
def test_what_narrows_a_search(client, climate, name, value):
    query = f"q=wort&{name}=" + value.decode("latin-1")

    response = client.generic("GET", "/suche/", QUERY_STRING=query)

    is_given = bool(response.wsgi_request.GET.get(name))
    assert response.status_code == (404 if is_given else 200)


@every_value
def test_the_choice_of_topics(log_in, martha, climate, value):
    member = log_in(martha)

    response = post(member, "/meine-ausgabe/auswahl/", ["thema", "quelle"], value)

    assert response.status_code == 302
    assert martha.follows.count() == 0


@pytest.fixture
def begin_sign_up(client):
    def begin(client):
        data = {"email": "a@b.example", "password1": "gelber-postbus-im-regen", "terms": "on"}
        assert client.post("/konto/signup/", data).status_code == 302

    return begin
