"""What a page that is rendered once per audience costs: few queries, and bounded memory."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.articles.test_access_matrix import BODY, SECRET
from tests.web.test_audiences import text
from web import audiences
from web.page_store import PageStore, store


class TestWhatItCosts:
    def test_a_member_reads_a_kept_article_with_few_queries(self, log_in, martha, write):
        address = write(body=BODY).get_absolute_url()
        member = log_in(martha)
        member.get(address)

        with CaptureQueriesContext(connection) as asked:
            assert SECRET in text(member.get(address))

        # session; user; what decides about access; has the member saved it?
        assert len(asked) == 4
        assert [sql["sql"] for sql in asked if not sql["sql"].lstrip().startswith("SELECT")] == []

    @pytest.mark.parametrize("place", ["/", "/archiv/", "/archiv/2026/11/22/", "/datenschutz/"])
    def test_kept_lists_cost_a_member_session_and_user(self, log_in, martha, write, place):
        write()
        member = log_in(martha)
        member.get(place)

        with CaptureQueriesContext(connection) as asked:
            member.get(place)

        assert len(asked) == 2  # session, user


def test_memory_is_bounded_and_the_least_recently_used_page_goes_first(
    log_in, martha, write, monkeypatch
):
    one, two, three = (write(f"Artikel {n}").get_absolute_url() for n in range(3))
    member = log_in(martha)
    member.get(one)
    small = PageStore(store.bytes_used * 5 // 2)
    monkeypatch.setattr(audiences, "store", small)

    def is_rendered(address):
        with CaptureQueriesContext(connection) as asked:
            member.get(address)
        return any("articles_source" in query["sql"] for query in asked)

    assert [is_rendered(place) for place in (one, two, one, three)] == [True, True, False, True]
    assert [is_rendered(place) for place in (one, three, two)] == [False, False, True]
    assert small.bytes_used <= small.max_bytes
