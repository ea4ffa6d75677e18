"""The database holds the truth, and says it in German when a form asks."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.html import BODY_MAX_LENGTH
from articles.models import Article, Body, Source, Topic

REFUSED = [
    ({"headline": ""}, "article_headline_not_blank"),
    ({"teaser": ""}, "article_teaser_not_blank"),
    ({"state": "published", "published_at": None}, "article_published_has_time"),
    ({"correction": "Falsch war die Summe."}, "article_correction_has_time"),
]


@pytest.mark.parametrize(("fields", "name"), REFUSED)
def test_the_database_refuses(write, fields, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        write(**fields)


@pytest.mark.parametrize(("fields", "name"), REFUSED)
def test_the_message_is_german(write, fields, name):
    article = write()
    for field, value in fields.items():
        setattr(article, field, value)

    with pytest.raises(ValidationError) as error:
        article.validate_constraints()

    assert error.value.messages[0].endswith((".", "?"))
    assert "Einschränkung" not in error.value.messages[0]
    assert "Constraint" not in error.value.messages[0]


def test_names_are_unique_without_regard_to_case(town, climate):
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(name="STADT ALTENBRÜCK".replace("Ü", "ü"), slug="anders")
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.create(name="KLIMASCHUTZ", slug="anders")


@pytest.mark.parametrize("key", ["1", "0731200x", "1234567"])
def test_official_keys_are_digits(town, key):
    with pytest.raises(IntegrityError, match="source_ags_digits"), transaction.atomic():
        Source.objects.filter(pk=town.pk).update(ags=key)


def test_a_body_has_an_end(write):
    article = write()

    with pytest.raises(IntegrityError, match="body_length"), transaction.atomic():
        Body.objects.filter(article=article).update(html="ä" * (BODY_MAX_LENGTH + 1))


def test_twins_agree_at_the_very_moment(write, clock):
    for article in [
        write(published_at=timezone.now()),
        write(published_at=timezone.now() + timedelta(microseconds=1)),
        write(state=Article.State.DRAFT),
        write(state=Article.State.WITHDRAWN),
    ]:
        listed = Article.objects.published().filter(pk=article.pk).exists()
        assert listed == article.is_published
