"""Every form with whatever people and machines may send: a page of the site, never a 500."""

import pytest

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

    assert response.status_code in ({302} if place == "/konto/logout/" else {200})


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


@pytest.fixture
def begin_sign_up(client):
    def begin(client):
        data = {"email": "a@b.example", "password1": "gelber-postbus-im-regen", "terms": "on"}
        assert client.post("/konto/signup/", data).status_code == 302

    return begin
