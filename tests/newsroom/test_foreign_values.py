"""Values that nobody types: cookies, `next`, addresses of the newsroom; never a 500."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.models import LegacySubscriber
from articles.models import Article, Source
from tests.hostile import values

NOT_OURS = [
    "http://[", "//[", "foo", "front_page", "account_login", "javascript:alert(1)", "//evil.example/",
    "/\\evil.example/", "///evil.example/", "https://evil.example/", "http://testserver/", "/a\nb",
    "\0", "/" + "x" * 5_000,
]  # fmt: skip
ENTRANCES = ["login", "signup", "kommunalwirtschaft", "password/reset", "logout", "code"]
INNER = ["reauthenticate", "zweiter-schritt", "zweiter-schritt/webauthn", "email",
         "zweiter-schritt/reauthenticate", "password/change", "loeschen", "geraete"]  # fmt: skip
NUL = "a%00b"
YEARS = "Bitte geben Sie ein Jahr von 1900 bis 2199 an."
NO_NUMBERS = ["null", "None", "x", "-1", "1.5", "\0"]
BEYOND = [str(2**63), "9" * 30, "9" * 5_000]  # a column, any number in the database, Python
LIST = "/redaktion/articles/article/"
FAR = values.Value("far away", b"0001-01-01T00:00+14:00")


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


@pytest.mark.parametrize(
    "charset",
    ["hex", "punycode", "zlib", "rot13", "base64", "undefined", "idna", "cp037", "é", "x"],
)
@pytest.mark.parametrize(
    "place", ["/suche/?q=wort", "/suche/vorschlaege/?q=wort", "/konto/login/?next=/", "/feed/?a=b"]
)
def test_a_charset_of_the_request_is_passed_over(client, db, place, charset):
    response = client.get(place, headers={"Content-Type": f"text/plain; charset={charset}"})

    assert response.status_code == 200


@pytest.mark.parametrize(
    "query",
    ["headline__regex=(", "headline__regex=^(%5Cw|%5Cw)*$", "published_at__year=0",
     "original_url__iregex=a", "headline__contains=a", "headline=a", "id__in=1", "body__html=a"],
)  # fmt: skip
def test_an_address_filters_a_list_by_its_own_filters_alone(log_in, adam, write, query):
    write()

    assert log_in(adam).get(f"{LIST}?{query}").status_code == 400


def test_every_list_has_its_filters_alone(log_in, adam, db):
    desk = log_in(adam)
    for model in admin.site._registry:
        place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        field = next(field.name for field in model._meta.fields if not field.primary_key)
        assert desk.get(f"{place}?{field}__regex=(").status_code == 400, place


@pytest.mark.parametrize(
    "place",
    ["articles/article/?status=draft", "articles/article/?open_to_all__exact=1",
     "articles/article/?source__id__exact=1", "accounts/user/?groups__id__exact=1",
     "accounts/user/?is_staff__exact=1&is_active__exact=0",
     "accounts/legacysubscriber/?user__isempty=1", "accounts/legacysubscriber/?unsubscribed_at__isempty=0",
     "accounts/legacysubscriber/?imported_in__isnull=True"],
)  # fmt: skip
def test_its_own_filters_work(log_in, adam, db, place):
    assert log_in(adam).get(f"/redaktion/{place}").status_code == 200


@pytest.mark.parametrize(
    "content_type",
    ["text/plain; charset*=x''utf-8", "multipart/form-data; a*=x''b", "a; charset=\0"],
)
def test_a_content_type_that_cannot_be_read_is_none(client, db, content_type):
    for place in ["/", "/konto/login/", "/suche/?q=wort"]:
        response = client.generic("GET", place, content_type=content_type)
        assert response.status_code == 200
    response = client.generic("POST", "/konto/login/", b"login=x&password=y", content_type)
    assert response.status_code == 200
    assert response.page.title.strip().startswith("Fehler:")


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


@pytest.mark.parametrize("value", [*NO_NUMBERS, *BEYOND, ""])
def test_a_row_chosen_by_no_number_is_a_bad_request(log_in, adam, write, value):
    write()
    before = Article.objects.values().get()

    for action in ("publish", "schedule", "move_topic"):
        form = {"_selected_action": value, "action": action, "index": "0"}
        assert log_in(adam).post(LIST, form).status_code == 400

    assert Article.objects.values().get() == before


@pytest.mark.parametrize("value", [*NO_NUMBERS, *BEYOND])
def test_a_foreign_value_in_a_select_is_an_error_of_the_form(log_in, adam, write, value):
    article = write()
    before = Article.objects.values().get()
    fields = dict.fromkeys(["source", "topics", "state", "begun_with", "published_at_0"], value)

    response = log_in(adam).post(f"{LIST}{article.pk}/change/", fields)

    assert response.status_code == 200
    assert Article.objects.values().get() == before


@pytest.mark.parametrize("value", BEYOND)
def test_a_select_filled_from_an_address_stays_empty(log_in, adam, climate, value):
    query = f"source={value}&topics={climate.pk},{value}"

    page = log_in(adam).get(f"{LIST}add/?{query}").content.decode()

    assert f'<option value="{climate.pk}" selected>Klimaschutz</option>' in page
    assert page.count(" selected>") == 2  # and the state


@pytest.mark.parametrize("value", BEYOND)
def test_a_group_or_right_beyond_all_numbers_is_an_error_of_the_form(log_in, adam, value):
    client, group = log_in(adam), Group.objects.create(name="Praktikum")
    group.permissions.set(Group.objects.get(name="Redaktion").permissions.all())
    rights = set(group.permissions.all())
    flags = dict.fromkeys(["is_active", "is_staff", "is_superuser"], "on")
    account = {"email": adam.email, "groups": value} | flags

    for place, fields in {
        f"/redaktion/accounts/user/{adam.pk}/change/": account,
        f"/redaktion/auth/group/{group.pk}/change/": {"name": "Chor", "permissions": value},
    }.items():
        response = client.post(place, fields)
        assert response.status_code == 200
        assert len(response.context["adminform"].form.errors) == 1

    assert not adam.groups.exists()
    assert set(Group.objects.get(name="Praktikum").permissions.all()) == rights


@pytest.mark.parametrize("value", BEYOND[:2])
def test_a_filter_by_a_number_beyond_all_finds_nothing(log_in, adam, value):
    response = log_in(adam).get(f"/redaktion/accounts/user/?groups__id__exact={value}")

    assert response.status_code == 200
    assert "0 Konten" in response.content.decode()


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_year_that_no_edition_lies_in_is_an_error_of_the_form(log_in, adam, write, year):
    article, client = write(), log_in(adam)
    before = Article.objects.values().get()
    moment = {"published_at_0": f"{year}-01-01", "published_at_1": "00:00"}
    subscriber = {
        "email": "a@b.example",
        "subscribed_at_0": f"01.01.{year}",
        "subscribed_at_1": "0:00",
    }
    schedule = {"_selected_action": article.pk, "action": "schedule", "index": "0", "confirmed": "1",
                "moment_0": f"31.12.{year}", "moment_1": "23:59"}  # fmt: skip

    for place, form, name in [
        (f"{LIST}{article.pk}/change/", moment, "published_at"),
        ("/redaktion/accounts/legacysubscriber/add/", subscriber, "subscribed_at"),
    ]:
        response = client.post(place, form)
        assert response.context["adminform"].form.errors[name][0] == YEARS
    assert YEARS in client.post(LIST, schedule).content.decode()

    assert Article.objects.values().get() == before
    assert not LegacySubscriber.objects.exists()


@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_row_looked_up_by_no_field_is_a_bad_request(log_in, adam, town, page):
    place = f"/redaktion/articles/source/{town.pk}/{page}/"

    assert log_in(adam).get(f"{place}?_to_field=").status_code == 400
    assert log_in(adam).post(f"{place}?_to_field=", {"post": "yes"}).status_code == 400
    assert log_in(adam).post(place, {"post": "yes", "_to_field": ""}).status_code == 400
    assert Source.objects.get() == town


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


@pytest.mark.parametrize("value", [*values.VALUES, FAR], ids=lambda value: value.name)
def test_an_address_prefills_a_form_with_anything(log_in, adam, db, value):
    """All fields of all forms at once; what cannot stand in a field is left out."""
    desk = log_in(adam)
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_add"
        fields = "&".join(
            f"{field.name}={value.encoded(300)}" for field in model._meta.get_fields()
        )
        status = desk.get(f"{reverse(name)}?{fields}").status_code
        assert status in {200, 400, 403}, (model, status)


def test_an_address_prefills_a_moment(log_in, adam, db):
    content = log_in(adam).get(f"{LIST}add/?published_at=2026-12-24T07:30").content.decode()

    assert 'value="24.12.2026"' in content
    assert 'value="07:30:00"' in content
