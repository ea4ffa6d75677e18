"""WordPress exports: published posts alone, and their texts as WordPress shows them."""

import pytest

from articles.html import clean
from articles.importing.wordpress import without_blocks
from articles.models import Article, Body
from tests.articles.importing import EXPORTS, run  # noqa: F401 - a fixture


def test_posts_that_are_published_come_in(run):  # noqa: F811
    out, err = run(EXPORTS / "wordpress.xml")

    assert out == "2 new, 2 refused, 1 not published, left out, 2 no post, left out"
    assert [line[:50] for line in err.splitlines()] == [
        "item 3: line 116: teaser: none; write an excerpt t",
        "item 4: line 127: protected by a password there; r",
    ]
    assert set(Article.objects.values_list("headline", flat=True)) == {
        "Abwärme für 300 Wohnungen & eine Schule",
        "Bäder im Winter",
    }


def test_categories_are_topics_and_tags_are_none(run):  # noqa: F811
    run(EXPORTS / "wordpress.xml")

    heat, baths = Article.objects.order_by("-published_at")
    assert [topic.name for topic in heat.topics.all()] == ["Wärme & Energie"]
    assert not baths.topics.exists()  # "Allgemein" is WordPress's word for none


def test_a_post_without_its_time_in_utc_stands_in_the_paper_s_own(run):  # noqa: F811
    run(EXPORTS / "wordpress.xml")

    times = Article.objects.order_by("published_at").values_list("published_at", flat=True)
    assert [time.isoformat() for time in times] == [
        "2025-12-01T06:00:00+00:00",
        "2026-07-14T07:30:00+00:00",
    ]


def test_blocks_come_without_their_comments(run):  # noqa: F811
    run(EXPORTS / "wordpress.xml")

    html = Body.objects.get(article__headline__startswith="Abwärme").html
    assert html == (
        '<p>Die Kläranlage heizt ab Herbst das <a href="https://www.stadtwerke-altenbrueck.example'
        '/quartier/" rel="noopener nofollow">Quartier</a>.</p><h2>Die Leitung</h2>'
        "<ul><li>zwei Kilometer lang</li></ul>"
    )


def test_the_classic_editor_s_empty_lines_are_paragraphs(run):  # noqa: F811
    run(EXPORTS / "wordpress.xml")

    html = Body.objects.get(article__headline="Bäder im Winter").html
    assert html == (
        "<p>Das Hallenbad öffnet [sic] früher.</p><p>Das Becken<br>Eintritt: 4 Euro<br>Kinder: frei"
        "</p><p><strong>Neu:</strong> die Sauna</p>"
    )


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ('a [gallery ids="1,2"] b', "<p>a b</p>"),
        ("a [gallery] b", "<p>a b</p>"),
        ("a [gallery/] b", "<p>a b</p>"),
        ("a [vc_row]<b>x</b>[/vc_row] b", "<p>a <strong>x</strong> b</p>"),
        ("[note]a[/note]", "<p>a</p>"),
        ('[contact-form-7 id="12" title="Fragen [neu"] a', None),
        ("a [[gallery]] b", "<p>a [gallery] b</p>"),
        ("a [sic] b", "<p>a [sic] b</p>"),
        ("[Anm. d. Red.] a [1] [...] [siehe unten]", "<p>[Anm. d. Red.] a [1] [...] [siehe unten]</p>"),
        ("a\r\n\r\nb\r\nc", "<p>a</p><p>b<br>c</p>"),
        ("a\n\n<ul>\n<li>b</li>\n</ul>\n\nc", "<p>a</p><ul><li>b</li></ul><p>c</p>"),
        ("<!-- wp:paragraph -->\n<p>a\nb</p>\n<!-- /wp:paragraph -->", "<p>a b</p>"),
        ("a<!--more-->b", "<p>ab</p>"),
        ("<!-- wp:shortcode -->\n[x]\n<!-- /wp:shortcode --><!-- wp:x --><p>a</p>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_shortcodes_go_and_brackets_of_prose_stay(stored, shown):
    cleaned = clean(without_blocks(stored))

    assert cleaned == (shown or cleaned)
    assert "contact-form-7 id" not in cleaned or shown is None
