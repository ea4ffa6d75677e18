"""The legal pages: written by administrators, cleaned, always there."""

import os

import pytest
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.core.management import call_command

from newsroom.legal import LEGAL_PAGES
from tests import servers


@pytest.mark.parametrize("page", LEGAL_PAGES, ids=lambda page: page.name)
def test_they_exist_from_the_start(client, db, page):
    assert page.title in client.get(f"/{page.name}/").page.words


def test_administrators_write_them(client, log_in, adam):
    admin = log_in(adam)
    page = FlatPage.objects.get(url="/impressum/")

    admin.post(
        f"/redaktion/flatpages/flatpage/{page.pk}/change/",
        {"title": "Impressum", "content": "<p>Verlag</p><script>alert(1)</script>"},
    )

    content = client.get("/impressum/").content.decode()
    assert "<p>Verlag</p>" in content
    assert "alert(1)" not in content


def test_they_are_no_longer_than_what_can_be_shown(client, log_in, adam):
    page = FlatPage.objects.get(url="/impressum/")
    place = f"/redaktion/flatpages/flatpage/{page.pk}/change/"
    longest = f"<p>{'x' * (1_000_000 - 7)}</p>"

    response = log_in(adam).post(place, {"title": "Impressum", "content": longest + "y"})
    assert response.context["adminform"].form.errors == {
        "content": ["Der Volltext hat 1000001 Zeichen, höchstens 1000000 sind möglich."]
    }

    response = log_in(adam).post(place, {"title": "Impressum", "content": longest})
    assert response.status_code == 302
    assert client.get("/impressum/").status_code == 200
    assert FlatPage.objects.get(url="/impressum/").content == longest


def test_a_page_that_was_removed_is_not_found_until_the_next_migrate(client, db):
    FlatPage.objects.all().delete()
    assert client.get("/impressum/").status_code == 404

    call_command("migrate", verbosity=0)
    assert client.get("/impressum/").status_code == 200


def test_migrate_leaves_what_was_written(client, db):
    FlatPage.objects.filter(url="/impressum/").update(content="<p>Verlag</p>")

    call_command("migrate", verbosity=0)

    assert "<p>Verlag</p>" in client.get("/impressum/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_they_are_there_again_after_flush(client):
    call_command("flush", verbosity=0, interactive=False)

    assert client.get("/impressum/").status_code == 200
    assert Site.objects.get().name == "Tagesanzeiger"


@pytest.mark.slow
def test_an_app_can_be_migrated_alone(tmp_path):
    """In an empty database the tables that roles and pages stand in may be missing."""
    with servers.database(tmp_path, "alone") as url:
        environment = os.environ | {"DATABASE_URL": url}
        for app in (["accounts"], ["flatpages"], []):
            servers.manage(environment, "migrate", *app, "--verbosity", "0")
