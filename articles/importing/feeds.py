"""Items of RSS, Atom and WordPress exports as fields of the article format.

Neither text stands in for the other: a teaser is written for everybody and never cut out of the
body, and what carries teasers only has no body.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from articles.html import plain_text
from articles.importing import moments, xml_items
from articles.importing.items import Item, LeftOut
from articles.importing.wordpress import without_blocks
from articles.importing.xml_items import Element, is_text
from articles.models import Article, Source
from articles.records import is_address
from articles.tokens import text_in
from importing.limits import max_length_of
from importing.report import Refused

NO_BODY = (
    "body: none; a feed of teasers has no full text to import: ask its source for one with the "
    "full text (content:encoded in RSS, content in Atom)"
)
NO_TEASER = (
    "teaser: none; write an excerpt there (“Textauszug” in WordPress, “Excerpt” in Ghost) and export "
    "again: a teaser is written, never cut out of the full text"
)
CUT_TEASER = (
    "teaser: cut out of the full text by a machine; write an excerpt there (“Textauszug” in WordPress, "
    "“Excerpt” in Ghost) and export again"
)
NO_SOURCE = "source: the file names none before its first item; say --source NAME"
_NO_TOPICS = {"uncategorized", "allgemein", "unkategorisiert"}
"""What WordPress calls having no category."""

_FOOTER = re.compile(
    r"<p>(?:Der Beitrag|The post) <a [^<>]*+>[^<]*+</a> (?:erschien zuerst auf|appeared first on) "
    r"<a [^<>]*+>[^<]*+</a>\.</p>\s*+$"
)
"""WordPress adds it to both texts of a feed."""

_CUT = ("[…]", "[...]")
_PERHAPS_CUT = ("…", "...")


def items(file: BinaryIO, source: str) -> Iterator[Item]:
    """The items of a feed or WordPress export; `source`, if given, is the source of all of them."""
    for found in xml_items.items(file):
        element = found.element
        if not isinstance(element, Element):
            yield Item(found.size, element)
            continue
        content: dict[str, Any] | Refused | LeftOut
        former = ""
        try:
            former = _link(element)
            content = _content(element, found.site, source)
        except Refused as refusal:
            content = refusal
        yield Item(found.size, content, f"line {element.line}: ", former)


def _content(element: Element, site: Element, source: str) -> dict[str, Any] | LeftOut:
    """Raises Refused."""
    if element.all("wp:post_type"):
        if element.text("wp:post_type") != "post":
            return LeftOut.NO_POST
        if element.text("wp:status") != "publish":
            return LeftOut.NOT_PUBLISHED
        if element.text("wp:post_password"):
            raise Refused("protected by a password there; remove it and export again")
        teaser = element.text("excerpt:encoded")
        body = without_blocks(element.text("content:encoded"))
    else:
        teaser = element.text("description", "summary")
        body = element.text("content:encoded") or _atom_body(element)
    link = _link(element)
    return {
        "id": _identifier(element),
        "headline": words(element.text("title")),
        **texts(_FOOTER.sub("", teaser), _FOOTER.sub("", body)),
        "source": _source(site, source),
        "original_url": link,
        "topics": _topics(element),
        "published_at": _moment(element),
    }


def words(markup: str) -> str:
    """The words of a title or teaser that may hold HTML; character references are read once."""
    return " ".join(text_in(markup).split())


def texts(teaser: str, body: str) -> dict[str, str]:
    """Teaser and body, both of them written. Raises Refused."""
    teaser = words(teaser)
    if not body:
        raise Refused(NO_BODY)
    if not teaser:
        raise Refused(NO_TEASER)
    begins = words(body)
    cut = next((mark for mark in (*_CUT, *_PERHAPS_CUT) if teaser.endswith(mark)), "")
    if cut in _CUT or (cut and begins.startswith(teaser.removesuffix(cut).rstrip())):
        raise Refused(CUT_TEASER)
    if teaser == begins:
        raise Refused(f"{CUT_TEASER}: it is all of it")
    return {"teaser": teaser, "body": body}


def _atom_body(element: Element) -> str:
    return next((str(text) for text in element.all("content") if is_text(text)), "")


def _link(element: Element) -> str:
    """To the article there: RSS names it in `link`, or in `guid`; Atom in an attribute."""
    if link := element.text("link"):
        return link
    for text in element.all("href"):
        if text.attributes.get("rel", "alternate") == "alternate":
            return text.attributes.get("href", "").strip()
    guids = element.all("guid")
    if guids and guids[0].attributes.get("isPermaLink", "true") == "true":
        return str(guids[0])
    return ""


def _identifier(element: Element) -> str | None:
    """None for one that this site cannot keep: then the link identifies the article."""
    given = plain_text(element.text("guid", "id"))
    fits = len(given) <= max_length_of(Article, "external_id")
    return given if given and fits and not given.startswith(("url:", "text:")) else None


def _source(site: Element, name: str) -> dict[str, str]:
    name = name or words(site.text("title"))
    if not name:
        raise Refused(NO_SOURCE)
    link = site.text("link")
    if not link:
        links = (text.attributes for text in site.all("href"))
        pages = (each for each in links if each.get("rel", "alternate") == "alternate")
        link = next((each.get("href", "").strip() for each in pages), "")
    is_usable = len(link) <= max_length_of(Source, "url") and is_address(link)
    return {"name": name, "url": link if is_usable else ""}


def _topics(element: Element) -> list[str]:
    """Categories; WordPress has its tags in the same element."""
    names = []
    for text in element.all("category"):
        is_category = text.attributes.get("domain", "category") == "category"
        if not element.all("wp:post_type"):
            is_category = True
        name = words(text.attributes.get("label") or text.attributes.get("term") or str(text))
        if is_category and name and name.casefold() not in _NO_TOPICS:
            names.append(name)
    return names


def _moment(element: Element) -> str:
    if (gmt := element.text("wp:post_date_gmt")) and not gmt.startswith("0000"):
        return moments.utc(gmt)
    text = element.text("wp:post_date", "pubDate", "published", "dc:date", "updated")
    if not text:
        raise Refused("published_at: is required")
    return moments.iso(text)
