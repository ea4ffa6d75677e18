"""A number that no column holds is found nowhere; SQLite's driver would raise OverflowError."""

import pytest

from articles.models import Article

LOOKUPS = ["pk", "source", "source_id", "topics"]
beyond = pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 10**30])


@beyond
@pytest.mark.parametrize("name", LOOKUPS)
def test_it_is_equal_to_nothing(write, name, number):
    article = write()

    assert not Article.objects.filter(**{name: number}).exists()
    assert Article.objects.exclude(**{name: number}).get() == article


@beyond
@pytest.mark.parametrize("name", LOOKUPS)
def test_among_others_it_changes_nothing(write, name, number):
    article = write()
    known = article.topics.get().pk if name == "topics" else getattr(article, name)
    known = getattr(known, "pk", known)

    assert Article.objects.filter(**{f"{name}__in": [number, known]}).get() == article
    assert not Article.objects.filter(**{f"{name}__in": [number]}).exists()
    assert Article.objects.exclude(**{f"{name}__in": [number]}).get() == article


def test_the_largest_number_is_no_exception(write):
    write()

    assert not Article.objects.filter(pk__in=[2**63 - 1, -(2**63)]).exists()
    assert not Article.objects.filter(source__in=[2**63 - 1, -(2**63)]).exists()
