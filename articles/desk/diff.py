"""What differs between two versions, for people: removed and added words, field by field."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles import html
from articles.models import Article
from articles.versions import LABELS

_BLOCK_END = re.compile(r"(?i)</(?:p|h[1-6]|li|blockquote|tr|table|ul|ol)>|<br\s*/?>|<hr\s*/?>")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
WORDS_COMPARED = 3_000
"""Beyond this many words in one paragraph, word by word would take seconds: it is shown whole."""


@dataclass(frozen=True)
class Change:
    """One field that differs."""

    label: str
    before: SafeString
    after: SafeString


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The fields that differ, in the order of the page, with marks around what does."""
    found = []
    for name, label in LABELS.items():
        old, new = text_of(name, before), text_of(name, after)
        if old != new:
            found.append(Change(label, *marked(old, new)))
        elif before.get(name) != after.get(name):
            found.append(Change(f"{label} (nur Auszeichnung)", *map(_plain, (old, new))))
    return found


def text_of(name: str, content: dict[str, Any]) -> list[str]:
    """A field as lines that people can read; of the body its paragraphs."""
    value = content.get(name)
    if name == "open_to_all":
        return ["ja" if value else "nein"]
    if not value:
        return []
    match name:
        case "body":
            parts = map(html.plain_text, _BLOCK_END.split(value))
            return [part for part in parts if part]
        case "picture":
            text = f"{value['alt']} ({value['credit']})"
        case "source":
            text = value[1]
        case "topics":
            text = ", ".join(sorted(topic for _, topic in value))
        case "state":
            text = Article.State(value).label
        case "published_at":
            text = _moment(value)
        case _:
            text = str(value)
    return [text]


def marked(old: list[str], new: list[str]) -> tuple[SafeString, SafeString]:
    """Both as paragraphs, what is only in one of them marked by <del> and <ins>."""
    before: list[str] = []
    after: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            before += map(escape, old[i1:i2])
            after += map(escape, new[j1:j2])
            continue
        pairs = min(i2 - i1, j2 - j1)
        for one, other in zip(old[i1 : i1 + pairs], new[j1 : j1 + pairs], strict=True):
            left, right = _words(one, other)
            before.append(left)
            after.append(right)
        before += [f"<del>{escape(line)}</del>" for line in old[i1 + pairs : i2]]
        after += [f"<ins>{escape(line)}</ins>" for line in new[j1 + pairs : j2]]
    return _paragraphs(before), _paragraphs(after)


def _words(one: str, other: str) -> tuple[str, str]:
    left, right = _WORDS.findall(one), _WORDS.findall(other)
    if len(left) + len(right) > WORDS_COMPARED:
        return f"<del>{escape(one)}</del>", f"<ins>{escape(other)}</ins>"
    before = after = ""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        gone, come = escape("".join(left[i1:i2])), escape("".join(right[j1:j2]))
        before += gone if tag == "equal" or not gone else f"<del>{gone}</del>"
        after += come if tag == "equal" or not come else f"<ins>{come}</ins>"
    return before, after


def _paragraphs(lines: list[str]) -> SafeString:
    return mark_safe("".join(f"<p>{line}</p>" for line in lines) or "<p>–</p>")  # noqa: S308 - escaped above


def _plain(lines: list[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def _moment(value: str) -> str:
    moment = parse_datetime(value)
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr" if moment else ""
