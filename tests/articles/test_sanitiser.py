"""Markup is cleaned on every way in, and once more on the way out."""

import pytest
from django.db import connection

from articles import html
from articles.models import Article, Body

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<style>body{display:none}</style>",
    '<p style="position:fixed">x</p>',
    "<math><mtext><script>alert(1)</script></mtext></math>",
    '<form action="https://evil.example"><input name=password></form>',
    "<!-- <script>alert(1)</script> -->",
    '<p onclick="alert(1)">x</p>',
    '<base href="https://evil.example/">',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
]
DANGERS = ["<script", "onerror", "onload", "onclick", "javascript", "<iframe", "<style", "style=",
           "<svg", "<form", "<input", "<base", "<img", "<!--", "alert(1)</"]  # fmt: skip


def dangers_in(markup):
    return [danger for danger in DANGERS if danger in markup.lower()]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_are_removed(attack):
    assert dangers_in(html.clean(f"<p>davor</p>{attack}<p>danach</p>")) == []
    assert dangers_in(html.render(attack)) == []


@pytest.mark.parametrize(
    "good",
    [
        "<p>Ein <strong>Absatz</strong> mit <em>Betonung</em>.</p>",
        "<h2>Titel</h2><h3>Unter</h3>",
        "<ul><li>eins</li></ul>",
        '<ol start="3"><li>drei</li></ol>',
        "<blockquote><p>Zitat</p></blockquote>",
        "<table><tbody><tr><th>Jahr</th><td>2026</td></tr></tbody></table>",
        "<p>CO<sub>2</sub> und m<sup>2</sup></p>",
    ],
)
def test_what_a_text_needs_stays(good):
    assert html.clean(good) == good


def test_links_keep_their_address_and_lose_their_power():
    cleaned = html.clean('<p><a href="https://a.example/" target="_blank" onclick="x()">a</a></p>')

    assert cleaned == '<p><a href="https://a.example/" rel="noopener nofollow">a</a></p>'


def test_the_page_keeps_its_only_h1():
    assert html.clean("<h1>Titel</h1>") == "<h2>Titel</h2>"


def test_cleaning_twice_changes_nothing():
    for attack in ATTACKS:
        once = html.clean(attack)
        assert html.clean(once) == once


def test_every_way_in_is_cleaned(write):
    attack = "<p>Text</p><script>alert(1)</script>"
    article = write(body=attack)
    assert Body.objects.get(article=article).html == "<p>Text</p>"

    Body.objects.filter(article=article).update(html=attack)
    assert Body.objects.get(article=article).html == "<p>Text</p>"

    Body.objects.filter(article=article).delete()
    Body.objects.bulk_create([Body(article=article, html=attack)])
    assert Body.objects.get(article=article).html == "<p>Text</p>"

    Article.objects.filter(pk=article.pk).update(teaser="Gut <script>alert(1)</script> so")
    assert Article.objects.get(pk=article.pk).teaser == "Gut so"


def test_rendering_is_safe_whatever_the_row_holds(write, log_in, martha):
    article = write()
    with connection.cursor() as cursor:  # a road past every field and form
        cursor.execute(
            "UPDATE articles_body SET html = %s WHERE article_id = %s",
            ["<p>Text</p><img src=x onerror=alert(1)><script>alert(1)</script>", article.pk],
        )

    content = log_in(martha).get(article.get_absolute_url()).content.decode()

    assert '<div class="body" id="volltext"><p>Text</p></div>' in content


def test_a_page_costs_no_more_than_one_reading_by_nh3(write, client, monkeypatch):
    """A second of CPU for a million characters is spent when they come in, never for a reader."""
    article = write(body="<p>Text</p>", open_to_all=True)
    monkeypatch.setattr(html, "normalised", None)

    content = client.get(article.get_absolute_url()).content.decode()

    assert '<div class="body" id="volltext"><p>Text</p></div>' in content


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A < B und C > D", "A < B und C > D"),
        ("Müll &amp; Straße", "Müll & Straße"),
        ("<b>fett</b> und <script>alert(1)</script>weg", "fett und weg"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;x", "x"),
        ("&amp;lt;b&amp;gt;doppelt", "doppelt"),
        ("zwei\n  Zeilen\t hier", "zwei Zeilen hier"),
        ("Null\x00byte und \u202eumgekehrt", "Nullbyte und umgekehrt"),
        ("Mu\u0308ll", "Müll"),
        ("<\u202e?was>offen", "offen"),
        ("&lt;&#x202e;b>fett", "fett"),
        ("&amp;amp;amp;amp;amp;amp;lt;b>", "＆amp;lt;b>"),
    ],
)
def test_plain_text(text, plain):
    assert html.plain_text(text) == plain
    assert html.plain_text(plain) == plain


@pytest.mark.parametrize(
    "blank", ["", "<p></p>", "<p><br></p>", "<p>&nbsp;</p>", "<script>x</script>"]
)
def test_an_empty_editor_is_blank(blank):
    assert html.is_blank(html.clean(blank))


def test_what_stands_for_signs_within_is_harmless_without():
    """A row that reached the database by another road may hold these characters."""
    assert html.render("<p>\ue000lt;script>\ue001x</p>") == "<p>&amp;lt;script&gt;&nbsp;x</p>"
    link = '<a href="https://x.example/?a=1&amp;b=\xa0" rel="noopener nofollow">A &amp; B</a>'
    assert html.render(f"<p>{link}</p>") == f"<p>{link}</p>".replace("\xa0", "&nbsp;")
