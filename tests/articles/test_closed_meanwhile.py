"""An article that is closed, with another text, while somebody's page of it is made."""

import pytest

from articles import cards
from articles.models import Article, Body
from articles.views import search as search_view
from tests.articles.reading import headlines
from web.cache_policy import PUBLIC_UNTIL_CHANGED

OPEN, SECRET = "<p>Das Rathaus ist offen.</p>", "<p>Im Rathaus landeten Störche.</p>"


@pytest.fixture
def meanwhile(monkeypatch):
    """Do something between the question who may read and the reading of the text, once."""

    def meanwhile(module, name, act):
        original = getattr(module, name)
        acts = [act]

        def acting(*arguments, **options):
            if acts:
                acts.pop()()
            return original(*arguments, **options)

        monkeypatch.setattr(module, name, acting)

    return meanwhile


def close(article, **fields):
    def act():
        Body.objects.filter(pk=article.pk).update(html=SECRET)
        Article.objects.filter(pk=article.pk).update(**{"open_to_all": False} | fields)

    return act


@pytest.mark.parametrize("cookies", [{}, {"messages": "x"}, {"sitzung": "abcdefgh"}], ids=repr)
def test_who_may_read_and_the_text_come_from_one_moment(client, write, meanwhile, cookies):
    article = write("Störung", body=OPEN, open_to_all=True)
    meanwhile(cards, "address", close(article))
    client.cookies.load(cookies)

    page = client.get(article.get_absolute_url())

    assert page.status_code == 200
    assert '<section class="wall"' in page.content.decode()
    assert "Störche" not in page.content.decode()
    assert page.headers["Cache-Control"] != PUBLIC_UNTIL_CHANGED


def test_a_member_reads_on(log_in, martha, write, meanwhile):
    article = write("Störung", body=OPEN, open_to_all=True)
    meanwhile(cards, "address", close(article))

    page = log_in(martha).get(article.get_absolute_url())

    assert "Störche" in page.content.decode()


@pytest.mark.parametrize("state", [Article.State.DRAFT, Article.State.WITHDRAWN])
def test_nobody_reads_what_is_public_no_more(log_in, martha, write, meanwhile, state):
    article = write("Störung", body=OPEN, open_to_all=True)
    meanwhile(cards, "address", close(article, state=state))

    page = log_in(martha).get(article.get_absolute_url())

    assert page.status_code == (410 if state == Article.State.WITHDRAWN else 404)


def test_a_search_shows_no_passage_of_it(log_in, martha, write, meanwhile):
    article = write("Störung", body=OPEN)
    close_it = close(article, state=Article.State.DRAFT)
    meanwhile(search_view, "_bodies", close_it)

    page = log_in(martha).get("/suche/", {"q": "Rathaus"})

    assert headlines(page) == ["Störung"]
    assert "Störche" not in page.content.decode()
