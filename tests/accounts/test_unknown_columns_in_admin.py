"""In the newsroom a person ticks each unknown column after a look at its cells, and checks again."""

import pytest

from accounts import subscriber_runs
from accounts.models import LegacySubscriber, SubscriberImport

LIST = "email;Telefon;Rundbrief;Leer\na@x.de;0221 1;ja;\nb@x.de;;ja;\nc@x.de;0221 2;nein;\n"


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.fixture
def run(upload):
    """A list that was refused for its unknown columns."""
    upload(LIST)
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def tick(desk, run, django_capture_on_commit_callbacks):
    """Tick columns and have the list checked again; returns the page of the run."""

    def tick(*columns):
        page = f"/redaktion/accounts/subscriberimport/{run.pk}/"
        with django_capture_on_commit_callbacks(execute=True):
            response = desk.post(f"{page}spalten/", {"column": columns})
        assert response.headers["Location"] == f"{page}change/"
        subscriber_runs.work(run.pk)
        return text_of(desk.get(f"{page}change/"))

    return tick


def test_each_is_shown_with_its_most_frequent_cells(run, desk):
    page = text_of(desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/"))

    assert "Diese Spalten sind unbekannt: Telefon, Rundbrief, Leer" in page
    for name, cells in [
        ("Telefon", "0221 1 (1×), 0221 2 (1×)"),
        ("Rundbrief", "ja (2×), nein (1×)"),
        ("Leer", "keine"),
    ]:
        assert f'name="column" value="{name}"> {name}</label></th><td>{cells}</td>' in page


def test_ticked_columns_are_passed_over(tick):
    page = tick("Telefon", "Rundbrief", "Leer")

    assert "Geprüft: Das würde geschehen" in page
    assert "neu</th><td>3" in page
    assert LegacySubscriber.objects.count() == 0


def test_the_others_still_refuse_the_list_and_those_ticked_stay_so(tick):
    page = tick("Telefon", "Leer")

    assert "Diese Spalten sind unbekannt: Rundbrief" in page
    assert 'value="Telefon"' not in page
    assert "neu</th><td>3" in tick("Rundbrief")


def test_what_is_no_unknown_column_of_the_list_is_not_kept(tick, run):
    tick("email", "Telefon", "x" * 100_000)

    run.refresh_from_db()
    assert run.ignored_columns == ["Telefon"]


def test_a_list_that_is_at_work_is_not_begun_again(desk, run, spawned):
    SubscriberImport.objects.update(state="running")
    spawned.clear()

    desk.post(f"/redaktion/accounts/subscriberimport/{run.pk}/spalten/", {"column": ["Telefon"]})

    run.refresh_from_db()
    assert (run.state, run.ignored_columns, spawned) == ("running", [], [])


def test_a_list_that_is_refused_for_something_else_offers_no_columns(upload, desk):
    upload("email\nweg\n")
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)

    assert "Noch einmal prüfen" not in text_of(
        desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/")
    )


def test_editors_stay_outside(run, log_in, edda):
    response = log_in(edda).post(f"/redaktion/accounts/subscriberimport/{run.pk}/spalten/")

    assert response.status_code == 403
