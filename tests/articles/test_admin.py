"""The newsroom's desk."""

import re

import pytest
from django.urls import reverse

from articles.desk.articles import EDITOR_STYLE
from articles.models import Article, Body, Source
from tests.conftest import NOW

ADD = "/redaktion/articles/article/add/"


@pytest.fixture
def form(town, climate):
    return {
        "headline": "Neues vom Rathaus",
        "subheadline": "",
        "teaser": "Der Rat hat entschieden.",
        "body": "<p>Der volle Text.</p>",
        "source": town.pk,
        "original_url": "",
        "topics": [climate.pk],
        "state": "published",
        "published_at_0": "22.11.2026",
        "published_at_1": "11:00",
        "correction": "",
        "withdrawal_note": "",
    }


def errors_of(response):
    return response.context["adminform"].form.errors


def test_an_editor_writes_an_article_and_members_read_it(desk, form, log_in, martha):
    response = desk.post(ADD, form)

    assert response.status_code == 302
    article = Article.objects.get()
    content = log_in(martha).get(article.get_absolute_url()).content.decode()
    assert "<p>Der volle Text.</p>" in content


def test_the_body_comes_back_into_the_form_and_changes(desk, form):
    desk.post(ADD, form)
    url = reverse("admin:articles_article_change", args=[Article.objects.get().pk])
    assert "&lt;p&gt;Der volle Text.&lt;/p&gt;" in desk.get(url).content.decode()

    desk.post(url, form | {"body": "<p>Ein anderer Text.</p>", "begun_with": 1})

    assert Body.objects.get().html == "<p>Ein anderer Text.</p>"


def test_publishing_without_a_time_means_now(desk, form):
    desk.post(ADD, form | {"published_at_0": "", "published_at_1": ""})

    assert Article.objects.get().published_at == NOW


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"headline": ""}, "headline", "Dieses Feld ist zwingend erforderlich."),
        ({"teaser": "Hallo <script>x</script>"}, "teaser", "Hier ist nur reiner Text möglich. Bitte entfernen Sie „<script>“."),
        ({"body": "<p></p>"}, "body", "Ein veröffentlichter Artikel braucht einen Volltext."),
        ({"body": "x" * 1_000_001}, "body", "Der Volltext hat 1000001 Zeichen, höchstens 1000000 sind möglich."),
        ({"published_at_0": "31.02.2026"}, "published_at", "Bitte ein gültiges Datum eingeben."),
        ({"original_url": "javascript:alert(1)"}, "original_url", "Bitte eine gültige Adresse eingeben."),
        ({"source": ""}, "source", "Dieses Feld ist zwingend erforderlich."),
    ],
)  # fmt: skip
def test_bad_input_is_explained_and_nothing_is_saved(desk, form, changes, field, message):
    response = desk.post(ADD, form | changes)

    assert response.status_code == 200
    assert errors_of(response)[field] == [message]
    assert Article.objects.count() == Body.objects.count() == 0


def test_a_form_beyond_all_size_is_a_clear_400(desk, form):
    response = desk.post(ADD, form | {"body": "x" * 10_000_000})

    assert response.status_code == 400
    assert "Diese Anfrage haben wir nicht verstanden" in response.content.decode()
    assert Article.objects.count() == 0


def test_scripts_in_the_body_are_removed(desk, form):
    desk.post(ADD, form | {"body": "<p>gut</p><script>alert(1)</script>"})

    assert Body.objects.get().html == "<p>gut</p>"


def test_a_correction_carries_its_time(desk, form, clock):
    desk.post(ADD, form)
    url = reverse("admin:articles_article_change", args=[Article.objects.get().pk])

    desk.post(url, form | {"correction": "Die Summe war falsch.", "begun_with": 1})
    assert Article.objects.get().corrected_at == NOW

    clock.shift(3600)
    changed = {"correction": "Die Summe war falsch.", "subheadline": "Anders", "begun_with": 2}
    desk.post(url, form | changed)
    assert Article.objects.get().corrected_at == NOW

    desk.post(url, form | {"begun_with": 3})
    assert Article.objects.get().corrected_at is None


def test_teaser_and_body_say_what_they_are_for(desk):
    content = desk.get(ADD).content.decode()

    assert "Öffentlich: der Einstieg, den alle lesen." in content
    assert "Nur für Mitglieder: der ganze Artikel." in content


def test_the_editor_runs_under_the_strict_policy(desk):
    response = desk.get(ADD)

    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    nonce = response.wsgi_request.csp_nonce
    assert f"'nonce-{nonce}'" in policy
    assert EDITOR_STYLE in policy
    inline = re.findall(r"<script(?![^>]*src=)([^>]*)>", response.content.decode())
    assert inline
    assert [attributes for attributes in inline if f'nonce="{nonce}"' not in attributes] == []


def test_a_new_source_gets_a_german_address_that_stays(desk, db):
    desk.post("/redaktion/articles/source/add/", {"name": "Stadt Süßmühl"})
    source = Source.objects.get()
    assert source.slug == "stadt-suessmuehl"

    desk.post(
        f"/redaktion/articles/source/{source.pk}/change/", {"name": "Große Kreisstadt Süßmühl"}
    )

    source.refresh_from_db()
    assert (source.name, source.slug) == ("Große Kreisstadt Süßmühl", "stadt-suessmuehl")


def test_lists(desk, write):
    write("Geplantes", published_at=NOW.replace(hour=18))

    for place in [
        "/redaktion/",
        "/redaktion/articles/article/",
        "/redaktion/articles/source/",
        "/redaktion/articles/topic/",
    ]:
        assert desk.get(place).status_code == 200
    assert "Geplant</span>" in desk.get("/redaktion/articles/article/").content.decode()


@pytest.mark.parametrize(
    "place", ["accounts/user/", "accounts/legacysubscriber/", "flatpages/flatpage/", "auth/group/"]
)
def test_editors_see_no_member_data(desk, place):
    assert desk.get(f"/redaktion/{place}").status_code == 403


@pytest.mark.parametrize("place", ["", "articles/article/", "articles/article/add/"])
def test_members_stay_outside(log_in, martha, place):
    client = log_in(martha)

    first = client.get(f"/redaktion/{place}")
    assert first.status_code == 302
    assert first.headers["Location"] == f"/redaktion/login/?next=/redaktion/{place}"
    second = client.get(first.headers["Location"])

    assert second.status_code == 403
    assert "Hier haben Sie keinen Zugang" in second.content.decode()
