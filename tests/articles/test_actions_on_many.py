"""Actions on many articles: each asks first, spares what others changed, names what it could not do."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection

from articles.editing import saving
from articles.models import Article, Topic, Version
from tests.articles.desk import act, change_url, filled
from tests.conftest import NOW


def test_publishing_many_asks_first_and_counts(desk, edda, draft, write):
    second = write("Noch einer", state="review", published_at=None)
    empty = write("Ohne Text", state="draft", published_at=None, body="<p></p>")
    out = write("Schon da")

    asked = act(desk, "publish", draft, second, empty, out).content.decode()
    assert "Jetzt veröffentlichen: 4 Artikel" in asked
    assert Article.objects.filter(state="published").count() == 1

    told = act(desk, "publish", draft, second, empty, out, confirmed="1").content.decode()
    assert "Jetzt veröffentlichen: 2 Artikel." in told
    assert "„Ohne Text“ hat keinen Volltext." in told
    assert "„Schon da“ ist schon veröffentlicht." in told
    draft.refresh_from_db()
    assert (draft.state, draft.published_at, draft.version) == ("published", NOW, 1)
    kept = Version.objects.get(article_id=draft.pk, number=1)
    assert (kept.saved_by, kept.note) == (edda, "Jetzt veröffentlichen")


def test_what_a_colleague_changed_meanwhile_stays(desk, draft):
    """The page that asks shows what stood there; what stands there now, nobody has seen."""
    asked = act(desk, "publish", draft)
    seen = dict(re.findall(r'name="(version_\d+)" value="(\d+)"', asked.content.decode()))
    assert seen == {f"version_{draft.pk}": "0"}
    desk.post(change_url(draft), filled(draft, headline="Noch zu prüfen"))

    told = act(desk, "publish", draft, confirmed="1", **seen).content.decode()

    assert "„Noch zu prüfen“ wurde inzwischen geändert." in told
    assert Article.objects.get().state == "draft"


@pytest.mark.parametrize("action", ["publish", "schedule"])
def test_what_was_withdrawn_is_not_published_with_others(desk, write, action):
    write("Widerrufen", state="withdrawn")
    soon = {"moment_0": "23.11.2026", "moment_1": "07:00"}

    told = act(desk, action, Article.objects.get(), confirmed="1", **soon).content.decode()

    assert "„Widerrufen“ ist zurückgezogen." in told
    assert Article.objects.get().state == "withdrawn"


def test_planning_many(desk, client, draft, clock):
    soon = {"moment_0": "23.11.2026", "moment_1": "07:00"}
    past = {"moment_0": "22.11.2026", "moment_1": "11:59"}

    told = act(desk, "schedule", draft, confirmed="1", **past).content.decode()
    assert "Dieser Zeitpunkt ist schon vorbei." in told
    assert (
        "Planen: ein Artikel."
        in act(desk, "schedule", draft, confirmed="1", **soon).content.decode()
    )

    assert client.get(draft.get_absolute_url()).status_code == 404
    clock.shift(timedelta(hours=19))
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_moving_a_topic(desk, draft, climate):
    traffic = Topic.objects.create(name="Verkehr", slug="verkehr")

    act(desk, "move_topic", draft, confirmed="1", old=climate.pk, new=traffic.pk)

    assert list(draft.topics.all()) == [traffic]
    assert Version.objects.get(article_id=draft.pk, number=1).changed == ["topics"]


def test_an_article_without_the_topic_that_is_replaced_stays_as_it_is(desk, write, climate):
    with_it, without = write("Mit"), write("Ohne")
    without.topics.clear()
    traffic = Topic.objects.create(name="Verkehr", slug="verkehr")
    replaced = {"old": climate.pk, "new": traffic.pk}

    told = act(desk, "move_topic", with_it, without, confirmed="1", **replaced).content.decode()

    assert "„Ohne“ hat das Thema „Klimaschutz“ nicht." in told
    assert "Thema ändern: ein Artikel." in told
    assert list(with_it.topics.all()) == [traffic]
    assert not without.topics.exists()


@pytest.fixture
def meets_another_save(monkeypatch):
    """`meets_another_save(article, error, times)`: that error, where its version is recorded."""

    def meet(article, error, times):
        record, left = saving._record, [error] * times

        def fail_at_first(saved, *args, **options):
            if saved.pk == article.pk and left:
                raise left.pop()
            return record(saved, *args, **options)

        monkeypatch.setattr(saving, "_record", fail_at_first)

    return meet


@pytest.mark.parametrize("error", [OperationalError("deadlock"), IntegrityError("gone")])
@pytest.mark.parametrize("times", [1, 2])
def test_one_that_meets_another_save_is_tried_twice_and_named(
    desk, draft, write, meets_another_save, error, times
):
    before = write("Davor", state="draft", published_at=None)
    held = write("Gehalten", state="draft", published_at=None)
    meets_another_save(held, error, times)

    told = act(desk, "publish", draft, held, before, confirmed="1").content.decode()

    stays = "„Gehalten“ bleibt, wie es war: Andere sichern gerade."
    assert (stays in told) == (times == 2)
    assert f"Jetzt veröffentlichen: {4 - times} Artikel." in told
    assert Article.objects.filter(state="published").count() == 4 - times


def test_not_all_are_waited_for(desk, draft, write, monkeypatch):
    """Each wait takes seconds; all that stay are named."""
    articles = [draft, *(write(f"Nr. {n}", state="draft", published_at=None) for n in range(7))]
    tries = []

    def hold(pk):
        tries.append(pk)
        raise OperationalError("lock timeout")

    monkeypatch.setattr(saving, "_locked", hold)

    told = act(desk, "publish", *articles, confirmed="1").content.decode()

    assert told.count("bleibt, wie es war: Andere sichern gerade.") == 8
    assert len(tries) == 6
    assert not Article.objects.filter(state="published").exists()


def test_where_the_database_is_away_nobody_else_is_blamed(desk, draft, monkeypatch):
    def hang(pk):
        raise OperationalError("away")

    monkeypatch.setattr(saving, "_locked", hang)
    monkeypatch.setattr(connection, "is_usable", lambda: False)

    assert act(desk, "publish", draft, confirmed="1").status_code == 503


def test_a_form_that_was_open_meanwhile_is_stale(desk, draft):
    begun = filled(draft)
    act(desk, "publish", draft, confirmed="1")

    assert desk.post(change_url(draft), begun).status_code == 200
    assert Article.objects.get().state == "published"
