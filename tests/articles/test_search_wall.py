"""Search tells nobody what they may not read: not by hits, counts, order, marks, or suggestions."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Body, Term
from tests.articles.reading import headlines, search, walk

SECRET = "<p>Dreizehn Störche landeten auf dem Rathausdach.</p>"
OF_BODIES = ("articles_body", "articles_full", f'"scope" = {Term.Scope.ALL}')
"""Tables, and a part of one, that know words of bodies."""


def _without_values(sql):
    return re.sub(r"'(?:[^']|'')*'|\bs[0-9]+_x[0-9]+\b|\b[0-9]+\b", "?", sql)


class TestTheWall:
    @pytest.fixture
    def article(self, write):
        return write("Störung am Markt", body=SECRET)

    def test_members_find_what_stands_in_bodies(self, log_in, martha, article):
        assert search(log_in(martha), "Rathausdach") == ["Störung am Markt"]
        assert search(log_in(martha), "Störung Rathausdach") == ["Störung am Markt"]

    @pytest.mark.parametrize(
        "question",
        ["{}", "markt {}", "-{} markt", '"{} markt"', "{} -markt"],
    )
    @pytest.mark.parametrize("address", ["/suche/", "/suche/vorschlaege/"])
    @pytest.mark.parametrize("more", [{}, {"sortierung": "datum"}, {"zeit": "woche"}])
    def test_a_word_of_a_body_is_like_one_that_exists_nowhere(
        self, client, article, question, address, more
    ):
        """Not a byte differs but the word itself."""
        known = client.get(address, {"q": question.format("Rathausdach"), **more})
        unknown = client.get(address, {"q": question.format("Kathausdach"), **more})

        assert known.content.replace(b"Rathausdach", b"Kathausdach") == unknown.content
        assert known.headers.items() - unknown.headers.items() <= {("ETag", known.headers["ETag"])}

    @pytest.mark.parametrize("address", ["/suche/", "/suche/vorschlaege/"])
    def test_no_query_of_the_database_reads_what_bodies_hold(self, client, article, address):
        """So the time of an answer tells nothing either: each asks the same of public words alone."""
        statements = {}
        for word in ("Rathausdach", "Kathausdach"):
            with CaptureQueriesContext(connection) as queries:
                client.get(address, {"q": word})
            statements[word] = [query["sql"] for query in queries]

        asked = " ".join(statements["Rathausdach"])
        assert "articles_public" in asked
        assert [name for name in OF_BODIES if name in asked] == []
        known, unknown = (list(map(_without_values, each)) for each in statements.values())
        assert known == unknown

    def test_a_members_pages_repeat_nothing(self, log_in, martha, write):
        for number in range(25):
            write(f"Brücke {number}", body="<p>Damm</p>")
        for number in range(25):
            write(f"Damm {number}", body="<p>Brücke und Brücke</p>" * number)

        seen, pages = walk(log_in(martha), "/suche/?q=Br%C3%BCcke")

        assert pages == 3
        assert len(seen) == len(set(seen)) == 49

    def test_what_a_member_excludes_may_stand_in_a_body(self, log_in, martha, article, write):
        write("Störung am Bahnhof")

        assert search(log_in(martha), "Störung -Rathausdach") == ["Störung am Bahnhof"]
        page = log_in(martha).get("/suche/", {"q": "Störung -Rathausdach"}).page
        assert "1 Treffer" in page.words

    @pytest.mark.parametrize("reader", ["anonymous", "unverified", "deactivated"], indirect=True)
    def test_who_may_not_read_searches_public_words(self, reader, article):
        page = reader.get("/suche/", {"q": "Störche"})

        assert headlines(page) == []
        assert "Keine Treffer" in page.page.words

    @pytest.mark.parametrize("q", ["Markt", "Störche", ""])
    def test_the_bodies_table_is_not_touched(self, client, article, q):
        with CaptureQueriesContext(connection) as asked:
            client.get("/suche/", {"q": q})
            client.get("/suche/vorschlaege/", {"q": q})

        tables = (Body._meta.db_table, "articles_fullterms", "articles_fullentry")
        sql = " ".join(query["sql"] for query in asked)
        assert [table for table in tables if table in sql] == []

    def test_a_members_page_is_kept_by_nobody(self, log_in, martha, article):
        response = log_in(martha).get("/suche/", {"q": "Störche"})

        assert response.headers["Cache-Control"] == "private, no-store"
