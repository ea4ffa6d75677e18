"""No save overwrites another; every state is kept, shown, and can be brought back."""

import threading
import time

import pytest
from django.db import connection

from articles.archive import import_file
from articles.editing import saving
from articles.models import Article, Body, Version
from importing.report import Report
from tests.articles.desk import DELETED, LIST, change_url, errors_of, filled
from tests.conftest import NOW


def history_of(client, article, query=""):
    return client.get(f"{LIST}{article.pk}/history/{query}").content.decode()


def test_a_stale_save_is_refused_and_nothing_is_lost(desk, log_in, cora, article):
    begun = filled(article)
    log_in(cora).post(change_url(article), begun | {"teaser": "Coras Teaser."})

    response = desk.post(change_url(article), begun | {"teaser": "Eddas Teaser."})

    assert response.status_code == 200
    (error,) = errors_of(response)["__all__"]
    assert error.startswith("Nicht gesichert: cora@zeitung.example hat den Artikel inzwischen")
    content = response.content.decode()
    assert "<del>Coras</del>" in content
    assert "<ins>Eddas</ins>" in content
    assert "Eddas Teaser.</textarea>" in content
    article.refresh_from_db()
    assert article.teaser == "Coras Teaser."


def test_having_seen_both_the_editor_may_save(desk, log_in, cora, article):
    begun = filled(article)
    log_in(cora).post(change_url(article), begun | {"teaser": "Coras Teaser."})
    refused = desk.post(change_url(article), begun | {"teaser": "Eddas Teaser."})
    assert 'name="begun_with" value="1"' in refused.content.decode()

    mine = begun | {"teaser": "Eddas Teaser.", "begun_with": 1}
    assert desk.post(change_url(article), mine).status_code == 302

    article.refresh_from_db()
    assert article.teaser == "Eddas Teaser."
    assert Version.objects.get(article_id=article.pk, number=1).content["teaser"] == "Coras Teaser."


@pytest.mark.parametrize("begun_with", ["", "7", "-1", "x", "99999999999999999999"])
def test_a_save_that_does_not_say_what_it_began_with_is_refused(desk, article, begun_with):
    response = desk.post(change_url(article), filled(article, begun_with=begun_with, teaser="Neu."))

    assert response.status_code == 200
    article.refresh_from_db()
    assert article.teaser != "Neu."


def test_an_import_in_between_counts_as_somebody(desk, article, tmp_path):
    Article.objects.update(import_digest="as imported before")
    begun = filled(article)
    line = (
        '{"id": "x", "headline": "Aus der Quelle", "teaser": "T", "body": "<p>B</p>", "source": '
        '{"name": "Stadt Altenbrück"}, "original_url": "https://altenbrueck.example/aktuelles/haus",'
        ' "published_at": "2026-11-22T09:00:00+01:00"}'
    )
    (tmp_path / "a.jsonl").write_text(line)
    import_file(tmp_path / "a.jsonl", report=Report(on_refusal=print), advance=lambda _: None)

    response = desk.post(change_url(article), begun | {"teaser": "Eddas Teaser."})

    assert errors_of(response)["__all__"][0].startswith("Nicht gesichert: Ein Import hat")


def test_a_colleague_who_has_left_is_no_import(desk, log_in, cora, article):
    begun = filled(article)
    assert (
        log_in(cora).post(change_url(article), filled(article, teaser="Coras.")).status_code == 302
    )
    cora.delete()

    (told,) = errors_of(desk.post(change_url(article), begun))["__all__"]

    assert told.startswith("Nicht gesichert: Jemand, dessen Konto es nicht mehr gibt, hat")


def test_every_save_is_kept_with_who_when_and_what(desk, edda, article, clock):
    clock.shift(60)
    desk.post(change_url(article), filled(article, teaser="Ein neuer Teaser.", correction="Korr."))
    Article.objects.filter(pk=article.pk).update(headline="von Hand")

    first, second = Version.objects.filter(article_id=article.pk).order_by("number")
    assert (first.number, first.saved_by, first.note) == (0, None, saving.BEFORE)
    assert (second.number, second.saved_by, second.changed) == (1, edda, ["teaser", "correction"])
    assert (second.saved_at - NOW).total_seconds() == 60
    assert second.content["body"] == "<p>Der erste Satz.</p><p>Der zweite Satz.</p>"


def test_the_history_shows_what_changed(desk, article):
    changed = filled(article, body="<p>Der erste Satz.</p><p>Der letzte Satz.</p>")
    desk.post(change_url(article), changed)

    content = history_of(desk, article)

    assert "Der <del>zweite</del> Satz." in content
    assert "Der <ins>letzte</ins> Satz." in content
    assert "edda@zeitung.example" in content
    assert "Fassung 0: der Anfang" in history_of(desk, article, "?fassung=0")


def test_marks_in_a_history_are_text(desk, article):
    Body.objects.filter(article=article).update(html="<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")
    desk.post(change_url(article), filled(article, body="<p>weg</p>"))

    assert "<script>alert" not in history_of(desk, article)


@pytest.mark.parametrize(
    "query", ["?fassung=", "?fassung=x", "?fassung=99", "?fassung=²", "?fassung=-1"]
)
def test_nonsense_shows_the_newest(desk, article, query):
    desk.post(change_url(article), filled(article, teaser="Neu."))

    assert "Was Fassung 1 geändert hat" in history_of(desk, article, query)
    assert desk.get(change_url(article) + query).status_code == 200


def test_an_older_version_comes_back_into_the_form_and_is_saved_by_the_editor(desk, article):
    desk.post(change_url(article), filled(article, teaser="Neu.", body="<p>Anders.</p>"))
    article.refresh_from_db()

    page = desk.get(f"{change_url(article)}?fassung=0")
    content = page.content.decode()
    assert (
        "Fassung 0 vom 22.11.2026, 12:00 Uhr ist eingesetzt, aber noch nicht gesichert." in content
    )
    initial = page.context["adminform"].form.initial
    assert initial["body"] == "<p>Der erste Satz.</p><p>Der zweite Satz.</p>"
    assert initial["begun_with"] == 1

    old = filled(article, teaser=initial["teaser"], body=initial["body"])
    assert desk.post(f"{change_url(article)}?fassung=0", old).status_code == 302
    assert Body.objects.get().html == "<p>Der erste Satz.</p><p>Der zweite Satz.</p>"
    assert Version.objects.filter(article_id=article.pk).count() == 3


def test_unsaved_text_comes_back_into_the_form_without_being_saved(desk, article):
    response = desk.post(change_url(article), filled(article, teaser="Ungesichert.", _restore="1"))

    assert errors_of(response)["__all__"] == [
        "Ihr ungesicherter Text ist wieder da. Bitte prüfen und sichern Sie ihn."
    ]
    assert "Ungesichert.</textarea>" in response.content.decode()
    article.refresh_from_db()
    assert article.teaser != "Ungesichert."


def test_an_anonymous_reader_never_meets_a_version(client, article, desk):
    desk.post(change_url(article), filled(article, body="<p>Störche im Rathaus.</p>"))

    for place in [f"{LIST}{article.pk}/history/", DELETED, article.get_absolute_url()]:
        assert "Störche" not in client.get(place).content.decode()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_time_one_wins(log_in, adam, write):
    article = write()
    clients = [log_in(adam) for _ in range(6)]
    begun = filled(article)
    statuses = []

    def save(number, client):
        try:
            response = client.post(change_url(article), begun | {"teaser": f"Teaser {number}."})
            statuses.append(response.status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in enumerate(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(statuses) == [200, 200, 200, 200, 200, 302]
    assert Article.objects.get().version == 1


def test_a_long_text_that_was_rewritten_costs_the_history_little(desk, article):
    """9,000 short paragraphs, each of them changed."""
    for version, word in enumerate(["alt", "neu"]):
        body = "".join(f"<p>Absatz {number} {word}</p>" for number in range(9_000))
        saved = filled(article, body=body, begun_with=version)
        assert desk.post(change_url(article), saved).status_code == 302
        article.refresh_from_db()

    start = time.process_time()
    page = history_of(desk, article)
    spent = time.process_time() - start

    assert "Absatz 8999 <del>alt</del>" in page
    assert "Absatz 8999 <ins>neu</ins>" in page
    assert spent < 5  # 0.6 s on an idle machine; it was 44


def test_what_is_too_much_to_be_compared_word_by_word_is_said(desk, article):
    for version, word in enumerate(["alt", "neu"]):
        body = "".join(f"<p>{number} {word}</p>" for number in range(20_000))
        saved = filled(article, body=body, begun_with=version)
        assert desk.post(change_url(article), saved).status_code == 302
        article.refresh_from_db()

    page = history_of(desk, article)

    assert "Ein Teil der geänderten Absätze ist deshalb ganz markiert" in page
    assert "<del>19999 alt</del>" in page
