"""Outside HTML as blocks: the few elements of a newspaper text, each where it may stand.

Browsers copy open elements into each new paragraph, by which 30 kB of markup cost seconds. Here
emphasis and links are properties of letters, and blocks nest at most `MOST_NESTED` deep, so the
cost is linear.
"""

import re
from typing import NamedTuple

from articles.characters import readable
from articles.tokens import INLINE, Token, attributes_of, tokens, unescape

MOST_NESTED = 24
"""Blocks within blocks; the text of deeper ones stays, in the last block that was allowed."""

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LISTS = ("ul", "ol")
CELLS = ("td", "th")
ROW_GROUPS = ("thead", "tbody", "tfoot")
MARKS = {
    "a": "a", "b": "strong", "em": "em", "i": "em", "strong": "strong", "sub": "sub", "sup": "sup",
}  # fmt: skip
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LINK = re.compile("(?i)https?://[^/]|mailto:.|tel:.|/(?!/)")
_NUMBER = re.compile("[0-9]{1,6}")
_SPAN = re.compile("[1-9][0-9]{0,2}")
_SCOPE = re.compile("row|col|rowgroup|colgroup")
_KEPT_ATTRIBUTES = {
    "ol": {"start": _NUMBER},
    "td": {"colspan": _SPAN, "rowspan": _SPAN},
    "th": {"colspan": _SPAN, "rowspan": _SPAN, "scope": _SCOPE},
}

Mark = tuple[str, str]
"""An element and, of a link, its address."""


class Run(NamedTuple):
    """Letters with the same marks; a line break is one newline, other white space one space."""

    text: str
    marks: tuple[Mark, ...]


class Block:
    """An element with its runs and inner blocks, and the marks that were open where it began."""

    __slots__ = ("attributes", "children", "is_broken", "is_implied", "marks", "tag")

    def __init__(self, tag: str, marks: tuple[Mark, ...], attributes: str = "") -> None:
        self.tag = tag
        self.marks = marks
        self.attributes = attributes
        self.children: list[Block | Run] = []
        self.is_broken = False
        """Whether text to come belongs in a paragraph of its own."""
        self.is_implied = False
        """Whether it is a list that only its items ask for."""


def read(markup: str) -> Block:
    """The markup's text and elements, each where it may stand; what is empty is still there."""
    builder = _Builder()
    for token in tokens(markup):
        builder.take(token)
    return builder.stack[0]


class _Builder:
    """Puts each token where it may stand. `stack` holds the open blocks, the innermost last."""

    def __init__(self) -> None:
        self.stack = [Block("", ())]
        self.marks: tuple[Mark, ...] = ()

    def take(self, token: Token) -> None:
        name = token.name
        if not name:
            self._text(_SPACES.sub(" ", unescape(token.text)))
        elif name in MARKS:
            self._mark(token)
        elif name in INLINE:
            self._inline(name)
        elif name == "p" or name in HEADINGS:
            self._leaf(token)
        elif name in {"ul", "ol", "blockquote", "table"}:
            self._container(token)
        elif name == "li":
            self._item(token)
        elif name in CELLS or name in ROW_GROUPS or name in {"tr", "caption"}:
            self._part_of_table(token)
        else:
            self._other(name)

    # --- Letters ------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        if self._is_within_line() or not text.isspace():
            self._enter_line()
            self.stack[-1].children.append(Run(text, self.marks))

    def _inline(self, name: str) -> None:
        if name == "br" and self._is_within_line():
            self.stack[-1].children.append(Run("\n", self.marks))

    def _is_within_line(self) -> bool:
        children = self.stack[-1].children
        return bool(children) and isinstance(children[-1], Run)

    def _mark(self, token: Token) -> None:
        tag = MARKS[token.name]
        others = tuple(mark for mark in self.marks if mark[0] != tag)
        if token.is_end:
            self.marks = others
        elif tag == "a":  # outermost, so that no other mark cuts a link in two
            address = _link(attributes_of(token).get("href", ""))
            self.marks = (("a", address), *others) if address else others
        elif len(others) == len(self.marks):
            self.marks = (*others, (tag, ""))

    def _other(self, name: str) -> None:
        """A block that is not kept, or a rule: where it begins or ends, so does a paragraph."""
        if self.stack[-1].tag == "caption":
            self._text(" ")
            return
        self._end_paragraph()
        if name == "hr":
            self._enter_flow()
            self.stack[-1].children.append(Block(name, ()))

    # --- Blocks -------------------------------------------------------------------------------

    def _leaf(self, token: Token) -> None:
        """A paragraph or heading. A heading that has no text yet takes a paragraph's as its own."""
        top = self.stack[-1]
        if token.name == "p" and _is_heading(top) and not top.children:
            return
        if top.tag == "caption":
            self._text(" ")
            return
        self._end_paragraph()
        if not token.is_end:
            self._enter_flow()
            self._push(token.name)

    def _container(self, token: Token) -> None:
        if token.is_end:
            self._close(token.name)
            return
        self._end_paragraph()
        if token.name == "table" and self._within("table", among=("table", *CELLS)):
            self._close("table")  # a table stands in a cell, not between the rows of another
        self._enter_flow()
        if len(self.stack) <= MOST_NESTED:
            self._push(token.name, _attributes(token))

    def _item(self, token: Token) -> None:
        self._end_paragraph()
        if self._within(*LISTS, among=(*LISTS, *CELLS, "blockquote")):
            self._pop_to(*LISTS)
        elif token.is_end:
            return
        else:
            self._enter_flow()
            self._push("ul")
            self.stack[-1].is_implied = True
        if not token.is_end:
            self._push("li")

    def _part_of_table(self, token: Token) -> None:
        self._end_paragraph()
        if not self._within("table", among=("table",)):
            return
        name = token.name
        if name in CELLS:
            self._pop_to("tr", *ROW_GROUPS, "table")
            if not token.is_end:
                self._enter_row()
                self._push(name, _attributes(token))
        elif name == "tr":
            self._pop_to(*ROW_GROUPS, "table")
            if not token.is_end:
                self._enter_group()
                self._push("tr")
        else:
            self._pop_to("table")
            if not token.is_end:
                self._push(name)

    # --- Where things stand -------------------------------------------------------------------

    def _enter_line(self) -> None:
        """Make the innermost block one that letters may stand in."""
        self._enter_flow()
        top = self.stack[-1]
        last = top.children[-1] if top.children else None
        if top.tag in {"", "blockquote"} or isinstance(last, Block) or (last and top.is_broken):
            self._push("p")

    def _enter_flow(self) -> None:
        """Leave the structure of lists and tables for an item or a cell."""
        top = self.stack[-1]
        if top.is_implied:
            self._pop()
            self._enter_flow()
        elif top.tag in LISTS:
            last = top.children[-1] if top.children else None
            if isinstance(last, Block):  # what stands between two items belongs to the first
                self.stack.append(last)
            else:
                self._push("li")
        elif top.tag in {"table", "tr", *ROW_GROUPS}:
            self._enter_row()
            self._push("td")

    def _enter_row(self) -> None:
        if self.stack[-1].tag != "tr":
            self._enter_group()
            self._push("tr")

    def _enter_group(self) -> None:
        if self.stack[-1].tag == "table":
            self._push("tbody")

    def _end_paragraph(self) -> None:
        if self.stack[-1].tag in {"p", "caption", *HEADINGS}:
            self._pop()
        self.stack[-1].is_broken = True

    def _close(self, tag: str) -> None:
        self._end_paragraph()
        barriers = ("table",) if tag == "table" else (tag, *CELLS)
        if self._within(tag, among=barriers):
            self._pop_to(tag)
            self._pop()

    def _within(self, *tags: str, among: tuple[str, ...]) -> bool:
        """Whether the innermost open block of those `among` is one of `tags`."""
        return next((block.tag for block in reversed(self.stack) if block.tag in among), "") in tags

    def _pop_to(self, *tags: str) -> None:
        while self.stack[-1].tag not in tags:
            self._pop()

    def _push(self, tag: str, attributes: str = "") -> None:
        block = Block(tag, self.marks, attributes)
        self.stack[-1].children.append(block)
        self.stack.append(block)

    def _pop(self) -> None:
        """Close the innermost block and the marks that began in it."""
        block = self.stack.pop()
        self.marks = tuple(mark for mark in block.marks if mark in self.marks)


def _link(address: str) -> str:
    """The address as a browser would read it; "" where a reader of this page cannot follow it."""
    address = readable(address.replace("\t", "").replace("\n", "").replace("\r", "")).strip()
    return address.replace(" ", "%20") if _LINK.match(address) else ""


def _attributes(token: Token) -> str:
    kept = _KEPT_ATTRIBUTES.get(token.name)
    if not kept or not token.attributes:
        return ""
    given = attributes_of(token)
    values = {name: given[name].strip().lower() for name in kept if name in given}
    return "".join(
        f' {name}="{value}"' for name, value in values.items() if kept[name].fullmatch(value)
    )


def _is_heading(block: Block) -> bool:
    return block.tag in HEADINGS
