"""Values that nobody types: cookies, `next`, addresses of the newsroom; never a 500."""

import pytest
from django.contrib.contenttypes.models import ContentType

from articles.models import Article

NOT_OURS = [
    "http://[", "//[", "foo", "front_page", "account_login", "javascript:alert(1)", "//evil.example/",
    "/\\evil.example/", "///evil.example/", "https://evil.example/", "http://testserver/", "/a\nb",
    "\0", "/" + "x" * 5_000,
]  # fmt: skip
ENTRANCES = ["login", "signup", "kommunalwirtschaft", "password/reset", "logout", "code"]
INNER = ["reauthenticate", "zweiter-schritt", "zweiter-schritt/webauthn", "email",
         "zweiter-schritt/reauthenticate", "password/change", "loeschen", "geraete"]  # fmt: skip
NUL = "a%00b"
LIST = "/redaktion/articles/article/"


@pytest.mark.parametrize("name", ["sitzung", "csrf", "messages", "x"])
@pytest.mark.parametrize(
    "value", ['"abcdefgh\\000"', '"\\000"', '"\\377\\376abcdefgh"', "x" * 5_000, "äöüäöüäöü", '"']
)
def test_a_foreign_cookie_is_no_session(client, db, name, value):
    for place in ["/", "/konto/login/", "/suche/?q=wort"]:
        response = client.get(place, headers={"Cookie": f"{name}={value}"})
        assert response.status_code == 200
        assert "Abmelden" not in response.content.decode()
    assert client.get("/konto/", headers={"Cookie": f"{name}={value}"}).status_code == 302


@pytest.mark.parametrize("wanted", NOT_OURS)
@pytest.mark.parametrize("page", [*ENTRANCES, *INNER])
def test_next_leads_to_paths_of_this_site_alone(client, log_in, martha, page, wanted):
    for reader in (client, log_in(martha)):
        for response in (
            reader.get(f"/konto/{page}/", {"next": wanted}),
            reader.post(f"/konto/{page}/", {"next": wanted}),
        ):
            assert response.status_code in {200, 302, 405}
            target = response.headers.get("Location", "/")
            assert target.startswith("/")
            assert not target.startswith(("//", "/\\"))


def test_next_leads_to_a_path_of_this_site(log_in, martha):
    member = log_in(martha)

    for page in ["login", "signup", "kommunalwirtschaft", "password/reset"]:
        response = member.get(f"/konto/{page}/?next=/thema/klimaschutz/%3Fab=1")
        assert response.headers["Location"] == "/thema/klimaschutz/?ab=1"


@pytest.mark.parametrize(
    "place",
    [
        f"{LIST}?thema={NUL}", f"{LIST}?status={NUL}", f"{LIST}?q={NUL}", f"{LIST}?headline={NUL}",
        f"{LIST}?source__id__exact={NUL}", f"{LIST}add/?_changelist_filters={NUL}",
        f"{LIST}1/change/?fassung={NUL}", f"{LIST}{NUL}/change/", f"{LIST}{NUL}/history/",
        f"/redaktion/autocomplete/?app_label=articles&model_name=article&field_name=topics&term={NUL}",
        f"/redaktion/autocomplete/?app_label={NUL}&model_name=article&field_name=topics&term=x",
    ],
)  # fmt: skip
def test_nul_in_an_address_of_the_newsroom_is_a_bad_request(log_in, edda, write, place):
    path, _, query = place.partition("?")

    response = log_in(edda).get(path.replace("%00", "\0"), QUERY_STRING=query)

    assert response.status_code == 400


@pytest.mark.parametrize("value", ["null", "None", "x", "", "-1", "1.5", "\0"])
def test_a_row_chosen_by_no_number_is_a_bad_request(log_in, adam, write, value):
    write()
    before = Article.objects.values().get()

    for action in ("publish", "schedule", "move_topic"):
        form = {"_selected_action": value, "action": action, "index": "0"}
        assert log_in(adam).post(LIST, form).status_code == 400

    assert Article.objects.values().get() == before


@pytest.mark.parametrize("value", ["null", "None", "x", "-1", "1.5", "\0"])
def test_a_foreign_value_in_a_select_is_an_error_of_the_form(log_in, adam, write, value):
    article = write()
    before = Article.objects.values().get()
    fields = dict.fromkeys(["source", "topics", "state", "begun_with", "published_at_0"], value)

    response = log_in(adam).post(f"{LIST}{article.pk}/change/", fields)

    assert response.status_code == 200
    assert Article.objects.values().get() == before


def test_nobody_is_led_from_a_number_to_an_article(
    log_in, arne, edda, adam, martha, browser, write
):
    draft = write("Geheime Schlagzeile", state=Article.State.DRAFT, published_at=None)
    place = f"/redaktion/r/{ContentType.objects.get_for_model(Article).pk}/{draft.pk}/"

    for user in (arne, edda, adam):
        assert log_in(user).get(place).status_code == 404
    for reader in (browser(), log_in(martha)):
        assert reader.get(place).headers["Location"].startswith("/redaktion/login/")


def test_the_newsroom_links_straight_to_what_readers_see(log_in, edda, write):
    article = write()
    places = {
        article: f"{LIST}{article.pk}/change/",
        article.source: f"/redaktion/articles/source/{article.source_id}/change/",
        article.topics.get(): f"/redaktion/articles/topic/{article.topics.get().pk}/change/",
    }

    for thing, place in places.items():
        page = log_in(edda).get(place).content.decode()
        assert f'href="{thing.get_absolute_url()}"' in page
        assert "/redaktion/r/" not in page
