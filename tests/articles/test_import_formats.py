"""Every format that `import_articles` reads comes to the same articles, verdicts and refusals."""

import json

import pytest
from django.core.management import CommandError

from articles.models import Article, Body, Source
from tests.articles.importing import EXPORTS, run  # noqa: F401 - a fixture
from tests.articles.test_import_articles import LINE

TEXTS = {
    "headline": "Brücke & Wehr sind offen",
    "teaser": "Seit Montag rollt der Verkehr.",
    "body": "<p>Der Landrat gab die Brücke <strong>frei</strong>.</p>",
    "source": "Kreis Weidenau",
    "link": "https://weidenau.example/bruecke/",
    "id": "https://weidenau.example/?p=900",
    "moment": "2026-03-02T08:00:00+00:00",
    "topic": "Verkehr",
}
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>{source}</title><link>https://weidenau.example/</link>
<item><title>{headline}</title><link>{link}</link><guid isPermaLink="false">{id}</guid>
<pubDate>Mo, 02 Mär 2026 09:00:00 +0100</pubDate><category>{topic}</category>
<description>{teaser}</description>
<content:encoded><![CDATA[{body}]]></content:encoded></item></channel></rss>"""
RDF = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://weidenau.example/"><title>{source}</title>
<link>https://weidenau.example/</link></channel>
<item rdf:about="{link}"><title>{headline}</title><link>{link}</link><guid>{id}</guid>
<dc:date>2026-03-02T09:00:00+01:00</dc:date><category>{topic}</category>
<description>{teaser}</description><content:encoded><![CDATA[{body}]]></content:encoded></item>
</rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>{source}</title>
<link href="https://weidenau.example/"/><entry><title type="html">{headline}</title>
<link rel="alternate" href="{link}"/><id>{id}</id><published>2026-03-02T08:00:00Z</published>
<category term="{topic}"/><summary>{teaser}</summary>
<content type="html"><![CDATA[{body}]]></content></entry></feed>"""
WXR = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>{source}</title>
<link>https://weidenau.example/</link><wp:wxr_version>1.2</wp:wxr_version>
<item><title><![CDATA[{headline}]]></title><link>{link}</link><guid isPermaLink="false">{id}</guid>
<description></description><content:encoded><![CDATA[<!-- wp:paragraph -->{body}]]></content:encoded>
<excerpt:encoded><![CDATA[{teaser}]]></excerpt:encoded>
<wp:post_date_gmt>2026-03-02 08:00:00</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type>
<category domain="category" nicename="x"><![CDATA[{topic}]]></category></item></channel></rss>"""


def xml(template):
    return lambda texts: template.format_map(
        texts | {"headline": texts["headline"].replace("&", "&amp;"), "id": texts["id"]}
    ).encode()


def ghost(texts):
    post = {
        "id": "1", "uuid": texts["id"], "title": texts["headline"].replace("&", "&amp;"), "html": texts["body"],
        "custom_excerpt": texts["teaser"], "canonical_url": texts["link"], "type": "post",
        "status": "published", "visibility": "public", "published_at": "2026-03-02T08:00:00.000Z",
    }  # fmt: skip
    data = {
        "posts": [post],
        "tags": [{"id": "7", "name": texts["topic"]}],
        "posts_tags": [{"post_id": "1", "tag_id": "7"}],
        "settings": [{"key": "title", "value": texts["source"]}],
    }
    return json.dumps({"db": [{"meta": {"version": "5.75.2"}, "data": data}]}, indent=1).encode()


def json_lines(texts):
    line = {
        "id": texts["id"], "headline": texts["headline"], "teaser": texts["teaser"], "body": texts["body"],
        "source": {"name": texts["source"]}, "original_url": texts["link"], "topics": [texts["topic"]],
        "published_at": texts["moment"],
    }  # fmt: skip
    return json.dumps(line).encode()


FORMATS = {
    "RSS 2": xml(RSS),
    "RSS 1": xml(RDF),
    "Atom": xml(ATOM),
    "WordPress": xml(WXR),
    "Ghost": ghost,
    "JSON Lines": json_lines,
}
every_format = pytest.mark.parametrize("write", FORMATS.values(), ids=FORMATS)


@every_format
def test_an_article_arrives_whole(run, write):  # noqa: F811 - the fixture
    assert run(write(TEXTS)) == ("1 new", "")

    article = Article.objects.get()
    assert (article.headline, article.teaser) == (TEXTS["headline"], TEXTS["teaser"])
    assert Body.objects.get().html == TEXTS["body"]
    assert (article.source.name, article.original_url) == (TEXTS["source"], TEXTS["link"])
    assert article.published_at.isoformat() == TEXTS["moment"]
    assert [topic.name for topic in article.topics.all()] == [TEXTS["topic"]]
    assert article.is_published


@every_format
def test_running_it_again_changes_nothing(run, write):  # noqa: F811
    run(write(TEXTS))
    before = list(Article.objects.values())

    assert run(write(TEXTS)) == ("1 unchanged", "")
    assert list(Article.objects.values()) == before


@every_format
def test_what_the_source_changed_is_changed(run, write):  # noqa: F811
    run(write(TEXTS))

    assert run(write(TEXTS | {"teaser": "Seit Dienstag."})) == ("1 changed", "")
    assert Article.objects.get().teaser == "Seit Dienstag."


@every_format
def test_a_dry_run_says_the_same_and_writes_nothing(run, write):  # noqa: F811
    assert run(write(TEXTS), dry_run=True) == ("dry run, nothing written: 1 new", "")
    assert not Article.objects.exists()
    assert not Source.objects.exists()


@every_format
def test_a_body_is_sanitised(run, write):  # noqa: F811
    run(write(TEXTS | {"body": '<p onclick="x">Frei</p><script>alert(1)</script>'}))

    assert Body.objects.get().html == "<p>Frei</p>"


@every_format
@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"body": "<p>" + "x" * 1_000_001 + "</p>"}, " characters, at most 1,000,000"),
        ({"teaser": "x" * 2_001}, "teaser: 2,001 characters, at most 2,000"),
        ({"headline": "x" * 251}, "headline: 251 characters, at most 250"),
        ({"headline": ""}, "headline: is required"),
        ({"topic": "x" * 101}, "topics[1]: 101 characters, at most 100; left out"),
        ({"link": "javascript:alert(1)"}, "original_url: no address that starts with http(s)://"),
    ],
    ids=["body", "teaser", "headline", "no headline", "topic", "link"],
)
def test_bounds_are_the_same(run, write, changed, reason):  # noqa: F811
    out, err = run(write(TEXTS | changed))

    assert reason in err
    assert out == ("1 new, 1 topic left out" if "topic" in changed else "1 refused")


@every_format
def test_the_same_article_is_the_same_in_every_format(run, write):  # noqa: F811
    run(json_lines(TEXTS))

    assert "1 new" not in run(write(TEXTS | {"id": "other"}))[0]
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "verdicts"),
    [
        ("wordpress.xml", "2 new, 2 refused, 1 not published, left out, 2 no post, left out"),
        ("rss.xml", "1 new, 3 refused"),
        ("atom.xml", "2 new"),
        ("ghost.json", "2 new, 2 refused, 1 no post, left out, 1 not published, left out"),
    ],
)
def test_exports_as_programs_write_them(run, client, name, verdicts):  # noqa: F811
    assert run(EXPORTS / name)[0] == verdicts
    again = run(EXPORTS / name)[0]

    assert again == verdicts.replace("new", "unchanged")
    for article in Article.objects.all():
        assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("write", [xml(RSS), xml(WXR), xml(ATOM), ghost])
def test_a_source_can_be_named(run, write):  # noqa: F811
    run(write(TEXTS), source="Landkreis Weidenau")

    assert Article.objects.get().source.name == "Landkreis Weidenau"


@pytest.mark.parametrize("write", [xml(RSS), xml(WXR), xml(ATOM), ghost])
def test_without_a_source_each_item_is_refused_until_one_is_named(run, write):  # noqa: F811
    nameless = write(TEXTS | {"source": ""})

    out, err = run(nameless)

    assert out == "1 refused"
    assert err.endswith("source: the file names none before its first item; say --source NAME")
    assert run(nameless, source="Kreis Weidenau") == ("1 new", "")


def test_json_lines_name_their_sources_themselves(run):  # noqa: F811
    with pytest.raises(CommandError, match="each line of JSON Lines names its source"):
        run(json.dumps(LINE), source="Kreis Weidenau")
    assert not Article.objects.exists()


def test_a_page_that_is_no_feed_is_refused(run):  # noqa: F811
    out, err = run("<html><head><title>404</title></head></html>")

    assert out == "1 refused"
    assert err.startswith("item 1: neither RSS, Atom nor a WordPress export: <html>")
