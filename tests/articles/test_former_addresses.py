"""Links to a former service lead on to the articles that came from there, and nowhere else."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from articles import former
from articles.editing import saving
from articles.models import Article, FormerAddress
from tests.articles.importing import EXPORTS, run  # noqa: F401 - a fixture
from tests.articles.test_import_articles import LINE
from tests.conftest import NOW
from tests.routes import PRIVATE, PUBLIC

LINK = LINE["original_url"]


@pytest.fixture
def moved(write):
    """An article that stood at /2015/klima/ once."""
    article = write()
    FormerAddress.objects.create(path="/2015/klima", article=article)
    return article


@pytest.fixture
def addresses(tmp_path):
    """A list of former addresses."""

    def addresses(*lines):
        file = tmp_path / "alt.csv"
        content = [line if isinstance(line, bytes) else line.encode() for line in lines]
        file.write_bytes(b"\n".join(content))
        return file

    return addresses


def stored():
    return dict(FormerAddress.objects.values_list("path", "article__external_id"))


# --- Readers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["/2015/klima/", "/2015/klima", "/2015/klima/?utm_source=brief", "/2015/klim%61/"]
)
def test_a_former_address_leads_to_its_article_for_good(client, moved, address):
    response = client.get(address)

    assert response.status_code == 301
    assert response.headers["Location"] == moved.get_absolute_url()
    assert response.headers["Cache-Control"] == PUBLIC


def test_a_head_request_is_answered_alike(client, moved):
    assert client.head("/2015/klima/").status_code == 301


def test_members_are_led_on_too(log_in, martha, moved):
    response = log_in(martha).get("/2015/klima/")

    assert (response.status_code, response.headers["Cache-Control"]) == (301, PRIVATE)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": Article.State.DRAFT},
        {"state": Article.State.REVIEW},
        {"state": Article.State.WITHDRAWN},
        {"published_at": NOW + timedelta(hours=1)},
    ],
)
def test_an_article_that_is_not_public_is_not_found(client, moved, changes):
    Article.objects.filter(pk=moved.pk).update(**changes)

    response = client.get("/2015/klima/")

    assert response.status_code == 404
    assert moved.headline not in response.content.decode()


def test_a_path_that_was_told_apart_by_its_query_is_found_by_it(client, write):
    first, second = write("Erstens"), write("Zweitens")
    FormerAddress.objects.create(path="/index.php?id=1", article=first)
    FormerAddress.objects.create(path="/index.php?id=2", article=second)

    assert client.get("/index.php?id=2").headers["Location"] == second.get_absolute_url()
    assert client.get("/index.php?id=3").status_code == 404
    assert client.get("/index.php").status_code == 404


def test_the_address_with_its_query_goes_before_the_one_without(client, write):
    first, second = write("Erstens"), write("Zweitens")
    FormerAddress.objects.create(path="/index.php?id=1", article=first)
    FormerAddress.objects.create(path="/index.php", article=second)

    assert client.get("/index.php?id=1").headers["Location"] == first.get_absolute_url()
    assert client.get("/index.php?id=9").headers["Location"] == second.get_absolute_url()


def test_a_page_of_this_site_is_never_hidden(client, moved):
    FormerAddress.objects.create(path="/archiv", article=moved)
    FormerAddress.objects.create(path=moved.get_absolute_url().rstrip("/"), article=moved)

    assert client.get("/archiv/").status_code == 200
    assert client.get(moved.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    "address", ["/gibt-es-nicht/", "/2015/", "/artikel/999/", "/2015/klima/x/"]
)
def test_an_unknown_address_costs_one_query(client, moved, django_assert_num_queries, address):
    known = 1 if address.startswith("/artikel/") else 0
    with django_assert_num_queries(known + 1):  # the article of that number; the former address
        assert client.get(address).status_code == 404


def test_a_former_address_costs_one_query(client, moved, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert client.get("/2015/klima/").status_code == 301


@pytest.mark.parametrize("address", ["/" + "x" * 501, "/a%00b", "/a%0Ab", "/x?" + "a" * 501])
def test_what_can_be_no_address_is_not_even_looked_up(
    client, moved, django_assert_max_num_queries, address
):
    with django_assert_max_num_queries(1 if "?" in address else 0):
        assert client.get(address).status_code == 404


def test_a_form_that_is_sent_there_is_not_led_on(client, moved):
    assert client.post("/2015/klima/").status_code == 404


@pytest.mark.parametrize(
    "address",
    ["//evil.example/", "/%2Fevil.example/", "/\\evil.example", "/2015/klima/?next=//e.example"],
)
def test_it_leads_to_articles_of_this_site_alone(client, moved, address):
    FormerAddress.objects.create(path="//evil.example", article=moved)
    FormerAddress.objects.create(path="/\\evil.example", article=moved)

    response = client.get(address)

    assert response.headers.get("Location", moved.get_absolute_url()) == moved.get_absolute_url()


def test_while_the_database_is_away_it_says_not_now(client, db, monkeypatch):
    def away(**conditions):
        raise OperationalError("away")

    monkeypatch.setattr(former.FormerAddress.objects, "filter", away)

    assert client.get("/2015/klima/").status_code == 503


def test_it_goes_with_its_article(moved, edda):
    saving.delete(moved, by=edda)

    assert not FormerAddress.objects.exists()


# --- Import -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "paths"),
    [
        ("wordpress.xml", {"/2026/07/14/abwaerme", "/2025/12/01/baeder"}),
        ("ghost.json", {"/radweg-nach-linden", "/aus-alter-zeit"}),
        ("rss.xml", {"/bruecke"}),
        ("atom.xml", {"/kita", "/fest"}),
    ],
)
def test_an_export_knows_where_its_articles_stood(run, client, name, paths):  # noqa: F811
    file = EXPORTS / name
    dry = run(file, redirects=file, dry_run=True)
    assert not FormerAddress.objects.exists()

    out, err = run(file, redirects=file)

    assert out.endswith(f", {len(paths)} old addresses added")
    assert dry == (f"dry run, nothing written: {out}", err)
    assert set(stored()) == paths
    assert {client.get(f"{path}/").status_code for path in paths} == {301}
    assert run(file, redirects=file)[0].endswith(f", {len(paths)} old addresses unchanged")


def test_a_list_names_articles_by_link_or_id(run, addresses):  # noqa: F811
    lines = [LINE, LINE | {"id": "ext-2", "original_url": "", "headline": "Zwei"}]
    file = addresses(
        "alt;neu", f"/a/;{LINK}", "https://alt.example/b?id=2;ext-2", "", "/c%C3%BC;ext-2"
    )

    out, err = run("\n".join(map(json.dumps, lines)), redirects=file)

    assert (out, err) == ("2 new, 3 old addresses added", "")
    assert stored() == {"/a": "ext-1", "/b?id=2": "ext-2", "/cü": "ext-2"}


def test_a_dry_run_writes_no_address_of_an_article_that_is_here(run, addresses):  # noqa: F811
    run(json.dumps(LINE))

    out, _ = run(json.dumps(LINE), redirects=addresses("/a;ext-1"), dry_run=True)

    assert out == "dry run, nothing written: 1 unchanged, 1 old addresses added"
    assert not FormerAddress.objects.exists()


def test_a_list_that_changed_leads_elsewhere(run, addresses):  # noqa: F811
    lines = "\n".join(map(json.dumps, [LINE, LINE | {"id": "ext-2", "original_url": ""}]))
    run(lines, redirects=addresses("/a/\text-1"))

    out, _ = run(lines, redirects=addresses("/a/,ext-2"))

    assert out == "2 unchanged, 1 old addresses changed"
    assert stored() == {"/a": "ext-2"}


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("/b;gibt-es-nicht", "no article of that link or id is here"),
        ("/b;", "no article of that link or id is here"),
        ("/;ext-1", "no path below the front page, of at most 500 characters"),
        ("https://alt.example/?p=12;ext-1", "no path below the front page"),
        ("b;ext-1", "no path below the front page"),
        ("/" + "x" * 501 + ";ext-1", "no path below the front page, of at most 500 characters"),
        ("/b%00;ext-1", "no path below the front page"),
        ("http://[;ext-1", "no path below the front page"),
        ("/b;\0", "no article of that link or id is here"),
        ("/b", "two columns are required: old path, and link or id of its article"),
        ("/b;ext-1;x", "two columns are required"),
        ("/a/;ext-1", "the same address as in line 1"),
        (b"/\xff;ext-1", "not UTF-8"),
        ("x" * 10_001, "longer than 10,000 bytes"),
        ("x" * 50_000 + ";", "longer than 10,000 bytes"),
    ],
    ids=lambda value: "" if len(value) > 100 else None,
)
def test_a_bad_line_is_named_and_stops_nothing(run, addresses, bad, reason):  # noqa: F811
    out, err = run(json.dumps(LINE), redirects=addresses("/a;ext-1", bad, "/c;ext-1"))

    assert set(out.split(", ")) == {
        "1 new", "2 old addresses added", "1 old addresses refused",
    }  # fmt: skip
    assert err.startswith(f"alt.csv, line 2: {reason}")
    assert stored() == {"/a": "ext-1", "/c": "ext-1"}


def test_json_lines_hold_none(run, addresses):  # noqa: F811
    with pytest.raises(CommandError, match=r"alt\.csv: JSON Lines hold no former addresses"):
        run(json.dumps(LINE), redirects=addresses(json.dumps(LINE)))
    assert not Article.objects.exists()


def test_a_missing_list_is_named_before_anything_is_stored(run, tmp_path):  # noqa: F811
    with pytest.raises(CommandError, match=r"nichts\.csv: No such file"):
        run(json.dumps(LINE), redirects=tmp_path / "nichts.csv")
    assert not Article.objects.exists()


def test_many_addresses_cost_few_queries(run, addresses, django_assert_max_num_queries):  # noqa: F811
    run(json.dumps(LINE))
    file = addresses(*(f"/alt/{number};ext-1" for number in range(900)))

    # The import of the line: savepoint and release, by link, by key, deleted, erased. A batch of
    # addresses: savepoint and release, by link, by key, stored ones, insert (SQLite splits it).
    with django_assert_max_num_queries(18):
        run(json.dumps(LINE), redirects=file)

    assert FormerAddress.objects.count() == 900
