"""Any text as the markup of a body: what comes out is what a newspaper text needs, and stays so."""

import html as stdlib_html
import re

import lxml.html
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles import html
from tests.properties.text import ODD, anything, words

pytestmark = pytest.mark.once
NAMES = [
    *sorted(html.TAGS), *sorted(html.REMOVED_WITH_CONTENT), "div", "span", "img", "form", "input",
    "button", "base", "meta", "link", "body", "html", "head", "plaintext", "xmp", "noembed", "select",
    "option", "mglyph", "annotation-xml", "foreignObject", "desc", "details", "font", "b", "i", "col",
]  # fmt: skip
ATTRIBUTES = [
    "href", "src", "onclick", "onerror", "style", "id", "name", "class", "start", "colspan",
    "xlink:href", "formaction", "action", "data", "target", "rel", "scope", "srcdoc",
]  # fmt: skip
ADDRESSES = [
    "javascript:alert(1)", " java\nscript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x",
    "https://a.example/b?c=d&e", "mailto:a@b.example", "tel:+49", "&#106;avascript:alert(1)", "#x",
]  # fmt: skip
values = st.sampled_from(ADDRESSES) | words
attributes = st.lists(st.builds(' {}="{}"'.format, st.sampled_from(ATTRIBUTES), values), max_size=3)
opening = st.builds(
    lambda name, given: f"<{name}{''.join(given)}>", st.sampled_from(NAMES), attributes
)
closing = st.builds("</{}>".format, st.sampled_from(NAMES))
pieces = opening | closing | words | st.sampled_from(
    ["<!--", "-->", "<![CDATA[", "]]>", "<?xml", "<!DOCTYPE html>", "&lt;script&gt;", "&amp;lt;p&amp;gt;", "<p", "<"]
)  # fmt: skip
soup = st.lists(pieces, max_size=12).map("".join)
markup = soup | anything


def elements(cleaned):
    return lxml.html.fragment_fromstring(cleaned, create_parent="div").iterdescendants()


@given(markup)
@example("<ul><li>" * 500)
@example("<table><tr><td><table><svg><style><a title='</style><img src=x onerror=alert(1)>'>")
def test_only_what_a_newspaper_text_needs_is_left(text):
    cleaned = html.clean(text)

    for element in elements(cleaned):
        assert element.tag in html.TAGS - {"h1"}
        assert set(element.attrib) <= html.ATTRIBUTES.get(element.tag, set()) | {"rel"}
        assert is_harmless(element.get("href", ""))
    assert "<script" not in cleaned.lower()


def is_harmless(address):
    """Whether a browser, which leaves out spaces and control characters, runs no script for it."""
    bare = "".join(character for character in address if character > " ")
    scheme = re.match("([a-z][a-z0-9+.-]*):", bare, re.IGNORECASE)
    return scheme is None or scheme[1].lower() in html.SCHEMES


@given(markup)
@example("<table>0")
def test_cleaning_again_changes_nothing(text):
    cleaned = str(html.clean(text))

    assert html.clean(str(cleaned)) == cleaned
    assert without_regions(html.render(cleaned)) == cleaned


def without_regions(rendered):
    """Without the elements in which wide tables scroll; a clean body has no other `div`."""
    return re.sub("</?div[^>]*>", "", rendered)


@given(st.text(alphabet=st.sampled_from("abcäöüßÄÖÜ0123 <>&\"'-–„“.,;:!?()/§%€" + "²½🏛")))
def test_what_a_body_says_is_kept(text):
    cleaned = html.clean(f"<p>{stdlib_html.escape(text)}</p>")

    assert html.text_of(cleaned) == " ".join(text.split())


@given(markup)
@example("<\u202e?")
def test_plain_text_stays_and_carries_no_markup(text):
    plain = str(html.plain_text(text))

    assert html.plain_text(str(plain)) == plain
    assert html.find_tag(plain) is None
    assert plain == " ".join(plain.split())
    assert not set(plain) & set("\0\x01\x07\x0b\x1f\x7f\u202e\u2067")


@given(st.text(alphabet=st.sampled_from("abcäöü <>&;" + ODD)))
def test_no_text_stops_a_message_about_a_tag(text):
    found = html.find_tag(text)

    assert found is None or found.isascii()
