"""`import_articles`: every line whole or not at all, every refusal with its place."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from articles import archive
from articles.editing import saving, versions
from articles.models import Article, Body, Source, Topic
from tests.conftest import NOW

LINE = {
    "id": "ext-1",
    "headline": "Internationale Klimaschutzkonferenz",
    "subheadline": "Der Umweltdezernent war dabei",
    "teaser": "Die Jahreskonferenz fand in diesem Jahr in Sachsen statt.",
    "body": "<p>Der Beigeordnete sprach.</p>",
    "source": {
        "name": "Stadt Altenbrück",
        "url": "https://www.altenbrueck.example/",
        "ags": "07312000",
    },
    "original_url": "https://www.altenbrueck.example/aktuelles/konferenz",
    "topics": ["Klimaschutz"],
    "published_at": "2015-05-04T09:00:00+02:00",
}


@pytest.fixture
def run(tmp_path, db):
    """Import lines (dicts, or bytes as they are); returns what was said on both channels."""

    def run(*lines, **options):
        file = tmp_path / "articles.jsonl"
        file.write_bytes(
            b"\n".join(
                line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines
            )
        )
        out, err = io.StringIO(), io.StringIO()
        call_command("import_articles", file, stdout=out, stderr=err, **options)
        return out.getvalue().strip(), err.getvalue().strip()

    return run


def line(**changes):
    return {name: value for name, value in (LINE | changes).items() if value is not None}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-01-01T00:00:00+16:00", datetime(2025, 12, 31, 8, tzinfo=UTC)),
        ("2026-01-01T00:00:00-23:59", datetime(2026, 1, 1, 23, 59, tzinfo=UTC)),
        ("2026-01-01T12:00:00+01:00:00.5", datetime(2026, 1, 1, 10, 59, 59, 500_000, tzinfo=UTC)),
    ],
)
def test_every_offset_that_python_reads_is_taken(run, given, expected):
    """PostgreSQL itself refuses those beyond 15:59, and parts of seconds."""
    assert run(line(published_at=given)) == ("1 new", "")

    assert Article.objects.get().published_at == expected


def test_an_article_arrives_whole(run, client):
    assert run(LINE) == ("1 new", "")

    article = Article.objects.get()
    assert article.headline == "Internationale Klimaschutzkonferenz"
    assert article.published_at == datetime(2015, 5, 4, 7, tzinfo=UTC)
    assert article.source.ags == "07312000"
    assert [topic.name for topic in article.topics.all()] == ["Klimaschutz"]
    assert Body.objects.get(article=article).html == "<p>Der Beigeordnete sprach.</p>"
    for place in [article.get_absolute_url(), "/thema/klimaschutz/", "/quelle/stadt-altenbrueck/"]:
        assert "Internationale Klimaschutzkonferenz" in client.get(place).content.decode()


def test_running_it_again_changes_nothing(run):
    run(LINE)
    before = list(Article.objects.values())

    assert run(LINE) == ("1 unchanged", "")
    assert list(Article.objects.values()) == before


def test_the_link_identifies_an_article_before_its_id(run):
    run(LINE)

    assert run(line(id="ext-2", headline="Neuer Titel")) == ("1 changed", "")
    assert Article.objects.get().headline == "Neuer Titel"


def test_without_a_link_the_id_does(run):
    run(line(original_url=None))

    assert run(line(original_url=None, teaser="Ein neuer Teaser.")) == ("1 changed", "")
    assert Article.objects.get().teaser == "Ein neuer Teaser."


def test_a_towns_front_page_identifies_no_article(run):
    home = "https://www.altenbrueck.example/"

    assert run(line(id="a", original_url=home), line(id="b", original_url=home)) == ("2 new", "")
    assert run(line(id="a", original_url=home), line(id="b", original_url=home)) == (
        "2 unchanged",
        "",
    )


def test_without_both_what_stands_on_the_page_does(run):
    bare = line(id=None, original_url=None)

    assert run(bare) == ("1 new", "")
    assert run(bare) == ("1 unchanged", "")


def test_the_same_article_twice_in_a_file_is_one(run):
    assert run(LINE, line(teaser="Später berichtigt."))[0] == "1 new, 1 changed"
    assert Article.objects.get().teaser == "Später berichtigt."


def test_what_an_editor_changed_stays_until_the_source_says_something_new(run):
    run(LINE)
    Article.objects.update(headline="Vom Redakteur verbessert", state=Article.State.WITHDRAWN)

    run(LINE)
    assert Article.objects.get().headline == "Vom Redakteur verbessert"

    run(line(teaser="Die Quelle hat etwas Neues."))
    article = Article.objects.get()
    assert article.headline == LINE["headline"]
    assert article.state == Article.State.WITHDRAWN


def test_what_only_the_database_refuses_is_named_and_stops_nothing(run, monkeypatch):
    """Whatever the checks do not know of."""
    update = archive.Archive._fields

    def too_long(self, record):
        return update(self, record) | ({"headline": None} if record.key == "ext-2" else {})

    monkeypatch.setattr(archive.Archive, "_fields", too_long)
    others = [line(id=f"ext-{number}", original_url=None) for number in (1, 2, 3)]

    out, err = run(*others)

    assert (out, err) == ("2 new, 1 refused", "line 2: the database does not take it")
    assert set(Article.objects.values_list("external_id", flat=True)) == {"ext-1", "ext-3"}


def test_a_database_that_is_away_refuses_no_line(run, monkeypatch):
    def away(self, records):
        raise OperationalError("away")

    monkeypatch.setattr(archive.Archive, "_store", away)

    with pytest.raises(OperationalError):
        run(LINE)


def test_who_is_slower_with_a_source_takes_that_of_the_faster(run, monkeypatch, town):
    """Another import or an editor saved it after this import had looked."""
    look_up, looks = archive._named, []

    def too_early(model, name):
        looks.append(name)
        return None if len(looks) == 1 else look_up(model, name)

    monkeypatch.setattr(archive, "_named", too_early)

    assert run(LINE) == ("1 new", "")
    assert Article.objects.get().source == town


def test_a_name_that_only_the_database_finds_equal_is_found(run):
    """To PostgreSQL "ß" and "ẞ" are one letter in lower case, and two in upper case."""
    run(line(source={"name": "Straßenbau Süd"}, topics=["Straßen"]))

    out, _ = run(
        line(id="2", original_url=None, source={"name": "STRAẞENBAU SÜD"}, topics=["STRAẞEN"])
    )

    assert out == "1 new"


def test_a_planned_article_stays_planned(run, edda):
    run(LINE)
    planned = NOW + timedelta(days=3)
    with saving.changing(Article.objects.get().pk, by=edda) as article:
        article.published_at = planned

    assert run(line(headline="Neu"))[0] == "1 changed"

    article = Article.objects.get()
    assert (article.headline, article.published_at) == ("Neu", planned)
    assert not article.is_published


@pytest.mark.parametrize("dry_run", [True, False])
def test_what_the_newsroom_wrote_is_left_as_it_is(run, write, dry_run):
    own = write(original_url=LINE["original_url"])

    out = run(LINE, line(headline="Neu"), dry_run=dry_run)[0]

    assert out.endswith("2 written by the newsroom, left as it is")
    assert Article.objects.get().headline == own.headline
    assert Body.objects.get().html == "<p>Im Erdgeschoss bleibt Handel.</p>"


@pytest.mark.parametrize("given", [LINE, LINE | {"original_url": "https://altenbrueck.example/"}])
def test_what_the_newsroom_deleted_does_not_come_back(run, edda, given):
    """Neither by its link nor, where that leads to no article, by its identifier."""
    run(given)
    saving.delete(Article.objects.get(), by=edda)

    for dry_run in (True, False):
        assert run(given, dry_run=dry_run)[0].endswith("1 deleted by the newsroom, left out")
    assert not Article.objects.exists()


def test_what_is_deleted_while_a_list_is_read_does_not_come_back_with_it(run, edda, monkeypatch):
    run(LINE)
    store, monkeypatched = archive.Archive._store, []

    def after_the_deletion(self, records):
        if not monkeypatched:
            monkeypatched.append(saving.delete(Article.objects.get(), by=edda))
        return store(self, records)

    monkeypatch.setattr(archive.Archive, "_store", after_the_deletion)

    assert run(LINE)[0] == "1 deleted by the newsroom, left out"


def test_what_was_brought_back_is_known_again(run, edda):
    run(LINE)
    saving.delete(Article.objects.get(), by=edda)
    saving.recover(versions.deleted().get(), by=edda)

    assert run(LINE)[0] == "1 unchanged"
    assert run(line(headline="Neu"))[0] == "1 changed"
    assert Article.objects.get().state == Article.State.DRAFT


def test_sources_and_topics_are_found_again_in_any_case(run):
    run(LINE, line(id="2", original_url=None, topics=["KLIMASCHUTZ"],
                   source={"name": "stadt altenbrück"}))  # fmt: skip

    assert Source.objects.count() == 1
    assert Topic.objects.count() == 1


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b'{"id": "x", ', "broken JSON at column 12"),
        (b"[1, 2]", "an object is required: {…}"),
        (b'{"headline": "\xff"}', "not UTF-8 at byte 15"),
        (b'{"headline": "\\ud800"}', "contains half a surrogate pair"),
        (b"[" * 100_000, "broken JSON: nested too deeply"),
        (line(headline=None), "headline: is required"),
        (line(headline="   "), "headline: is required"),
        (line(headline=7), "headline: text is required, not int"),
        (line(headline="x" * 251), "headline: 251 characters, at most 250"),
        (line(teaser="<script>alert(1)</script>Hallo"), "teaser: plain text is required, found <script>"),
        (line(teaser="&lt;img src=x onerror=alert(1)&gt;"), "teaser: plain text is required, found <img>"),
        (line(body="x" * 10_000_000), "body: 10,000,000 characters, at most 1,000,000"),
        (line(body="<script>alert(1)</script>"), "body: nothing is left"),
        (line(source=None), "source: an object with a name is required"),
        (line(source={"name": ""}), "source.name: is required"),
        (line(source={"name": "A", "ags": "12"[:1]}), "source.ags: 2, 3, 5, 8, 9 or 12 digits"),
        (line(source={"name": "A", "url": "javascript:alert(1)"}), "source.url: no address that starts with http(s)://"),
        (line(original_url="javascript:alert(1)"), "original_url: no address that starts with http(s)://"),
        (line(published_at="2015-13-45T09:00:00+02:00"), "published_at: '2015-13-45T09:00:00+02:00' is no date and time"),
        (line(published_at="2015-05-04T09:00:00"), "published_at: the offset is missing"),
        (line(source={"name": "Z", "ags": "٠٩"}), "source.ags: 2, 3, 5, 8, 9 or 12 digits, as text"),
        (line(original_url="https://a.example/\0"), "original_url: no address that starts with http(s)://"),
        (line(published_at="0001-01-01T00:00:00+02:00"), "published_at: the year 1 is out of range"),
        (line(topics="Klimaschutz"), "topics: a list of at most 20 names is required"),
        (
            line(topics=[f"Thema {number}" for number in range(21)]),
            "topics: a list of at most 20 names is required",
        ),
        (line(topics=["gut", 7]), "topics[2]: text is required, not int"),
        (line(autor="x"), "unknown field: autor"),
        (b"x" * (16 * 1024 * 1024 + 1), "longer than 16,777,216 bytes"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_bad_line_is_named_and_stops_nothing(run, bad, reason):
    out, err = run(LINE, bad, line(id="ext-3", original_url=None))

    assert sorted(out.split(", ")) == ["1 refused", "2 new"]
    assert err.startswith(f"line 2: {reason}")
    assert Article.objects.count() == Body.objects.count() == 2


def test_a_topic_that_is_too_long_is_left_out_and_named_while_its_article_comes_in(run):
    """A shortened topic would be another one; the rest of the article is worth more than it."""
    lines = [line(topics=["Klimaschutz", "x" * 101, "Finanzen", "y" * 5_000])]

    out, err = run(*lines)

    assert out == "1 new, 2 topic left out"
    assert err.splitlines() == [
        "line 1: topics[2]: 101 characters, at most 100; left out",
        "line 1: topics[4]: 5,000 characters, at most 100; left out",
    ]
    names = [topic.name for topic in Article.objects.get().topics.order_by("name")]
    assert names == ["Finanzen", "Klimaschutz"]
    assert run(*lines)[0] == "1 unchanged, 2 topic left out"
    assert run(*lines, dry_run=True)[0].endswith("1 unchanged, 2 topic left out")


def test_a_dry_run_says_the_same_and_writes_nothing(run):
    lines = [LINE, LINE, line(teaser="Anders."), b"{", line(id="ext-9", original_url=None)]

    dry = run(*lines, dry_run=True)
    assert Article.objects.count() == Source.objects.count() == Topic.objects.count() == 0
    wet = run(*lines)

    assert dry[0] == f"dry run, nothing written: {wet[0]}"
    assert dry[1] == wet[1]


def test_empty_lines_and_a_byte_order_mark_are_no_trouble(run):
    assert run(b"\xef\xbb\xbf" + json.dumps(LINE).encode(), b"", b"   ") == ("1 new", "")


def test_a_missing_file_is_named(db, tmp_path):
    with pytest.raises(CommandError, match=r"nichts\.jsonl: No such file or directory"):
        call_command("import_articles", tmp_path / "nichts.jsonl")


def test_a_batch_costs_few_queries(run, django_assert_max_num_queries):
    lines = [
        line(id=f"ext-{n}", original_url=f"https://a.example/{n}", headline=f"Titel {n}")
        for n in range(120)
    ]

    # what was erased; savepoint and release; known by link; known by key; source (find, slug, make); articles,
    # bodies; topic (find, slug, make); their links; the content's
    # version (savepoint, raise, release). SQLite splits the bulk inserts.
    with django_assert_max_num_queries(28):
        run(*lines)

    assert Article.objects.count() == 120
