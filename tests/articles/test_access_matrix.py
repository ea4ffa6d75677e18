"""Every kind of reader × every state of an article × every surface: who gets the body, who does not.

Each body holds a sentence that stands nowhere else.
"""

import json
import re
from datetime import timedelta

import pytest

from articles.models import Article
from tests.conftest import NOW, READERS
from web.cache_policy import PUBLIC, PUBLIC_UNTIL_CHANGED

SECRET = "Dreizehn Störche landeten auf dem Rathausdach."
BODY = f"<p>{SECRET}</p><h2>Zwischentitel nur im Volltext</h2>"
WORDS_OF_BODY = ["Störche", "Rathausdach", "Zwischentitel"]

STATES = {
    "published": {},
    "open": {"open_to_all": True},
    "scheduled": {"published_at": NOW + timedelta(hours=1)},
    "draft": {"state": Article.State.DRAFT, "published_at": None},
    "review": {"state": Article.State.REVIEW},
    "withdrawn": {"state": Article.State.WITHDRAWN},
}
STATUS = {
    "published": 200,
    "open": 200,
    "scheduled": 404,
    "draft": 404,
    "review": 404,
    "withdrawn": 410,
}
MAY_READ = {("published", "member"), ("published", "editor")} | {("open", r) for r in READERS}
EVERY_READER = pytest.mark.parametrize("reader", READERS, indirect=True)
EVERY_STATE = pytest.mark.parametrize("state", STATES)


@pytest.fixture
def article(write, state):
    return write("Störfall am Markt", body=BODY, **STATES[state])


def holds_body(response):
    text = response.content.decode() + str(response.headers)
    return [word for word in WORDS_OF_BODY if word in text]


@EVERY_STATE
@EVERY_READER
def test_page(reader, article, state, request):
    response = reader.get(article.get_absolute_url())

    assert response.status_code == STATUS[state]
    name = request.node.callspec.params["reader"]
    if (state, name) in MAY_READ:
        assert SECRET in response.content.decode()
        assert '<section class="wall"' not in response.content.decode()
    else:
        assert holds_body(response) == []
        assert ('<section class="wall"' in response.content.decode()) == (STATUS[state] == 200)
        assert 'class="body"' not in response.content.decode()
    shows_headline = "Störfall am Markt" in response.content.decode()
    assert shows_headline == (STATUS[state] == 200)


@EVERY_STATE
@EVERY_READER
def test_head(reader, article, state):
    response = reader.head(article.get_absolute_url())

    assert response.status_code == STATUS[state]
    assert response.content == b""
    assert holds_body(response) == []


@EVERY_STATE
@EVERY_READER
def test_headers(reader, article, state, request):
    response = reader.get(article.get_absolute_url())

    name = request.node.callspec.params["reader"]
    cache_control = response.headers["Cache-Control"]
    if name == "anonymous":
        state = request.node.callspec.params["state"]
        assert cache_control == (PUBLIC_UNTIL_CHANGED if state == "open" else PUBLIC)
        assert not response.cookies
    else:
        assert cache_control == "private, no-store"
        assert "ETag" not in response.headers
    assert "Cookie" in response.headers["Vary"]


@EVERY_STATE
@EVERY_READER
@pytest.mark.parametrize(
    "place",
    [
        "/", "/archiv/2026/11/22/", "/thema/klimaschutz/", "/quelle/stadt-altenbrueck/",
        "/suche/?q=Markt", "/suche/?q=Markt&sortierung=datum", "/suche/vorschlaege/?q=St%C3%B6rf",
        "/feed/", "/thema/klimaschutz/feed/", "/quelle/stadt-altenbrueck/feed/", "/sitemap-news.xml",
    ],
)  # fmt: skip
def test_lists(reader, article, state, place, write):
    write("Damit die Liste nie leer ist", published_at=NOW - timedelta(hours=2))

    response = reader.get(place)

    assert response.status_code == 200
    assert holds_body(response) == []
    text = re.sub("</?mark>", "", response.content.decode())
    assert ("Störfall am Markt" in text) == (STATUS[state] == 200)


@EVERY_READER
@pytest.mark.parametrize("state", ["published", "open"])
def test_structured_data(reader, article, state):
    content = reader.get(article.get_absolute_url()).content.decode()

    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', content)
    data, breadcrumbs = json.loads(script)["@graph"]
    assert [word for word in WORDS_OF_BODY if word in script] == []
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "Störfall am Markt"
    assert data["isAccessibleForFree"] is (state == "open")
    assert ("hasPart" in data) is (state == "published")
    assert breadcrumbs["@type"] == "BreadcrumbList"


def test_a_member_who_is_deactivated_loses_the_body_with_the_next_request(write, martha, log_in):
    article = write(body=BODY)
    client = log_in(martha)
    assert SECRET in client.get(article.get_absolute_url()).content.decode()

    martha.is_active = False
    martha.save()

    assert holds_body(client.get(article.get_absolute_url())) == []
