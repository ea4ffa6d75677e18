"""Deleted articles are brought back, once, to their addresses."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from articles.models import Article, Source, Version
from tests.articles.desk import DELETED, LIST, change_url, filled
from web import content_version


def test_a_deleted_article_is_brought_back_to_its_address(log_in, cora, martha, article, climate):
    chief = log_in(cora)
    url = article.get_absolute_url()
    chief.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})
    assert not Article.objects.exists()
    assert article.headline in chief.get(DELETED).content.decode()
    gone = Version.objects.get(is_deletion=True)

    response = chief.post(DELETED, {"version": gone.pk})

    assert response.headers["Location"] == change_url(article)
    back = Article.objects.get()
    assert (back.pk, back.state, list(back.topics.all())) == (article.pk, "draft", [climate])
    assert log_in(martha).get(url).status_code == 404
    assert article.headline not in chief.get(DELETED).content.decode()
    chief.post(change_url(back), filled(back, state="published"))
    assert "Der zweite Satz." in log_in(martha).get(url).content.decode()


def test_a_draft_that_is_brought_back_is_its_authors_again(log_in, cora, arne, write, clock):
    draft = write(state="draft", published_at=None, created_by=arne)
    begun = draft.created_at
    clock.shift(timedelta(days=3))
    chief = log_in(cora)
    chief.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"})

    chief.post(DELETED, {"version": Version.objects.get(is_deletion=True).pk})

    back = Article.objects.get()
    assert (back.created_by, back.created_at) == (arne, begun)
    assert log_in(arne).get(change_url(back)).status_code == 200
    assert Version.objects.first().saved_by == cora


def test_a_draft_whose_author_has_left_is_brought_back(log_in, cora, arne, write):
    draft = write(state="draft", published_at=None, created_by=arne)
    chief = log_in(cora)
    chief.post(f"{LIST}{draft.pk}/delete/", {"post": "yes"})
    arne.delete()

    chief.post(DELETED, {"version": Version.objects.get(is_deletion=True).pk})

    assert Article.objects.get().created_by is None


def test_a_correction_that_is_brought_back_keeps_its_day(desk, log_in, cora, article, clock):
    desk.post(change_url(article), filled(article, correction="Die Zahl war falsch."))
    corrected = Article.objects.get().corrected_at
    clock.shift(timedelta(days=3))
    chief = log_in(cora)
    chief.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})

    chief.post(DELETED, {"version": Version.objects.get(is_deletion=True).pk})

    assert Article.objects.get().corrected_at == corrected


def test_what_was_deleted_twice_is_offered_once(log_in, cora, article):
    chief = log_in(cora)
    for _ in range(2):
        chief.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})
        newest = Version.objects.filter(is_deletion=True).first()
        first = Version.objects.filter(is_deletion=True).last()
        assert chief.get(DELETED).content.decode().count('name="version"') == 1
        response = chief.post(DELETED, {"version": newest.pk})
        assert response.headers["Location"] == change_url(article)
        assert Article.objects.get().version == newest.number + 1
    chief.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})

    assert chief.post(DELETED, {"version": first.pk}).status_code == 404


def test_a_second_click_finds_the_article_brought_back(log_in, cora, article):
    chief = log_in(cora)
    chief.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})
    version = {"version": Version.objects.get(is_deletion=True).pk}

    for _ in range(2):
        assert chief.post(DELETED, version).headers["Location"] == change_url(article)

    assert Version.objects.count() == 3  # as an import brought it, deleted, back


@pytest.mark.parametrize("failures", [1, 2])
def test_a_recovery_that_meets_another_save_is_tried_twice(
    log_in, cora, article, monkeypatch, failures
):
    chief, bump, left = log_in(cora), content_version.bump, ["deadlock"] * failures
    chief.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})

    def fail_at_first():
        if left:
            raise OperationalError(left.pop())
        bump()

    monkeypatch.setattr(content_version, "bump", fail_at_first)

    told = chief.post(DELETED, {"version": Version.objects.get(is_deletion=True).pk}, follow=True)

    assert Article.objects.exists() == (failures == 1)
    assert (f"„{article.headline}“ ist nicht wieder da: Andere sichern gerade." in
        told.content.decode()) == (failures == 2)  # fmt: skip


def test_without_its_source_it_says_so(log_in, cora, article):
    chief = log_in(cora)
    chief.post(f"{LIST}{article.pk}/delete/", {"post": "yes"})
    Source.objects.all().delete()

    chief.post(DELETED, {"version": Version.objects.get(is_deletion=True).pk})

    assert (
        "Die Quelle „Stadt Altenbrück“ gibt es nicht mehr." in chief.get(DELETED).content.decode()
    )


@pytest.mark.parametrize("version", ["", "x", "0", "99", "²", "9" * 40])
def test_what_was_not_deleted_cannot_be_brought_back(log_in, cora, article, version):
    assert log_in(cora).post(DELETED, {"version": version}).status_code == 404
