"""Items of XML files: RSS, Atom and WordPress exports.

Expat reads the file in pieces and only the fields of the present item are kept, so that memory does
not grow with the file. defusedxml refuses a document type, and with it every entity that a file
could declare. Nothing is repaired: broken XML ends the reading there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any, BinaryIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException, DTDForbidden
from defusedxml.expatreader import DefusedExpatParser

from articles.html import BODY_MAX_LENGTH, PLAIN_MAX_LENGTH
from importing.report import Refused

CHUNK = 16 * 1024
MAX_TAG = 1024 * 1024
"""Bytes of one tag or comment: expat keeps each as a whole."""

MAX_NAMES = 100_000
"""Characters of all different names of elements, attributes and namespaces: expat forgets none."""

MAX_DEPTH = 200
MAX_OF_KIND = 100
"""Fields of one name that are kept of an item, such as categories."""

ROOTS = {"rss", "feed", "RDF"}
ATOM = "http://www.w3.org/2005/Atom"
WORDPRESS = "http://wordpress.org/export/"  # and its version
_PLAIN = ("", "http://purl.org/rss/1.0/", ATOM)
_NAMES = {
    "category", "content", "description", "entry", "guid", "id", "item", "link", "pubDate",
    "published", "summary", "title", "updated",
}  # fmt: skip
_WORDPRESS_NAMES = {
    "post_date", "post_date_gmt", "post_id", "post_password", "post_type", "status", "wxr_version",
}  # fmt: skip
_OTHERS = {
    ("http://purl.org/rss/1.0/modules/content/", "encoded"): "content:encoded",
    ("http://purl.org/dc/elements/1.1/", "date"): "dc:date",
}
_BODIES = {"content", "content:encoded"}
_TEXTS = {"text", "html", "xhtml", "text/html", "text/plain", "application/xhtml+xml"}


class _Unreadable(Exception):
    """Why nothing more of the file can be read."""


@dataclass
class Text:
    """The text of an element. One that is too long is counted, not kept."""

    name: str
    attributes: Mapping[str, str]
    parts: list[str] = field(default_factory=list)
    length: int = 0

    @property
    def limit(self) -> int:
        return BODY_MAX_LENGTH if self.name in _BODIES else PLAIN_MAX_LENGTH

    def add(self, text: str) -> None:
        self.length += len(text)
        if self.length <= self.limit:
            self.parts.append(text)

    def __str__(self) -> str:
        """Raises Refused."""
        if self.length > self.limit:
            raise Refused(f"{self.name}: {self.length:,} characters, at most {self.limit:,}")
        return "".join(self.parts).strip()


@dataclass
class Element:
    """An item, or what the file says of its site: texts by their names."""

    line: int = 1
    texts: dict[str, list[Text]] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """The first of these that says something. Raises Refused where it is too long."""
        found = (str(text) for name in names for text in self.texts.get(name, ()))
        return next((text for text in found if text), "")

    def all(self, name: str) -> list[Text]:
        return self.texts.get(name, [])

    def open(self, name: str, attributes: Mapping[str, str]) -> Text:
        text = Text(name, attributes)
        known = self.texts.setdefault(name, [])
        if len(known) < MAX_OF_KIND:
            known.append(text)
        return text


@dataclass
class Found:
    """An item, or why reading ends; `size` in bytes of the file, about."""

    size: int
    site: Element
    element: Element | Refused | None


def items(file: BinaryIO) -> Iterator[Found]:
    """The items in their order; at the end one without an element, for the bytes after the last."""
    parser = DefusedExpatParser(namespaceHandling=1, forbid_dtd=True)
    handler = _Handler(parser)
    parser.setContentHandler(handler)
    size = since_event = 0
    is_open = True
    while is_open:
        chunk = file.read(CHUNK)
        is_open = bool(chunk)
        size += len(chunk)
        handler.events = 0
        reason = _feed(parser, chunk)
        since_event = 0 if handler.events else since_event + len(chunk)
        if since_event > MAX_TAG:
            reason = f"line {handler.line}: a tag or comment of more than {MAX_TAG:,} bytes"
        for place, element in enumerate(handler.ready):
            share = size // (len(handler.ready) - place)
            size -= share
            yield Found(share, handler.site, element)
        handler.ready.clear()
        if reason:
            refusal = Refused(f"{reason}; nothing from there on was read")
            yield Found(size, handler.site, refusal)
            return
    yield Found(size, handler.site, None)


def _feed(parser: DefusedExpatParser, chunk: bytes) -> str:
    """Give it to the parser; at the end of the file b"". Why it cannot be read, or ""."""
    try:
        if chunk:
            parser.feed(chunk)
        else:
            parser.close()
    except SAXParseException as error:
        return f"line {error.getLineNumber()}: broken XML: {error.getMessage()}"
    except DTDForbidden:
        return "a document type (<!DOCTYPE …>) is not taken; remove it"
    except DefusedXmlException:
        return "entities that the file declares are not taken"
    except _Unreadable as reason:
        return str(reason)
    except (LookupError, ValueError):  # expat asked Python for an encoding
        return "its encoding is not known"
    return ""


class _Handler(ContentHandler):
    """Collects items in `ready`; `events` tells whether the parser gets on."""

    def __init__(self, parser: DefusedExpatParser) -> None:
        super().__init__()
        self._parser = parser
        self.ready: list[Element] = []
        self.site = Element()
        self.events = 0
        self._path: list[str] = []
        self._names: set[Any] = set()
        self._names_left = MAX_NAMES
        self._item: Element | None = None
        self._text: Text | None = None
        self._text_depth = 0

    @property
    def line(self) -> int:
        return int(self._parser.getLineNumber())

    def startPrefixMapping(self, prefix: str | None, uri: str) -> None:  # noqa: N802 - SAX
        self._note_names((prefix, uri))

    def startElementNS(  # noqa: N802 - SAX
        self, name: tuple[str | None, str], qname: str | None, attrs: Any
    ) -> None:
        self.events += 1
        self._note_names(name, *attrs.getNames())
        parent = self._path[-1] if self._path else ""
        if not self._path and name[1] not in ROOTS:
            raise _Unreadable(f"neither RSS, Atom nor a WordPress export: <{name[1][:40]}>")
        if len(self._path) >= MAX_DEPTH:
            raise _Unreadable(f"line {self.line}: nested more than {MAX_DEPTH} levels deep")
        self._path.append(name[1])
        if self._text:
            self._text.add(_tag(name[1], attrs))
            return
        known = _known(name[0] or "", name[1])
        if known in {"item", "entry"} and self._item is None:
            self._item = Element(self.line)
        elif known and self._item is not None:
            if parent in {"item", "entry"}:
                self._open(self._item, known, attrs)
        elif known and parent in {"channel", "feed"}:
            self._open(self.site, known, attrs)

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802 - SAX
        self.events += 1
        depth = len(self._path)
        local = self._path.pop()
        if self._text and depth > self._text_depth:
            self._text.add(f"</{local}>")
        elif self._text:
            self._text = None
        elif self._item is not None and _known(name[0] or "", local) in {"item", "entry"}:
            self.ready.append(self._item)
            self._item = None

    def characters(self, content: str) -> None:
        self.events += 1
        if self._text:
            is_markup = len(self._path) > self._text_depth
            self._text.add(escape(content, quote=False) if is_markup else content)

    def processingInstruction(self, target: str, data: str) -> None:  # noqa: N802 - SAX
        self.events += 1

    def _note_names(self, *names: tuple[str | None, str | None]) -> None:
        for name in names:
            if name not in self._names:
                self._names.add(name)
                self._names_left -= len(name[0] or "") + len(name[1] or "")
        if self._names_left < 0:
            raise _Unreadable(f"line {self.line}: more than {MAX_NAMES:,} characters of names")

    def _open(self, element: Element, name: str, attrs: Any) -> None:
        self._text = element.open(name, {key[1]: value for key, value in attrs.items()})
        self._text_depth = len(self._path)


def _tag(name: str, attrs: Any) -> str:
    """An element within a text, such as XHTML in Atom: the sanitiser needs no more of it."""
    address = attrs.get((None, "href"))
    return f'<{name} href="{escape(address)}">' if address else f"<{name}>"


@lru_cache(maxsize=1_000)
def _known(namespace: str, name: str) -> str:
    """The name under which a text is kept; "" for all others."""
    if namespace in _PLAIN and name in _NAMES:
        return "href" if namespace == ATOM and name == "link" else name
    if namespace.startswith(WORDPRESS):
        if namespace.endswith("/excerpt/"):
            return "excerpt:encoded" if name == "encoded" else ""
        return f"wp:{name}" if name in _WORDPRESS_NAMES else ""
    return _OTHERS.get((namespace, name), "")


def is_text(text: Text) -> bool:
    """Whether an Atom text is one: neither out of line nor of another medium."""
    return text.attributes.get("type", "text") in _TEXTS and "src" not in text.attributes
