"""The pages that ask before they delete: what others delete meanwhile is no error."""

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import DateTimeField, ForeignKey
from django.test.utils import CaptureQueriesContext

from articles import shelf
from articles.models import Source
from tests.conftest import NOW

OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in {"accounts", "articles", "outbox", "web"}
]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_stands_for_a_row_is_said_without_a_query(model):
    """Rows that it names may be gone by then. Here is no database, so that a query raises."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    values = {field.attname: 1 for field in fields if isinstance(field, ForeignKey)}
    values |= {field.attname: NOW for field in fields if isinstance(field, DateTimeField)}

    assert isinstance(str(model(**values)), str)


@pytest.mark.parametrize("place", ["articles/topic", "accounts/user"])
def test_the_page_asks_as_little_for_many_rows_as_for_one(
    log_in, adam, martha, climate, write, place
):
    desk = log_in(adam)
    named = climate if place == "articles/topic" else martha
    counts = []
    for number in range(3):
        source = Source.objects.create(name=f"Stadt {number}", slug=f"stadt-{number}")
        shelf.save(martha, write(f"Haus {number}"))
        shelf.follow(martha, source)
        with CaptureQueriesContext(connection) as asked:
            response = desk.get(f"/redaktion/{place}/{named.pk}/delete/")
        assert response.status_code == 200
        counts.append(sum(one["sql"].startswith("SELECT") for one in asked))

    assert len(set(counts)) == 1
