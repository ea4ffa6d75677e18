"""Follows every link of the site, as one reader, and says which of them lead nowhere."""

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

import lxml.etree
import lxml.html
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import Resolver404, resolve

OURS = "http://testserver"
ELSEWHERE = re.compile(
    r"(https?://[^/\s]+\.[^/\s]+(/|$)|mailto:([^\s@?]+@[^\s@?]+)?(\?|$)|tel:\+?[0-9 /-]+$)"
)
URL_IN_STYLE = re.compile(r"""url\(\s*["']?([^"')]+)""")
LINKS = "//*/@href | //*/@src | //*/@poster"
ACTIONS = "//form/@action | //*/@formaction"


@dataclass
class Crawler:
    """`most`: how many pages of a route are opened, and how many with each name in their query.

    Where `most` names no number for a route, `otherwise` holds.
    """

    client: Client
    most: dict[str, int]
    otherwise: int
    faults: list[str] = field(default_factory=list)
    opened: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The paths of each route that were opened."""
    _pages: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of each route and name in the query; the name is "" for pages without a query."""
    _known: set[str] = field(default_factory=set)
    _waiting: deque[tuple[str, str]] = field(default_factory=deque)
    _ids: dict[str, set[str]] = field(default_factory=dict)
    _fragments: list[tuple[str, str, str]] = field(default_factory=list)

    def crawl(self, *starts: str) -> list[str]:
        for start in starts:
            self._found(start, "/")
        while self._waiting:
            self._open(*self._waiting.popleft())
        for page, target, fragment in self._fragments:
            if target in self._ids and fragment not in self._ids[target]:
                self.faults.append(f"{page}: nothing in {target} is named #{fragment}")
        return self.faults

    def _found(self, link: str, page: str) -> None:
        """Note a link that stands in a page, and open it once if there is room for its kind."""
        if not link.strip() or link != link.strip():
            self.faults.append(f"{page}: the link {link!r} is empty or has spaces around it")
            return
        if link.startswith("data:"):
            return
        address, fragment = urldefrag(urljoin(OURS + page, link))
        if not address.startswith(OURS + "/"):
            if not ELSEWHERE.match(address):
                self.faults.append(f"{page}: no address: {link!r}")
            return
        target = address.removeprefix(OURS)
        if fragment:
            self._fragments.append((page, target, fragment))
        if target not in self._known:
            self._known.add(target)
            self._take(target, page)

    def _take(self, target: str, page: str) -> None:
        parts = urlsplit(target)
        if parts.path.startswith("/static/"):
            self._look_at_file(parts.path.removeprefix("/static/"), page)
            return
        if not _is_ours(target):
            self.faults.append(f"{page}: {target} is no address of the site")
            return
        route = resolve(parts.path).view_name
        names = {name for name, _ in parse_qsl(parts.query, keep_blank_values=True)} or {""}
        if min(self._pages[route, name] for name in names) < self.most.get(route, self.otherwise):
            self._pages.update((route, name) for name in names)
            self.opened[route].add(parts.path)
            self._waiting.append((target, page))

    def _look_at_file(self, name: str, page: str) -> None:
        path = finders.find(name)
        if path is None:
            self.faults.append(f"{page}: there is no file {name}")
        elif name.endswith(".css"):
            with open(path, encoding="utf-8") as file:  # noqa: PTH123 - what finders return is a text
                for link in URL_IN_STYLE.findall(file.read()):
                    self._found(link, f"/static/{name}")

    def _open(self, target: str, page: str) -> None:
        response = self.client.get(target)
        if response.status_code >= 400:
            self.faults.append(f"{page}: {target} answers {response.status_code}")
        elif response.status_code >= 300:
            self._found(response.headers["Location"], target)
        elif not response.streaming:
            self._read(response, target)

    def _read(self, response, target: str) -> None:
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind == "text/html":
            links = self._links_of_page(response.content, target)
        elif kind.endswith("xml"):
            tree = lxml.etree.fromstring(response.content)
            links = [*tree.xpath("//@href | //@src"), *tree.xpath("//*[local-name()='loc']/text()")]
        elif target == "/robots.txt":
            links = re.findall(r"^Sitemap: (.+)$", response.content.decode(), re.MULTILINE)
        else:
            return
        for link in links:
            self._found(str(link), target)

    def _links_of_page(self, content: bytes, target: str) -> list[str]:
        document = lxml.html.document_fromstring(content.decode())
        self._ids[target] = set(document.xpath("//@id | //a/@name"))
        self.faults += [
            f"{target}: a link to {anchor.get('href')!r} without words"
            for anchor in document.xpath("//a[@href]")
            if not _words_of(anchor)
        ]
        self.faults += [
            f"{target}: a form leads to {action!r}"
            for action in document.xpath(ACTIONS)
            if action and not _is_ours(urljoin(target, action))
        ]
        sets = [part for value in document.xpath("//@srcset") for part in value.split(",")]
        return [
            *document.xpath(LINKS),
            *(part.split()[0] for part in sets),
            *_questions(document, target),
        ]


def _is_ours(action: str) -> bool:
    try:
        return bool(resolve(urlsplit(action).path))
    except Resolver404:
        return False


def _words_of(anchor) -> str:
    shown = [
        anchor.text_content(),
        anchor.get("aria-label", ""),
        anchor.get("title", ""),
        *anchor.xpath(".//@alt | .//title/text()"),
    ]
    return "".join(shown).strip()


def _questions(document, target: str) -> Iterator[str]:
    """Where sending a form that asks for a page leads, filled in as it stands there."""
    for form in document.forms:
        if form.method == "GET":
            yield f"{form.action or urlsplit(target).path}?{urlencode(form.form_values())}"
