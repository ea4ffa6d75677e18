"""States, roles, actions on many, duplicates, previews: what an editor's day needs."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection

from articles.editing import saving, versions
from articles.models import Article, Picture, Topic, Version
from tests.articles.desk import ADD, LIST, change_url, errors_of, filled
from tests.conftest import NOW

PREVIEW = f"{LIST}vorschau/"
SECRET = "Im Rathausturm nisten Störche."


@pytest.fixture
def desk(log_in, edda):
    return log_in(edda)


@pytest.fixture
def draft(write):
    return write("Ein Entwurf", state="draft", published_at=None, body=f"<p>{SECRET}</p>")


def act(client, action, *articles, **data):
    chosen = {"action": action, "_selected_action": [article.pk for article in articles]}
    return client.post(LIST, chosen | data, follow=True)


# --- States ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "review"])
def test_what_is_not_published_does_not_exist_for_the_public(client, write, state):
    article = write(state=state)

    assert client.get(article.get_absolute_url()).status_code == 404
    assert article.headline not in client.get("/").content.decode()


def test_a_scheduled_article_appears_by_itself(client, write, clock):
    article = write(published_at=NOW + timedelta(hours=19))
    assert client.get(article.get_absolute_url()).status_code == 404

    clock.shift(timedelta(hours=19))

    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("moment", [None, NOW + timedelta(hours=1)])
def test_what_was_withdrawn_before_it_appeared_never_existed(client, write, moment):
    article = write(state="withdrawn", published_at=moment, withdrawal_note="Noch geheim.")

    assert client.get(article.get_absolute_url()).status_code == 404


def test_a_withdrawn_article_is_gone_and_says_why(desk, client, write):
    article = write(body=f"<p>{SECRET}</p>")
    url = article.get_absolute_url()
    changed = filled(article, state="withdrawn", withdrawal_note="Die Quelle hat sie widerrufen.")
    assert desk.post(change_url(article), changed).status_code == 302

    response = client.get(url)
    assert response.status_code == 410
    assert "Die Quelle hat sie widerrufen." in response.page.words
    for place in ["/", "/thema/klimaschutz/", "/quelle/stadt-altenbrueck/"]:
        assert article.headline not in client.get(place, follow=True).content.decode()


# --- Roles -----------------------------------------------------------------------------------


def test_authors_hand_in_and_cannot_publish(log_in, arne, town):
    client = log_in(arne)
    form = {"headline": "Von Arne", "teaser": "T.", "body": "<p>B.</p>", "source": town.pk,
            "state": "published"}  # fmt: skip
    response = client.post(ADD, form)
    assert list(errors_of(response)) == ["state"]

    assert client.post(ADD, form | {"state": "review"}).status_code == 302
    article = Article.objects.get()
    assert (article.created_by, article.state) == (arne, "review")
    assert article.headline in client.get(LIST).content.decode()


def test_authors_meet_their_own_articles_alone(log_in, arne, draft):
    client = log_in(arne)

    assert draft.headline not in client.get(LIST).content.decode()
    assert client.get(change_url(draft)).status_code == 302
    assert client.post(change_url(draft), filled(draft, teaser="Fremd.")).status_code == 302
    assert Article.objects.get().teaser != "Fremd."


def test_once_published_it_is_the_editors(log_in, arne, write):
    article = write(created_by=arne)

    response = log_in(arne).post(change_url(article), filled(article, teaser="Heimlich."))

    assert response.status_code == 403
    assert Article.objects.get().teaser != "Heimlich."


@pytest.mark.parametrize("action", ["publish", "schedule", "move_topic"])
def test_authors_have_no_actions_on_many(log_in, arne, write, action):
    article = write(state="draft", created_by=arne)

    act(log_in(arne), action, article, confirmed="1")

    assert Article.objects.get().state == "draft"


def test_nobody_deletes_in_bulk(log_in, cora, draft):
    act(log_in(cora), "delete_selected", draft, post="yes")

    assert Article.objects.exists()


# --- Actions on many -------------------------------------------------------------------------


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
    assert len(tries) == 10
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


# --- Duplicates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"original_url": "https://altenbrueck.example/aktuelles/haus"}, True),
        ({"original_url": "https://altenbrueck.example/"}, False),
        ({"headline": "Ein Haus für Alle"}, True),
        ({"headline": "Ein Haus für alle."}, True),
        ({"headline": "Der Haushalt der Stadt"}, False),
        ({"headline": "", "original_url": ""}, False),
        ({"original_url": "https://["}, False),
        ({"headline": "ab", "original_url": "xy", "besides": "9" * 40}, False),
    ],
)
def test_what_is_alike_is_pointed_out(desk, write, asked, is_found):
    article = write()

    found = desk.get(f"{LIST}doppelt/", asked).json()["found"]

    assert [other["url"] for other in found] == [article.get_absolute_url()] * is_found


@pytest.mark.parametrize(("state", "label"), [("draft", "Entwurf"), ("review", "In Prüfung")])
def test_editors_are_pointed_to_drafts_of_this_week(desk, write, clock, state, label):
    other = write("Etwas anderes", original_url="")
    begun = write("Ein Haus für alle", state=state, published_at=None, original_url="")
    asked = {"headline": "Ein Haus für Alle"}

    assert desk.get(f"{LIST}doppelt/", asked).json()["found"] == [
        {
            "url": change_url(begun),
            "headline": "Ein Haus für alle",
            "source": "Stadt Altenbrück",
            "state": label,
        }
    ]
    saved = desk.post(change_url(other), filled(other, **asked), follow=True).content.decode()
    assert f'Das gibt es vielleicht schon: <a href="{change_url(begun)}">' in saved

    clock.shift(timedelta(days=8))
    assert desk.get(f"{LIST}doppelt/", asked | {"besides": other.pk}).json() == {"found": []}


def test_an_article_is_not_its_own_duplicate_and_old_ones_do_not_count(desk, write, clock):
    article = write()
    mine = {"headline": article.headline, "besides": article.pk}
    assert desk.get(f"{LIST}doppelt/", mine).json() == {"found": []}

    clock.shift(timedelta(days=9))
    assert desk.get(f"{LIST}doppelt/", {"headline": article.headline}).json() == {"found": []}


def test_authors_learn_of_no_colleagues_draft(log_in, arne, draft):
    found = log_in(arne).get(f"{LIST}doppelt/", {"headline": draft.headline}).json()

    assert found == {"found": []}


def test_saving_a_duplicate_is_told_and_not_forbidden(desk, write):
    write("Ein Haus für alle", original_url="")
    other = write("Etwas anderes", original_url="")

    response = desk.post(
        change_url(other), filled(other, headline="Ein Haus für Alle"), follow=True
    )

    assert "Das gibt es vielleicht schon:" in response.content.decode()
    assert Article.objects.get(pk=other.pk).headline == "Ein Haus für Alle"


# --- Previews --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "has_body"),
    [("anonym", False), ("mitglied", True), ("telefon", True), ("druck", True), ("karte", False), ("x", False)],
)  # fmt: skip
def test_a_preview_shows_unsaved_text_as_that_reader_gets_it(desk, draft, kind, has_body):
    typed = filled(draft, headline="Noch ungesichert", als=kind)

    response = desk.post(PREVIEW, typed)

    content = response.content.decode()
    assert "Noch ungesichert" in content
    assert (SECRET in content) == has_body
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert Article.objects.get().headline == draft.headline
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_a_preview_is_the_page_that_readers_get(desk, client, log_in, martha, write):
    """But for its bar, its head and what only a saved article has."""
    article = write(subheadline="Unterzeile", correction="Die Summe war falsch.", corrected_at=NOW)

    def text(content):
        (inner,) = re.findall(r'<article class="article">.*</article>', content, re.DOTALL)
        return re.sub(r'(action|href|value)="[^"]*"', "", inner)

    for kind, reader in [("anonym", client), ("mitglied", log_in(martha))]:
        previewed = desk.post(PREVIEW, filled(article, als=kind)).content.decode()
        published = reader.get(article.get_absolute_url()).content.decode()
        assert text(previewed) == text(published)


def test_an_empty_form_has_a_preview_too(desk, db):
    content = desk.post(PREVIEW, {"als": "mitglied"}).content.decode()

    assert "(Schlagzeile fehlt)" in content
    assert "(Quelle fehlt)" in content


def test_a_preview_runs_no_scripts_of_the_text(desk, draft):
    evil = '<p onclick="x()">gut</p><script>alert(1)</script>'

    content = desk.post(PREVIEW, filled(draft, body=evil, als="mitglied")).content.decode()

    assert "<p>gut</p>" in content
    assert "alert(1)" not in content
    assert "onclick" not in content


def test_previews_are_for_the_newsroom_and_by_form_alone(client, log_in, martha, desk, draft):
    for stranger in (client, log_in(martha)):
        response = stranger.post(PREVIEW, filled(draft, als="mitglied"))
        assert response.status_code == 302
        assert response.headers["Location"].startswith("/redaktion/login/")
    assert desk.get(PREVIEW).status_code == 405


def test_a_preview_writes_nothing(desk, draft, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as asked:
        desk.post(PREVIEW, filled(draft, als="mitglied"))

    verbs = {query["sql"].split()[0] for query in asked.captured_queries}
    assert verbs & {"INSERT", "UPDATE", "DELETE"} == set()


def test_authors_may_look_at_what_became_of_their_article(log_in, arne, write):
    article = write(created_by=arne, body=f"<p>{SECRET}</p>")
    picture = {"file": f"{'0' * 32}.jpg", "width": 1600, "height": 900}
    Picture.objects.bulk_create([Picture(article=article, alt="A", credit="C", **picture)])
    saving.keep(article, versions.content_of(article))

    for query in ["", "?fassung=0"]:
        response = log_in(arne).get(change_url(article) + query)
        assert response.status_code == 200
        content = response.content.decode()
        assert article.headline in content
        assert 'name="_save"' not in content
        assert "Vorschau, auch ungesichert" not in content
