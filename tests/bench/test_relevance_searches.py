"""What the relevance benchmark reads of the search page, and what it compares the search with."""

import json

import pytest
from django.db import connection
from django.urls import reverse

from bench import questions
from bench.relevance.plain import PlainSearch
from bench.relevance.rules import Paper
from bench.relevance.site import shown

pytestmark = pytest.mark.django_db


def test_the_first_five_cards_of_the_search_page_are_read_in_their_order(client, write):
    for number in range(7):
        write(headline=f"Radweg {number}")

    page = client.get(reverse("search"), {"q": "Radweg"})

    results = [result.article.pk for result in page.context["results"]]
    assert len(results) == 7
    assert shown(page.content) == results[:5]


def test_a_page_without_hits_shows_nothing(client, write):
    write(headline="Rathaus")

    assert shown(client.get(reverse("search"), {"q": "Radweg"}).content) == []


def test_a_card_without_an_article_is_an_error():
    with pytest.raises(AssertionError, match="no article"):
        shown(b'<main><article class="card"><a href="/thema/verkehr/">Verkehr</a></article></main>')


def test_the_texts_are_what_readers_may_find_without_markup(write, capsys):
    write(headline="Radweg", subheadline="Neu", teaser="Am See.", body="<p>Ein <em>Rad</em>weg</p>")
    write(headline="Entwurf", state="draft")

    questions.answer("texts")

    (text,) = json.loads(capsys.readouterr().out)
    assert [text[name] for name in ("headline", "subheadline", "teaser", "body")] == [
        "Radweg", "Neu", "Am See.", "Ein Radweg",
    ]  # fmt: skip


def test_a_member_of_the_benchmark_can_log_in(capsys, settings):
    questions.answer("add_member")
    questions.answer("member_cookie")

    assert settings.SESSION_COOKIE_NAME in capsys.readouterr().out


@pytest.mark.postgresql
def test_plain_postgresql_ranks_headlines_first_and_hides_bodies_from_anonymous_readers():
    papers = [
        (Paper("body", "Verkehr", "", "Neues", "Ein Radweg."), "2026-01-03T08:00:00+01:00"),
        (Paper("teaser", "Verkehr", "", "Ein Radweg", ""), "2026-01-01T08:00:00+01:00"),
        (Paper("headline", "Radwege", "", "Neues", ""), "2026-01-01T08:00:00+01:00"),
        (Paper("newer", "Radwege", "", "Neues", ""), "2026-01-02T08:00:00+01:00"),
        (Paper("other", "Rathaus", "", "Neues", "Umbau"), "2026-01-02T08:00:00+01:00"),
    ]
    connection.ensure_connection()

    plain = PlainSearch(connection.connection, papers)

    assert plain.first("Radweg", "member") == ["newer", "headline", "teaser", "body"]
    assert plain.first("Radweg", "anonymous") == ["newer", "headline", "teaser"]
    assert plain.first("Schwimmbad", "member") == []
