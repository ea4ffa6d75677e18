"""Groups of synonyms are kept in memory until the content's version changes."""

import pytest
from django.db import transaction

from articles.models import Synonyms
from articles.search import synonyms
from web import content_version


@pytest.fixture(autouse=True)
def _one_group(monkeypatch, on_commit):
    monkeypatch.setattr(synonyms, "_kept", None)
    with on_commit():
        Synonyms.objects.all().delete()
        Synonyms.objects.create(words="PV, Photovoltaik")


def test_they_are_read_once(django_assert_num_queries):
    assert synonyms.groups() == (("PV", "Photovoltaik"),)

    with django_assert_num_queries(0):
        assert synonyms.groups() == (("PV", "Photovoltaik"),)


def test_a_change_is_seen_once_it_is_committed(on_commit):
    synonyms.groups()

    with on_commit():
        Synonyms.objects.create(words="Kita, Hort")

    assert synonyms.groups() == (("PV", "Photovoltaik"), ("Kita", "Hort"))


def test_another_process_is_seen_with_the_next_poll(poll):
    synonyms.groups()
    Synonyms.objects.bulk_create([Synonyms(words="Kita, Hort")])
    content_version.ContentVersion.objects.update(number=1_000)

    assert synonyms.groups() == (("PV", "Photovoltaik"),)
    poll()
    assert synonyms.groups() == (("PV", "Photovoltaik"), ("Kita", "Hort"))


def test_what_is_rolled_back_is_never_taken_for_what_came_instead(on_commit):
    """The next change has the number of the one that was rolled back."""
    content_version.watcher.known()
    with transaction.atomic():
        Synonyms.objects.create(words="Kita, Hort")
        synonyms.groups()
        transaction.set_rollback(True)
    with on_commit():
        Synonyms.objects.create(words="Passamt, Meldeamt")

    assert synonyms.groups() == (("PV", "Photovoltaik"), ("Passamt", "Meldeamt"))
