"""Feeds and exports with the text in each of their places, and the text as one of them."""

import io
import json
import tempfile
from pathlib import Path

from articles.importing import feeds, former, ghost, xml_items
from tests.articles.test_import_formats import ATOM, RDF, RSS, TEXTS, WXR

FIELDS = ["headline", "teaser", "body", "source", "link", "id", "topic"]


def feed(text):
    """In all fields of all formats, as text that has nothing to do with XML."""
    section = "".join(f"<![CDATA[{part}]]>" for part in printable(text).split("]]>"))
    for template in [RSS, RDF, ATOM]:
        texts = TEXTS | dict.fromkeys(["headline", "teaser", "source", "topic"], section)
        texts = {name: value.replace('"', "") for name, value in texts.items()}
        list(feeds.items(io.BytesIO(template.format_map(texts).encode()), ""))
    inner = section.removeprefix("<![CDATA[").removesuffix("]]>")
    for template in [RSS, ATOM, WXR]:
        texts = TEXTS | {"body": inner}
        list(feeds.items(io.BytesIO(template.format_map(texts).encode()), ""))


def printable(text):
    return text.replace("\0", " ")


def raw(text):
    """As markup of the file, up to what expat refuses."""
    head = "<rss><channel><title>x</title><item>"
    for before in ["", head, f"{head}<title>", f"{head}<title a='", f"{head}<!--"]:
        list(xml_items.items(io.BytesIO(f"{before}{text}".encode())))


def ghost_export(text):
    post = {"id": text, "uuid": text, "slug": text, "title": text, "html": text, "custom_excerpt": "x",
            "canonical_url": text, "published_at": "2026-01-14T04:28:17Z", "status": "published"}  # fmt: skip
    others = [
        post | {"custom_excerpt": text, "title": "x", "html": "<p>x"},
        {"id": "2", text: text},
    ]
    data = {
        "posts": [post, *others],
        "tags": [{"id": text, "name": text}],
        "posts_tags": [{"post_id": text, "tag_id": text}],
        "settings": [{"key": "title", "value": text}],
    }
    list(ghost.items(io.BytesIO(json.dumps({"data": data}).encode()), ""))
    list(ghost.items(io.BytesIO(f'{{"data":{text}'.encode()), ""))


def addresses(text):
    """A list with the text in both columns, and the text as a list."""
    for content in [f"/{text};{text}\n/a;b\n", text]:
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
            file.write(content)
            file.flush()
            with Path(file.name).open("rb") as opened:
                list(former.address_file(Path(file.name)).rows(opened))
