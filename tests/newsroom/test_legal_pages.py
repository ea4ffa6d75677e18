"""The legal pages: written by administrators, cleaned, always there."""

import pytest
from django.contrib.flatpages.models import FlatPage

from newsroom.legal import LEGAL_PAGES


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


def test_a_page_that_was_removed_is_not_found(client, db):
    FlatPage.objects.all().delete()

    assert client.get("/impressum/").status_code == 404
