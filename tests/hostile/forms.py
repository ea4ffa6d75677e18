"""The forms of a page as a browser reads them, filled so that they would be accepted."""

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit

import lxml.html

from tests.conftest import PASSWORD
from tests.hostile.requests import TOKEN

# What a form that is rendered empty must hold to be accepted; the rest stays as rendered.
FILLED = {
    "email": "nora@geheim.example",
    "login": "martha@altenbrueck.example",
    "password": PASSWORD,
    "password1": PASSWORD,
    "password2": PASSWORD,
    "oldpassword": PASSWORD,
    "terms": "on",
    "code": "123456",
    "name": "Feuerwehr",
    "slug": "feuerwehr",
    "headline": "Ein Haus für alle",
    "teaser": "Was aus dem Kaufhaus wird.",
    "body": "<p>Im Erdgeschoss bleibt Handel.</p>",
    "words": "Passamt, Meldeamt",
    "q": "stadt",
}


@dataclass(frozen=True)
class Form:
    """`fields` in their order, `buttons` apart: a browser sends one of them."""

    path: str
    query: str
    method: str
    fields: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, str], ...]
    files: frozenset[str]

    @property
    def names(self) -> list[str]:
        """Of what a stranger would change: all but the token."""
        names = [name for name, _ in (*self.fields, *self.buttons)]
        return [name for name in dict.fromkeys(names) if name != "csrfmiddlewaretoken"]

    @property
    def as_link(self) -> str:
        """Where sending it leads, if it is one that asks a page."""
        return f"{self.path}?{urlencode(self.fields)}" if self.method == "GET" else self.path

    @property
    def key(self) -> tuple[object, ...]:
        return self.path, self.method, tuple(self.names)


def forms_of(markup: str, place: str) -> list[Form]:
    """All forms; one whose buttons send it elsewhere is a form for each of these places."""
    document = lxml.html.document_fromstring(markup)
    return [
        _form(element, place, action)
        for element in document.xpath("//form")
        for action in dict.fromkeys(["", *element.xpath(".//@formaction")])
    ]


def links_of(markup: str) -> set[str]:
    return set(lxml.html.document_fromstring(markup).xpath("//a/@href"))


def _form(element, place: str, action: str) -> Form:
    fields: list[tuple[str, str]] = []
    files: set[str] = set()
    own_id = element.get("id")
    beside = f'//*[@form="{own_id}"]' if own_id else "/.."
    buttons = []
    for control in element.xpath(f".//input | .//select | .//textarea | .//button | {beside}"):
        name, kind = control.get("name"), control.get("type", "")
        if not name or control.tag not in {"input", "select", "textarea", "button"}:
            continue
        if kind in {"submit", "image"} or control.tag == "button":
            if (control.get("formaction") or "") == action:
                buttons.append((name, control.get("value", "")))
        elif kind == "file":
            files.add(name)
        else:
            fields += [(name, value) for value in _values(control, name, kind)]
    target = urlsplit(urljoin(place, action or element.get("action") or place))
    return Form(
        target.path,
        target.query,
        element.get("method", "get").upper(),
        tuple(fields),
        tuple(dict.fromkeys(buttons)),
        frozenset(files),
    )


def _values(control, name: str, kind: str) -> list[str]:
    if name == "csrfmiddlewaretoken":
        return [TOKEN]
    if control.tag == "select":
        chosen = control.xpath("./option[@selected] | ./optgroup/option[@selected]")
        options = chosen or control.xpath(".//option[@value != ''] | .//option")[:1]
        return [option.get("value", "") for option in options]
    if kind in {"checkbox", "radio"}:
        is_first = kind == "checkbox" or "checked" in control.attrib
        return [control.get("value", "on")] if is_first else []
    value = control.text if control.tag == "textarea" else control.get("value")
    return [value or FILLED.get(name.rpartition("-")[2], "")]
