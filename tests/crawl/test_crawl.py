"""No link of the paper leads nowhere: the whole demo and 300 real papers, as each kind of reader.

Without an account every article, topic and source is opened, and some editions; for the others,
for whom lists are the same and only what stands around them differs, some pages of each kind.
Forms that change something are not sent.
"""

import lzma
from pathlib import Path

import pytest
from django.core.management import call_command

from articles.models import Article, Source, Topic
from tests.crawl.crawler import Crawler

PAPERS = Path(__file__).parents[1] / "data" / "council_papers.jsonl.xz"
pytestmark = [pytest.mark.slow, pytest.mark.once]
DEMO = 60
ALL = 10_000
ANONYMOUS = {
    **dict.fromkeys(["article", "topic", "source", "topic_feed", "source_feed", "picture"], ALL),
    "edition": 15,
    "month": 5,
}
STARTS = ["/", "/robots.txt", "/konto/", "/suche/?q=stadt", "/meine-ausgabe/"]


@pytest.fixture
def paper(db, settings, tmp_path):
    settings.DEMO = True
    call_command("demo", articles=DEMO, members=2, subscribers=2)
    settings.DEMO = False  # the addresses of this process are a real site's
    file = tmp_path / "papers.jsonl"
    file.write_bytes(lzma.decompress(PAPERS.read_bytes()))
    call_command("import_articles", file)
    assert Article.objects.published().count() >= DEMO + 300


def test_every_link_leads_somewhere(paper, browser, log_in, martha, arne, edda, adam):
    Article.objects.filter(state=Article.State.DRAFT).update(created_by=arne)
    crawler = Crawler(browser(), ANONYMOUS, otherwise=4)

    assert crawler.crawl(*STARTS) == [], "\n".join(crawler.faults)
    for name, model in [("article", Article), ("topic", Topic), ("source", Source)]:
        things = model.objects.published() if model is Article else model.objects.all()
        assert crawler.opened[name] == {thing.get_absolute_url() for thing in things}

    for reader in [martha, arne, edda, adam]:
        crawler = Crawler(log_in(reader), {"article": 20}, otherwise=2)
        starts = [*STARTS, "/redaktion/"] if reader.is_staff else STARTS
        assert crawler.crawl(*starts) == [], "\n".join(crawler.faults)
        assert bool(crawler.opened["admin:articles_article_change"]) == reader.is_staff
