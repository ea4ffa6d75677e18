"""States, roles, duplicates, previews: what an editor's day needs."""

import re
from datetime import timedelta

import pytest

from articles.editing import saving, versions
from articles.models import Article, Picture
from tests.articles.desk import ADD, LIST, SECRET, act, change_url, errors_of, filled
from tests.conftest import NOW

PREVIEW = f"{LIST}vorschau/"


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
