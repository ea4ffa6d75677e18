"""Outside HTML written anew: well-formed, without what is empty, headings in their order.

Nothing here keeps anybody safe: `articles.html` sends the result through nh3.
"""

import re
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any

from articles.blocks import CELLS, HEADINGS, Block, Mark, Run, read
from articles.characters import is_blank, readable

DEEPEST_HEADING = 4
_SEVERAL_SPACES = re.compile(" {2,}")
_TAGS = re.compile("<[^<>]*>")


def normalised(markup: str) -> str:
    """The markup as well-formed paragraphs, headings, lists, quotations and tables.

    Empty links, headings, paragraphs and lists are gone; the first heading is an h2 and no level
    is left out; each `li` stands in a list. Applied again, it changes nothing. The cost is linear.
    """
    return _Writer().blocks(read(markup).children)


class _Writer:
    """Writes blocks without what is empty; knows the headings above the present place."""

    def __init__(self) -> None:
        self.ranks: list[str] = []

    def blocks(self, children: list[Block | Run]) -> str:
        parts: list[str] = []
        for are_runs, group in groupby(children, key=lambda child: isinstance(child, Run)):
            same: list[Any] = list(group)
            parts += [_line(same)] if are_runs else map(self._block, same)
        return "".join(parts)

    def _block(self, block: Block) -> str:
        tag, attributes = block.tag, block.attributes
        if tag == "hr":
            return "<hr>"
        inner = self.blocks(block.children)
        if tag in CELLS:
            if not inner:  # a heading of a column that says nothing is none
                tag, attributes = "td", attributes.partition(" scope=")[0]
        elif not inner or (tag == "table" and not _TAGS.sub("", inner)):
            return ""
        elif tag in HEADINGS:
            tag = self._heading(tag)
        return f"<{tag}{attributes}>{inner}</{tag}>"

    def _heading(self, tag: str) -> str:
        """One level below the nearest heading of a higher rank; the page's own is the h1."""
        while self.ranks and self.ranks[-1] >= tag:
            self.ranks.pop()
        self.ranks.append(tag)
        return f"h{min(1 + len(self.ranks), DEEPEST_HEADING)}"


def _line(runs: list[Run]) -> str:
    """Runs as markup, trimmed; "" where there is nothing to see. Links without text are undone."""
    runs = _joined(runs)
    if all(is_blank(run.text) for run in runs):
        return ""
    if len(runs) > 1:
        runs = _joined(_with_seen_links(runs))
    if len(runs) == 1 and not runs[0].marks:
        return _written(runs[0].text.strip())
    parts = []
    open_marks: tuple[Mark, ...] = ()
    for text, marks in _trimmed(runs):
        shared = _shared(marks, open_marks)
        parts += [f"</{tag}>" for tag, _ in reversed(open_marks[shared:])]
        parts += [_opening(mark) for mark in marks[shared:]]
        parts.append(_written(text))
        open_marks = marks
    parts += [f"</{tag}>" for tag, _ in reversed(open_marks)]
    return "".join(parts)


def _written(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _joined(runs: list[Run]) -> list[Run]:
    """Neighbours with the same marks as one, so that they are spelled as they will be read."""
    found = []
    for marks, group in groupby(runs, key=itemgetter(1)):
        text = readable("".join([text for text, _ in group]))
        if text:
            found.append(Run(_SEVERAL_SPACES.sub(" ", text), marks))
    return found


def _with_seen_links(runs: list[Run]) -> list[Run]:
    found: list[Run] = []
    for link, group in groupby(runs, key=lambda run: run.marks[0] if _is_link(run) else None):
        linked = list(group)
        if link and all(is_blank(run.text) for run in linked):
            linked = [Run(run.text, run.marks[1:]) for run in linked]
        found += linked
    return found


def _trimmed(runs: list[Run]) -> list[Run]:
    """Without spaces and line breaks at both ends; at least one run has text."""
    seen = [place for place, run in enumerate(runs) if not run.text.isspace()]
    runs = runs[seen[0] : seen[-1] + 1]
    runs[0] = Run(runs[0].text.lstrip(), runs[0].marks)
    runs[-1] = Run(runs[-1].text.rstrip(), runs[-1].marks)
    return runs


def _is_link(run: Run) -> bool:
    return bool(run.marks) and run.marks[0][0] == "a"


def _shared(some: tuple[Mark, ...], others: tuple[Mark, ...]) -> int:
    """How many marks both begin with."""
    number = 0
    for one, other in zip(some, others, strict=False):
        if one != other:
            break
        number += 1
    return number


def _opening(mark: Mark) -> str:
    tag, address = mark
    return f'<a href="{escape(address)}">' if tag == "a" else f"<{tag}>"
