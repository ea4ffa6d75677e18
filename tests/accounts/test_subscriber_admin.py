"""The list in admin: upload, dry run, confirm; overview; exports without formulas."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import subscriber_runs
from accounts.models import LegacySubscriber, SubscriberImport
from importing.cells import harmless
from tests.conftest import NOW

UPLOAD = "/redaktion/accounts/subscriberimport/add/"
LIST = (
    "email,last_name\na@stadt.example,Albers\nkaputt@x,\nb@stadt.example,Böhm\na@stadt.example,\n"
)


def take_over(desk, pk):
    return desk.post(f"/redaktion/accounts/subscriberimport/{pk}/uebernehmen/")


def text_of(response):
    return " ".join(response.content.decode().split())


def test_upload_check_confirm(upload, desk, spawned, django_capture_on_commit_callbacks):
    response = upload(LIST)
    run = SubscriberImport.objects.get()
    page = response.headers["Location"]
    assert page == f"/redaktion/accounts/subscriberimport/{run.pk}/change/"
    assert spawned == [run.pk]
    waiting = text_of(desk.get(page))
    assert "Die Liste wird geprüft" in waiting
    assert '<meta http-equiv="refresh" content="2">' in waiting

    subscriber_runs.work(run.pk)
    checked = text_of(desk.get(page))
    assert LegacySubscriber.objects.count() == 0
    assert "Geprüft: Das würde geschehen" in checked
    for verdict in ["neu</th><td>2", "ungültig</th><td>1", "doppelt in der Datei</th><td>1"]:
        assert verdict in checked
    assert "<td>3</td><td>email: keine E-Mail-Adresse</td>" in checked
    assert "<td>5</td><td>email: steht schon in Zeile 2</td>" in checked

    with django_capture_on_commit_callbacks(execute=True):
        take_over(desk, run.pk)
    subscriber_runs.work(run.pk)

    done = text_of(desk.get(page))
    assert "<h2>Übernommen</h2>" in done
    assert "Jetzt übernehmen" not in done
    assert LegacySubscriber.objects.count() == 2
    assert set(LegacySubscriber.objects.values_list("imported_in", flat=True)) == {run.pk}
    run.refresh_from_db()
    assert not run.upload  # personal data is not kept twice


def test_of_two_confirmations_one_starts_the_work(
    upload, desk, spawned, django_capture_on_commit_callbacks
):
    upload(LIST)
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)
    spawned.clear()

    with django_capture_on_commit_callbacks(execute=True):
        take_over(desk, run.pk)
        take_over(desk, run.pk)

    assert spawned == [run.pk]


def test_a_process_that_comes_twice_works_once(upload, db):
    upload(LIST)
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)
    before = SubscriberImport.objects.values().get()

    subscriber_runs.work(run.pk)

    assert SubscriberImport.objects.values().get() == before


def test_a_run_that_broke_off_says_so_and_goes_on(
    upload, desk, clock, spawned, django_capture_on_commit_callbacks
):
    upload(LIST)
    run = SubscriberImport.objects.get()
    SubscriberImport.objects.update(state="running", beat_at=timezone.now())
    clock.shift(timedelta(minutes=2))
    page = text_of(desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/"))
    assert "Die Arbeit ist abgebrochen" in page
    spawned.clear()

    with django_capture_on_commit_callbacks(execute=True):
        take_over(desk, run.pk)
    subscriber_runs.work(run.pk)

    run.refresh_from_db()
    assert (spawned, run.state, run.dry_run) == ([run.pk], "checked", True)


def test_a_run_of_the_command_that_broke_off_is_begun_again_by_the_command(
    desk, clock, spawned, django_capture_on_commit_callbacks, db
):
    run = SubscriberImport.objects.create(file_name="liste.csv", state="running", dry_run=False)
    clock.shift(timedelta(minutes=2))
    place = f"/redaktion/accounts/subscriberimport/{run.pk}/change/"
    page = text_of(desk.get(place))
    assert "Der Befehl <code>import_subscribers</code> gibt seit einer Minute" in page
    assert "Noch einmal beginnen" not in page

    with django_capture_on_commit_callbacks(execute=True):
        take_over(desk, run.pk)

    assert spawned == []
    assert "Der Befehl <code>import_subscribers</code>" in text_of(desk.get(place))


def test_a_run_that_fails_on_the_way_does_not_say_that_nothing_was_taken(upload, desk, monkeypatch):
    upload(LIST)
    run = SubscriberImport.objects.get()
    SubscriberImport.objects.update(dry_run=False)

    def fail(*arguments, **options):
        raise OSError

    monkeypatch.setattr(subscriber_runs, "import_file", fail)
    with pytest.raises(OSError, match=r"^$"):
        subscriber_runs.work(run.pk)

    page = text_of(desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/"))
    assert "Die Arbeit brach ab (OSError)." in page
    assert "Was bis dahin übernommen wurde, bleibt" in page


def test_the_whole_name_of_an_upload_counts(upload, desk):
    """The storage cuts long ones, and changes others."""
    upload("email\na@stadt.example\n", name=f"{'Export_' * 12}abgemeldet.csv")
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)

    page = text_of(desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/"))

    assert "Nach dem Namen der Datei haben diese Personen abbestellt" in page


@pytest.mark.parametrize("header", ["name,ort", "na\0me,ort"])
def test_a_file_that_is_not_the_format_is_explained(upload, desk, header):
    upload(f"{header}\nx,y\n")
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)

    page = text_of(desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/"))

    assert "Diese Datei konnte nicht gelesen werden" in page
    assert "In der Kopfzeile fehlt die Spalte email." in page


def test_many_unknown_columns_are_named_all(upload, desk):
    names = [f"unbekannte_spalte_{number}" for number in range(100)]
    upload(f"email,ein\0s,{','.join(names)}\n")
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)

    page = text_of(desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/change/"))

    assert f"Diese Spalten sind unbekannt: eins, {', '.join(names)}" in page


def test_an_upload_without_a_file_is_explained(desk):
    response = desk.post(UPLOAD, {})

    assert response.status_code == 200
    assert response.context["adminform"].form.errors["upload"] == [
        "Dieses Feld ist zwingend erforderlich."
    ]


def test_the_report_names_every_line_and_nobody(upload, desk):
    upload(LIST)
    run = SubscriberImport.objects.get()
    subscriber_runs.work(run.pk)

    response = desk.get(f"/redaktion/accounts/subscriberimport/{run.pk}/bericht/")

    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert rows == [
        ["line", "verdict", "reason"],
        ["3", "invalid", "email: no address"],
        ["5", "duplicate in the file", "email: stands in line 2 already"],
        ["2", "new", ""],
        ["4", "new", ""],
    ]


@pytest.mark.parametrize("place", ["uebernehmen/", "bericht/", "change/"])
def test_editors_stay_outside(log_in, edda, place, upload):
    upload(LIST)
    pk = SubscriberImport.objects.get().pk
    client = log_in(edda)
    url = f"/redaktion/accounts/subscriberimport/{pk}/{place}"

    response = client.post(url) if place == "uebernehmen/" else client.get(url)

    assert response.status_code == 403


def test_exports_hold_no_formulas(desk, db):
    LegacySubscriber.objects.create(
        email="a@stadt.example", organisation='=HYPERLINK("x")', last_name="-1", first_name="@x"
    )

    response = desk.post(
        "/redaktion/accounts/legacysubscriber/",
        {"action": "export", "_selected_action": [LegacySubscriber.objects.get().pk]},
    )

    content = b"".join(response.streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(content))
    assert row["organisation"] == '\'=HYPERLINK("x")'
    assert (row["last_name"], row["first_name"], row["email"]) == ("'-1", "'@x", "a@stadt.example")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_formulas_become_text(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("ein = zwei") == "ein = zwei"


def test_the_overview(desk, martha, ludwig):
    LegacySubscriber.objects.create(email="a@stadt.example", unsubscribed_at=NOW)
    LegacySubscriber.objects.create(email="b@stadt.example", user=martha, claimed_at=NOW)
    SubscriberImport.objects.create(file_name="x", state="done", verdicts={"invalid": 7})

    page = text_of(desk.get("/redaktion/accounts/legacysubscriber/uebersicht/"))

    for row in [
        "Übernommen</th><td>3",
        "davon mit Passwort</th><td>1",
        "davon offen</th><td>1",
        "davon abbestellt</th><td>1",
        "Ungültige Zeilen</th><td>7",
    ]:
        assert row in page
    assert page.count("<polyline") == 4


def test_an_empty_overview_says_so(desk, db):
    page = text_of(desk.get("/redaktion/accounts/legacysubscriber/uebersicht/"))

    assert "Noch wurde keine Liste übernommen." in page


def test_a_subscribers_history(desk, ludwig, martha):
    run = SubscriberImport.objects.create(file_name="alt-2013.csv")
    LegacySubscriber.objects.update(imported_in=run, user=martha, claimed_at=NOW)

    page = text_of(desk.get(f"/redaktion/accounts/legacysubscriber/{ludwig.pk}/change/"))

    assert "alt-2013.csv" in page
    assert "22. November 2026 12:00" in page
    assert martha.email in page
