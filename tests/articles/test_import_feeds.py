"""Feeds: a teaser is written, a full text is whole, and neither stands in for the other."""

from datetime import UTC, datetime

import pytest

from articles.importing import moments
from articles.models import Article, Body
from importing.report import Refused
from tests.articles.importing import EXPORTS, run  # noqa: F401 - a fixture

HEAD = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:media="http://search.yahoo.com/mrss/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Kreis Weidenau</title>"""
NO_BODY = "body: none; a feed of teasers has no full text to import"
NO_TEASER = "teaser: none; write an excerpt there"
CUT = "teaser: cut out of the full text by a machine"


def feed(*items):
    return f"{HEAD}{''.join(items)}</channel></rss>"


def item(teaser="Seit Montag offen.", body="<p>Der Landrat kam.</p>", **fields):
    fields = {
        "title": "Brücke",
        "link": "https://weidenau.example/b",
        "pubDate": "Mon, 02 Mar 2026 09:00:00 +0100",
    } | fields
    texts = "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value)
    teaser = f"<description><![CDATA[{teaser}]]></description>" if teaser else ""
    body = f"<content:encoded><![CDATA[{body}]]></content:encoded>" if body else ""
    return f"<item>{texts}{teaser}{body}</item>"


@pytest.mark.parametrize(
    ("teaser", "body", "reason"),
    [
        ("Seit Montag offen.", "", NO_BODY),
        ("", "<p>Der Landrat kam.</p>", NO_TEASER),
        ("<p> </p>", "<p>Der Landrat kam.</p>", NO_TEASER),
        ("", "", NO_BODY),
        ("Der Landrat [&#8230;]", "<p>Der Landrat kam.</p>", CUT),
        ("Etwas [...]", "<p>Der Landrat kam.</p>", CUT),
        ("Der Landrat&hellip;", "<p>Der <b>Landrat</b> kam.</p>", CUT),
        ("Der Landrat ...", "<p>Der Landrat kam.</p>", CUT),
        ("<p>Der Landrat kam.</p>", "<p>Der Landrat kam.</p>", f"{CUT}; write an excerpt"),
    ],
)
def test_an_item_without_two_written_texts_is_refused(run, teaser, body, reason):  # noqa: F811
    out, err = run(feed(item(), item(teaser, body, link="https://weidenau.example/c")))

    assert out == "1 new, 1 refused"
    assert err.startswith(f"item 2: line 3: {reason}")


@pytest.mark.parametrize("teaser", ["Kommt der Landrat …", "Der Landrat kam. Und nun?"])
def test_a_written_teaser_may_end_as_it_likes(run, teaser):  # noqa: F811
    assert run(feed(item(teaser)))[0] == "1 new"
    assert Article.objects.get().teaser == teaser


def test_what_wordpress_adds_below_a_text_is_left_out(run):  # noqa: F811
    run(EXPORTS / "rss.xml")

    article = Article.objects.get()
    assert article.teaser == "Seit Montag rollt der Verkehr & steht nicht mehr."
    assert Body.objects.get().html == "<p>Der Landrat gab die Brücke frei.</p>"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Stra&#223;e &amp; Weg", "Straße & Weg"),
        ("Stra&amp;szlig;e &amp;amp; Weg", "Straße & Weg"),
        ("&lt;em&gt;Die&lt;/em&gt; Stra&amp;szlig;e", "Die Straße"),
        ("<![CDATA[Die <b>Straße</b><script>x</script>]]>", "Die Straße"),
        ("Die\n   <b>Straße</b>", "Die Straße"),
        ("2 &lt; 3", "2 < 3"),
    ],
)
def test_a_title_is_plain_text_whatever_it_was_written_in(run, title, headline):  # noqa: F811
    assert run(feed(item(title=title)))[0] == "1 new"
    assert Article.objects.get().headline == headline


def test_xhtml_of_atom_keeps_its_markup(run):  # noqa: F811
    run(EXPORTS / "atom.xml")

    body = Body.objects.get(article__headline="Neue Kita & neuer Hort").html
    assert "<strong>einstimmig</strong> zu, 5 &lt; 6, <a href=" in body
    assert 'href="https://moosach.example/rat?a=1&amp;b=2"' in body


@pytest.mark.parametrize(
    "content",
    [
        '<content src="https://moosach.example/text"/>',
        '<content type="application/pdf">AAAA</content>',
    ],
)
def test_an_atom_text_that_is_none_is_no_body(run, content):  # noqa: F811
    entry = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Moosach</title><entry><title>Kita</title>'
        f"<updated>2026-05-02T10:00:00Z</updated><summary>Kurz.</summary>{content}</entry></feed>"
    )

    assert NO_BODY in run(entry)[1]


def test_elements_of_other_kinds_are_no_texts_of_the_item(run):  # noqa: F811
    others = (
        "<media:content url='x'><media:title>Bild</media:title></media:content>"
        "<image><title>Bild</title></image><atom:link rel='self' href='https://x.example/'/>"
    )

    run(feed(others, item().replace("<title>", f"{others}<title>")))

    article = Article.objects.get()
    assert (article.headline, article.source.name) == ("Brücke", "Kreis Weidenau")
    assert article.original_url == "https://weidenau.example/b"


@pytest.mark.parametrize(
    ("guid", "link"),
    [
        ("<guid>https://weidenau.example/g</guid>", "https://weidenau.example/g"),
        ('<guid isPermaLink="true">https://weidenau.example/g</guid>', "https://weidenau.example/g"),
        ('<guid isPermaLink="false">900</guid>', ""),
    ],
)  # fmt: skip
def test_an_identifier_is_a_link_where_it_says_so(run, guid, link):  # noqa: F811
    assert run(feed(item(link="").replace("<title>", f"{guid}<title>"))) == ("1 new", "")
    assert Article.objects.get().original_url == link


def test_an_identifier_that_does_not_fit_is_passed_over(run):  # noqa: F811
    for guid in ["x" * 201, "url:x", "text:x"]:
        file = feed(item().replace("<title>", f"<guid isPermaLink='false'>{guid}</guid><title>"))
        assert run(file)[1] == ""

    assert Article.objects.count() == 1


BERLIN_9 = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 02 Mar 2026 08:00:00 GMT", "Mon, 2 Mar 2026 08:00 Z", "02 Mar 2026 03:00:00 EST",
        "Mo, 02 Mär 2026 09:00:00 +0100", "Mo., 2. März 2026, 09:00 Uhr", "2. März 2026 09:00:00 MEZ",
        "Montag, 2. März 2026 09:00", "02.03.2026 09:00", "2.3.2026 09:00:00 CET",
        "2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00Z", "2026-03-02 09:00", "20260302T080000Z",
    ],
)  # fmt: skip
def test_dates_in_english_german_and_iso_are_read(text):
    assert datetime.fromisoformat(moments.iso(text)) == BERLIN_9


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1. Juli 2026 09:00", datetime(2026, 7, 1, 7, tzinfo=UTC)),
        ("1. Juli 2026", datetime(2026, 6, 30, 22, tzinfo=UTC)),
        ("Mi, 01 Okt 2025 09:00:00 MESZ", datetime(2025, 10, 1, 7, tzinfo=UTC)),
        ("2026-07-01", datetime(2026, 6, 30, 22, tzinfo=UTC)),
    ],
)
def test_without_an_offset_the_paper_s_own_time_counts(text, expected):
    assert datetime.fromisoformat(moments.iso(text)) == expected


@pytest.mark.parametrize(
    "text",
    ["", "gestern", "31.02.2026", "02 Foo 2026 09:00", "Mon, 02 Mar 2026 25:00:00 GMT", "99999999",
     "Mon, 02 Mar 2026 09:00:00 XYZ", "0001-01-01T00:00:00+14:00", "1" * 101, "02 Mar 2026 \0"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text):
    with pytest.raises(Refused, match=r"^published_at: "):
        moments.iso(text)


def test_an_item_without_a_date_is_refused(run):  # noqa: F811
    assert run(feed(item(pubDate="")))[1] == "item 1: line 3: published_at: is required"
