"""Any question, any cookie, any address: an answer of the site's."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.search import query
from tests.hostile.requests import Judge, Part, Request, Visitor
from tests.hostile.values import Value
from tests.properties.text import anything

pytestmark = pytest.mark.django_db

STRANGER = Visitor("anonymous", "", ())
questions = anything | st.lists(
    st.sampled_from(['"', "-", "„", "“", "Haus", "häuser", "und", "*", "(", ")", "OR", "NEAR", ":", "^", " "])
).map("".join)  # fmt: skip
BYTES = st.binary(max_size=60)


@pytest.fixture(autouse=True)
def article(write):
    return write("Häuser an der Straße")


@pytest.fixture
def judge():
    return Judge(())


@given(questions)
def test_any_text_is_a_question(text):
    asked = query.parse(text)

    assert query.parse(asked.text) == asked or asked.is_shortened
    assert len(asked.text) <= query.LONGEST


@given(questions)
@example("\0")
@example("\ud7ff\ue000")
def test_any_question_is_answered(client, text):
    assert client.get("/suche/", {"q": text}).status_code == 200
    assert client.get("/suche/vorschlaege/", {"q": text}).status_code == 200


@given(st.sampled_from(["sitzung", "csrf", "messages", "x"]), BYTES, st.booleans())
def test_any_cookie(judge, name, content, is_quoted):
    part = Part("quoted cookie" if is_quoted else "cookie", name, Value("any", content))
    requests = [
        Request("any", STRANGER, method, path, (part,), fields=())
        for method, path in [("GET", "/"), ("GET", "/konto/"), ("POST", "/konto/login/")]
    ]

    judge.acquits(requests)


@given(BYTES, BYTES)
def test_any_address(judge, path, query):
    part = Part("query", "q", Value("any", query))
    place = "/" + path.decode("latin-1")

    judge.acquits([Request("any", STRANGER, "GET", place, (part,))])
