"""Programs that cut the article out of a page find headline, teaser and text, and never the wall."""

import json
import re

import pytest
import trafilatura
from lxml import html
from readability import Document

from articles.archive import Archive
from articles.models import Article
from articles.records import parse
from tests.papers import council_papers

WALL = ["Lesen Sie hier kostenlos weiter", "Kostenlos registrieren", "Jetzt einloggen"]
SOME = slice(None, None, 30)
PARAGRAPH = 100
"""Characters; shorter ones are letterheads and the like, which extractors may leave out."""


def by_trafilatura(page):
    return trafilatura.extract(page, favor_recall=True) or ""


def by_readability(page):
    return html.fromstring(Document(page).summary()).text_content()


def letters(text):
    """Letters and digits alone: programs break lines and set spaces as they like."""
    return "".join(re.findall(r"\w+", text))


@pytest.fixture
def papers(db):
    lines = [json.dumps(paper).encode() for paper in council_papers()[SOME]]
    Archive().store([parse(line) for line in lines])
    return list(Article.objects.order_by("pk"))


@pytest.mark.parametrize("extract", [by_trafilatura, by_readability])
class TestExtractors:
    def test_without_an_account(self, extract, client, papers):
        for article in papers:
            found = extract(client.get(article.get_absolute_url()).content.decode())

            assert letters(article.teaser) in letters(found), article
            assert [sentence for sentence in WALL if sentence in found] == [], article

    def test_members_find_the_text_too(self, extract, log_in, martha, papers):
        member = log_in(martha)
        for article in papers:
            page = member.get(article.get_absolute_url()).content.decode()
            paragraphs = [
                letters(paragraph.text_content())
                for paragraph in html.fromstring(page).cssselect(".body p")
            ]
            long = [paragraph for paragraph in paragraphs if len(paragraph) > PARAGRAPH]
            found = letters(extract(page))

            assert letters(article.teaser) in found, article
            assert [
                paragraph for paragraph in (long[:1] + long[-1:]) if paragraph not in found
            ] == []


def test_the_wall_stands_after_the_article(client, write):
    page = html.fromstring(client.get(write().get_absolute_url()).content.decode())

    (article,) = page.cssselect("article")
    (wall,) = page.cssselect("section.wall")
    assert article.getnext() is wall
    assert article.cssselect("h1, .lede, .source") != []
