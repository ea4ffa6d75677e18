"""A form of the newsroom that somebody has overtaken is refused once, and says so."""

import re

import pytest
from django.contrib.auth.models import Group
from django.contrib.flatpages.models import FlatPage

from accounts.models import LegacySubscriber, User
from articles.models import Source, Synonyms, Topic

STALE = "Jemand hat das inzwischen geändert"


@pytest.fixture
def desk(log_in, adam):
    return log_in(adam)


def seen_on(desk, place):
    (seen,) = re.findall(r'name="seen" value="(\w{64})"', desk.get(place).content.decode())
    return seen


def overtaken():
    """Of each kind of form: the row, what somebody else changes, and the fields that are sent."""
    source = Source.objects.create(name="Stadt", slug="stadt")
    topic = Topic.objects.create(name="Wasser", slug="wasser")
    subscriber = LegacySubscriber.objects.create(email="anna@stadt.example")
    group = Synonyms.objects.create(words="Passamt, Meldeamt")
    page = FlatPage.objects.first()
    yield "articles/source", source, {"ags": "07312000"}, {"name": "Stadt", "slug": "stadt"}
    yield "articles/topic", topic, {"name": "Gewässer"}, {"name": "Wasser", "slug": "wasser"}
    changed = {"words": "Passamt, Meldeamt, Ausweisamt"}
    yield "articles/synonyms", group, changed, {"words": "Passamt, Meldeamt"}
    changed = {"organisation": "Bauamt"}
    yield "accounts/legacysubscriber", subscriber, changed, {"email": subscriber.email}
    yield "flatpages/flatpage", page, {"content": "Neu."}, {"title": "T", "content": "Alt."}


def test_what_somebody_else_has_changed_is_not_overwritten_unseen(desk):
    for kind, row, changed, fields in overtaken():
        place = f"/redaktion/{kind}/{row.pk}/change/"
        begun = fields | {"seen": seen_on(desk, place)}
        type(row).objects.filter(pk=row.pk).update(**changed)

        answer = desk.post(place, begun)

        assert answer.status_code == 200, kind
        assert STALE in answer.content.decode(), kind
        assert type(row).objects.filter(pk=row.pk, **changed).exists(), kind
        (again,) = re.findall(r'name="seen" value="(\w{64})"', answer.content.decode())
        assert desk.post(place, fields | {"seen": again}).status_code == 302, kind


def test_a_locked_account_stays_locked(desk, martha):
    place = f"/redaktion/accounts/user/{martha.pk}/change/"
    inline = {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}
    begun = inline | {"email": martha.email, "is_active": "on", "name": "Martha"}
    begun["seen"] = seen_on(desk, place)
    User.objects.filter(pk=martha.pk).update(is_active=False)

    assert STALE in desk.post(place, begun).content.decode()

    assert not User.objects.get(pk=martha.pk).is_active


def test_groups_that_were_given_meanwhile_stay(desk, edda):
    place = f"/redaktion/accounts/user/{edda.pk}/change/"
    inline = {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}
    begun = inline | {"email": edda.email, "is_active": "on", "seen": seen_on(desk, place)}
    edda.groups.add(Group.objects.create(name="Praktikum"))

    assert STALE in desk.post(place, begun).content.decode()

    assert edda.groups.filter(name="Praktikum").exists()


def test_what_nobody_has_changed_is_saved(desk):
    for kind, row, _, fields in overtaken():
        place = f"/redaktion/{kind}/{row.pk}/change/"
        assert desk.post(place, fields | {"seen": seen_on(desk, place)}).status_code == 302, kind
