"""The newsroom's start page: how the paper stands today."""

from datetime import timedelta

import pytest

from tests.conftest import NOW


@pytest.fixture
def paper(write, arne):
    write("Schon heraus", published_at=NOW - timedelta(hours=2))
    write("Heute Abend", published_at=NOW.replace(hour=18))
    write("Morgen früh", published_at=NOW.replace(hour=7) + timedelta(days=1))
    write("Gestern", published_at=NOW - timedelta(days=1), original_url="")
    write("Vorletzte Woche", published_at=NOW - timedelta(days=10), original_url="")
    write("Zu prüfen", state="review", published_at=None, created_by=arne)
    write("Nur ein Entwurf", state="draft", published_at=None)


def sections(client):
    content = client.get("/redaktion/").content.decode()
    parts = content.partition('class="overview"')[2].split("<section")[1:]
    return dict(zip(["today", "planned", "waiting", "without_link"], parts, strict=True))


def test_everything_stands_where_it_belongs(log_in, edda, paper):
    shown = sections(log_in(edda))

    places = {
        headline: [name for name, part in shown.items() if headline in part]
        for headline in ["Schon heraus", "Heute Abend", "Morgen früh", "Gestern",
                         "Vorletzte Woche", "Zu prüfen", "Nur ein Entwurf"]
    }  # fmt: skip
    assert places == {
        "Schon heraus": ["today"],
        "Heute Abend": ["today"],
        "Morgen früh": ["planned"],
        "Gestern": ["without_link"],
        "Vorletzte Woche": [],
        "Zu prüfen": ["waiting"],
        "Nur ein Entwurf": [],
    }
    assert "Montag, 23. November" in shown["planned"]
    assert shown["today"].index("Schon heraus") < shown["today"].index("Heute Abend")


def test_an_empty_paper_says_so(log_in, edda):
    shown = sections(log_in(edda))

    assert "Heute ist noch nichts erschienen und nichts geplant." in shown["today"]
    assert "Für die nächsten zwei Wochen ist nichts geplant." in shown["planned"]


def test_authors_see_their_own(log_in, arne, paper):
    shown = sections(log_in(arne))

    assert "Zu prüfen" in shown["waiting"]
    assert "Schon heraus" not in shown["today"]


def test_it_costs_the_same_however_much_there_is(log_in, edda, write, django_assert_num_queries):
    client = log_in(edda)
    for number in range(5):
        write(f"Artikel {number}")

    # session, user, permissions of user and of groups, today, planned, waiting, without link,
    # and Django's "recent actions"
    with django_assert_num_queries(9):
        client.get("/redaktion/")
