"""Ghost exports: published posts that cost nothing there, read as a whole within a bound."""

import json
import tracemalloc

import pytest
from django.core.management import CommandError

from articles.importing import ghost
from articles.models import Article, Body
from tests.articles.importing import EXPORTS, run  # noqa: F401 - a fixture

POST = {
    "id": "1", "title": "Radweg", "slug": "radweg", "html": "<p>Drei Kilometer.</p>", "type": "post",
    "custom_excerpt": "Ab Juni.", "status": "published", "visibility": "public",
    "published_at": "2026-01-14T04:28:17.000Z",
}  # fmt: skip


def export(*posts, **data):
    settings = [{"key": "title", "value": "Linden"}]
    return json.dumps(
        {"meta": {"version": "5"}, "data": {"posts": posts, "settings": settings} | data}
    )


def test_posts_come_in_with_tags_in_their_order_and_links_of_the_site(run):  # noqa: F811
    out, err = run(EXPORTS / "ghost.json")

    assert out == "2 new, 2 refused, 1 no post, left out, 1 not published, left out"
    assert [line.partition(";")[0] for line in err.splitlines()] == [
        "item 2: teaser: none",
        "item 3: visibility: 'paid'",
    ]
    way = Article.objects.get(headline="Radweg nach Linden")
    assert way.teaser == "Ab Juni fährt man an der Straße & nicht mehr auf ihr."
    assert {topic.name for topic in way.topics.all()} == {"Verkehr", "Haushalt"}
    assert Body.objects.get(article=way).html == (
        '<p>Der Weg misst drei Kilometer, <a href="/haushalt/" rel="noopener nofollow">bezahlt aus '
        "dem Haushalt</a>.</p>"
    )


def test_times_of_old_exports_are_milliseconds(run):  # noqa: F811
    run(EXPORTS / "ghost.json")

    old = Article.objects.get(headline="Aus alter Zeit")
    assert old.published_at.isoformat() == "2015-03-11T12:52:29.156000+00:00"
    assert old.original_url == "https://linden.example/damals"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"visibility": "tiers"}, "visibility: 'tiers'; only public and members are taken"),
        ({"visibility": ["x"]}, "visibility: \"['x']\"; only public"),
        ({"html": None, "lexical": "{}"}, "html: none; export from a Ghost that renders its posts"),
        ({"html": None}, "body: none"),
        ({"custom_excerpt": None}, "teaser: none; write an excerpt there"),
        ({"custom_excerpt": 7}, "custom_excerpt: text is required, not int"),
        ({"title": "\ud800"}, "title: contains half a surrogate pair"),
        ({"published_at": None}, "published_at: is required"),
        ({"published_at": "bald"}, "published_at: 'bald' is no date"),
        ({"published_at": 10**30}, "published_at: no date and time"),
        ({"published_at": True, "title": ""}, "headline: is required"),
    ],
)
def test_a_bad_post_is_named_and_stops_nothing(run, changes, reason):  # noqa: F811
    out, err = run(export(POST | changes, POST | {"id": "2"}))

    assert out == "1 new, 1 refused"
    assert err.startswith(f"item 1: {reason}")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"db": []}', "no Ghost export: it has no data"),
        ('{"db": 7}', "no Ghost export: it has no data"),
        ('{"data": []}', "no Ghost export: it has no posts"),
        ('{"data": {"posts": {}}}', "no Ghost export: it has no posts"),
        ('{"data": {"posts": [', "broken JSON in line 1"),
        ('{"data": ' + "[" * 100_000, "broken JSON: nested too deeply"),
        ('{"data": ' + "9" * 10_000 + "}", "broken JSON: nested too deeply, or a number too large"),
        (b'{"data": "\xff"}', "not UTF-8 at byte 11"),
    ],
)
def test_a_file_that_is_no_whole_export_is_refused(run, content, reason):  # noqa: F811
    with pytest.raises(CommandError, match=f"file: {reason}"):
        run(content)


@pytest.mark.parametrize(
    "data",
    [
        {"tags": 7, "posts_tags": "x", "settings": [7, {"key": "title", "value": "Linden"}]},
        {"tags": [None, {"id": "t", "name": 7}], "posts_tags": [{"post_id": "1", "tag_id": "t"}]},
        {"posts_tags": [{"post_id": ["1"], "tag_id": {}, "sort_order": "x"}]},
    ],
)
def test_tables_of_another_shape_cost_no_post(run, data):  # noqa: F811
    assert run(export(POST, **data)) == ("1 new", "")


def test_what_is_no_post_at_all_is_counted(run):  # noqa: F811
    assert run(export(7, None, POST)) == ("1 new, 2 not published, left out", "")


def test_of_a_post_only_what_is_needed_is_kept(tmp_path):
    text = "x" * 500_000
    others = dict.fromkeys(["lexical", "mobiledoc", "plaintext", "codeinjection_head"], text)
    file = tmp_path / "ghost.json"
    file.write_text(export(*(POST | others for _ in range(4))))
    tracemalloc.start()
    with file.open("rb") as opened:
        found = ghost.items(opened, "")
        next(found)
        kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert kept < 1_000_000


def test_the_size_is_checked_before_the_file_is_read(run, monkeypatch):  # noqa: F811
    monkeypatch.setattr(ghost, "MAX_BYTES", 100)
    monkeypatch.setattr(ghost, "_load", lambda content: pytest.fail("read"))

    with pytest.raises(CommandError, match="bytes; of a Ghost export at most 100 are read"):
        run(export(POST))
