"""What every page of the paper keeps, whoever asks for it: checked on each page a test fetches."""

import re
from collections import Counter
from html.parser import HTMLParser

from django.http import HttpResponse
from django.urls import Resolver404, resolve

# A tag that the template engine did not read, such as one broken over two lines.
LEFT_OVER = re.compile(r"\{\{\s*[a-z_]+[.|]|\{%\s*[a-z]+")
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
LABELLED = {"input", "select", "textarea"}
NEEDS_NO_LABEL = {"hidden", "submit", "button"}


class Page(HTMLParser):
    """A page read for its outline."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lang = ""
        self.title = ""
        self.headings: list[int] = []
        self.ids: Counter[str] = Counter()
        self.labels: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.links: list[str] = []
        self.actions: list[str] = []
        self.faults: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        attributes = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append(tag)
        self._look_for_faults(tag, attributes)
        if tag == "html":
            self.lang = attributes.get("lang", "")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if "id" in attributes:
            self.ids[attributes["id"]] += 1
        if tag == "label":
            self.labels.add(attributes.get("for", ""))
        if tag in LABELLED and attributes.get("type") not in NEEDS_NO_LABEL:
            self.fields.append(attributes)
        if tag == "form":
            self.actions.append(attributes.get("action", "").strip())
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])

    def _look_for_faults(self, tag, attributes):
        if tag == "style" or "style" in attributes:
            self.faults.append(f"inline style on <{tag}>")
        is_data = attributes.get("type") in {"application/ld+json", "application/json"}
        if tag == "script" and "src" not in attributes and not is_data:
            self.faults.append("inline script")
        self.faults += [f"{name} handler" for name in attributes if name.startswith("on")]
        if tag == "img" and "alt" not in attributes:
            self.faults.append("image without alt")

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self._open or self._open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
        else:
            self._open.pop()

    def handle_data(self, data):
        if self._open[-1:] == ["title"]:
            self.title += data
        if not {"script", "style"} & set(self._open):
            self.text.append(data)

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def leads(action: str) -> bool:
    """Whether a form's action is the page itself or an address of this site."""
    try:
        return not action or bool(resolve(action.partition("?")[0]))
    except Resolver404:
        return False


def check(response: HttpResponse, url: str) -> Page:
    """Fail with all that is wrong with the page."""
    page = Page(response.content.decode())
    faults = list(page.faults)
    if page.lang != "de":
        faults.append("the language is not de")
    if not page.title.strip():
        faults.append("no title")
    if page.headings.count(1) != 1:
        faults.append(f"{page.headings.count(1)} h1")
    for before, after in zip([1, *page.headings], page.headings, strict=False):
        if after > before + 1:
            faults.append(f"h{after} after h{before}")
    faults += [f"id {name!r} {number} times" for name, number in page.ids.items() if number > 1]
    faults += [
        f"no label for {field.get('name')}"
        for field in page.fields
        if field.get("id") not in page.labels and "aria-label" not in field
    ]
    faults += [f"the form goes nowhere: {action!r}" for action in page.actions if not leads(action)]
    if LEFT_OVER.search(response.content.decode()):
        faults.append("a template tag was left over")
    assert not faults, f"{url}: {'; '.join(faults)}"
    return page
