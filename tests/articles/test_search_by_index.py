"""On PostgreSQL a search asks the index of terms, however common the words are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.search.effort import bounded
from articles.search.matching import ask
from articles.search.query import parse
from tests.articles.reading import search

pytestmark = pytest.mark.postgresql


def shown(setting):
    with connection.cursor() as cursor:
        cursor.execute(f"SHOW {setting}")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("full", [False, True])
def test_common_words_do_not_make_it_read_all_terms(write, full):
    for number in range(20):
        write(f"Stadtrat {number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    with bounded():
        plan = ask(parse("Stadtrat"), full=full).among(Article.objects.published()).explain()

    assert "Seq Scan" not in plan
    assert ("full_entry_terms" if full else "public_entry_terms") in plan


def test_no_search_asks_for_a_single_row_of_what_the_index_finds(client, write):
    """For one row PostgreSQL goes through the articles, and for each through all that was found."""
    write("Stadtrat tagt")

    with CaptureQueriesContext(connection) as queries:
        search(client, "Stadtrat Qwrtzplk")
        search(client, "Stadtrad")

    by_index = [query["sql"] for query in queries if "@@" in query["sql"]]
    assert len(by_index) > 5
    assert [sql for sql in by_index if sql.endswith("LIMIT 1")] == []


@pytest.mark.django_db(transaction=True)
def test_other_questions_on_that_connection_are_planned_as_ever(client, write):
    before = shown("enable_seqscan"), shown("jit")
    write("Stadtrat tagt")

    assert search(client, "stadtrat") == ["Stadtrat tagt"]
    assert client.get("/suche/", {"q": "stadtrat", "seite": "99"}).status_code == 404

    assert (shown("enable_seqscan"), shown("jit")) == before == ("on", "on")


def test_what_is_excluded_is_looked_for_in_the_hits_alone(log_in, martha, write):
    """One question to both indexes costs the product of what they find."""
    write("Stadtrat tagt", body="<p>Im Rathaus.</p>")
    write("Stadtrat ruht")
    reader = log_in(martha)

    with CaptureQueriesContext(connection) as queries:
        assert search(reader, "Stadtrat -Rathaus") == ["Stadtrat ruht"]

    asked = [query["sql"] for query in queries]
    assert any("articles_full" in sql for sql in asked)
    assert [sql for sql in asked if "articles_public" in sql and "articles_full" in sql] == []
