"""What differs between two versions, for people: removed and added words, field by field."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from articles import html
from articles.desk.alignment import aligned
from articles.editing.versions import LABELS
from articles.models import Article

_BLOCK_END = re.compile(r"(?i)</(?:p|h[1-6]|li|blockquote|tr|table|ul|ol)>|<br\s*/?>|<hr\s*/?>")
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
WORDS_COMPARED = 100_000
"""Words and spaces of changed paragraphs that are compared one by one, on both sides together."""


@dataclass(frozen=True)
class Change:
    """One field that differs."""

    label: str
    before: SafeString
    after: SafeString
    is_coarse: bool = False
    """Whether some changed paragraphs are marked as a whole, since there are very many."""


def compare(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The fields that differ, in the order of the page, with marks around what does."""
    found = []
    for name, label in LABELS.items():
        old, new = text_of(name, before), text_of(name, after)
        if old != new:
            found.append(Change(label, *marked(old, new)))
        elif before.get(name) != after.get(name):
            found.append(Change(f"{label} (nur Auszeichnung)", _plain(old), _plain(new)))
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
            parts = map(html.text_of, _BLOCK_END.split(value))
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


def marked(old: list[str], new: list[str]) -> tuple[SafeString, SafeString, bool]:
    """Both as paragraphs, what is only in one of them marked by <del> and <ins>.

    Also whether there was too much to look for single words everywhere. Costs at most about 0.5 s
    for two bodies of the greatest length.
    """
    before: list[str] = []
    after: list[str] = []
    left = WORDS_COMPARED
    for is_equal, there, here in aligned(old, new):
        gone, come = old[there], new[here]
        if is_equal:
            before += map(escape, gone)
            after += map(escape, come)
            continue
        pairs = 0
        for one, other in zip(gone, come, strict=False):
            words, others = _WORDS.findall(one), _WORDS.findall(other)
            left -= len(words) + len(others)
            if left < 0:
                break
            pairs += 1
            _mark_words(words, others, before, after)
        before += [f"<del>{escape(line)}</del>" for line in gone[pairs:]]
        after += [f"<ins>{escape(line)}</ins>" for line in come[pairs:]]
    return _paragraphs(before), _paragraphs(after), left < 0


def _mark_words(old: list[str], new: list[str], before: list[str], after: list[str]) -> None:
    """Append one paragraph to each side."""
    left = right = ""
    for is_equal, there, here in aligned(old, new):
        gone, come = escape("".join(old[there])), escape("".join(new[here]))
        left += gone if is_equal or not gone else f"<del>{gone}</del>"
        right += come if is_equal or not come else f"<ins>{come}</ins>"
    before.append(left)
    after.append(right)


def _paragraphs(lines: list[str]) -> SafeString:
    return mark_safe("".join(f"<p>{line}</p>" for line in lines) or "<p>–</p>")  # noqa: S308 - escaped above


def _plain(lines: list[str]) -> SafeString:
    return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


def _moment(value: str) -> str:
    moment = parse_datetime(value)
    return f"{timezone.localtime(moment):%d.%m.%Y, %H:%M} Uhr" if moment else ""
