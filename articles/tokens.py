"""Outside HTML as text and tags, in one pass: linear in its length, whatever it holds."""

import re
from collections.abc import Iterator
from html import unescape as unescape_entities
from typing import NamedTuple

# Elements whose text is no text for readers: they go with all that is in them.
REMOVED_WITH_CONTENT = {
    "iframe", "math", "noembed", "noframes", "noscript", "object", "script", "style", "svg",
    "template", "textarea", "title", "xmp",
}  # fmt: skip
# Elements within a word or a line; all others end a paragraph.
INLINE = {
    "a", "abbr", "b", "big", "bdi", "br", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd",
    "label", "mark", "o:p", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u",
    "var", "wbr",
}  # fmt: skip
_NAME = re.compile(r"(/?)([a-zA-Z][^\s/>]*)")
# Up to the ">" that ends a tag; one in a quoted value does not. Nothing is read twice.
_TAG_END = re.compile(r"""(?:[^>"'=]++|=\s*+"[^"]*+"|=\s*+'[^']*+'|["'=])*+>""")
_ATTRIBUTE = re.compile(
    r"""([^\s/>="']++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s>"'][^\s>]*+)))?"""
)
# Larger numbers name no character, and Python refuses to read very long ones.
_HUGE_REFERENCE = re.compile(r"&#(?:[xX][0-9a-fA-F]{7,}|[0-9]{8,});?")


class Token(NamedTuple):
    """Text (`name` is ""), or a tag. `attributes` are as they stand in the tag."""

    text: str
    name: str = ""
    is_end: bool = False
    attributes: str = ""


def tokens(markup: str) -> Iterator[Token]:
    """Text and tags in their order; comments and `REMOVED_WITH_CONTENT` are left out.

    As in HTML, a comment or tag that is never closed takes the rest of the text with it.
    """
    place = start = 0  # where the text that was not yielded yet begins; where to look for a tag
    while (start := markup.find("<", start)) >= 0:
        name = _NAME.match(markup, start + 1)
        end = _end_of_tag(markup, name.end()) if name else _end_of_comment(markup, start)
        if end == start + 1:  # no more than a sign in the text
            start = end
            continue
        if start > place:
            yield Token(markup[place:start])
        if name and end:
            tag, is_end = name[2].lower(), bool(name[1])
            if tag in REMOVED_WITH_CONTENT and not is_end:
                end = _end_of_element(markup, tag, end)
            else:
                yield Token("", tag, is_end, markup[name.end() : end - 1])
        place = start = end or len(markup)
    if place < len(markup):
        yield Token(markup[place:])


def attributes_of(token: Token) -> dict[str, str]:
    """A tag's attributes by their names in lower case; of two with one name the first counts."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(token.attributes):
        found.setdefault(name.lower(), unescape("".join(values)))
    return found


def text_in(markup: str) -> str:
    """The text of markup, spaces where blocks end; character references are read."""
    parts = []
    for token in tokens(markup):
        ends_line = token.name == "br" or (token.name and token.name not in INLINE)
        parts.append(" " if ends_line else unescape(token.text))
    return "".join(parts)


def unescape(text: str) -> str:
    """`html.unescape` that takes numbers of any length."""
    return unescape_entities(_HUGE_REFERENCE.sub("\ufffd", text)) if "&" in text else text


def _end_of_tag(markup: str, start: int) -> int:
    """Where the tag ends; 0 where it never does."""
    end = _TAG_END.match(markup, start)
    return end.end() if end else 0


def _end_of_comment(markup: str, start: int) -> int:
    """Where a comment or declaration ends; behind the "<" where it is none."""
    if markup.startswith("<!--", start):
        end, length = markup.find("-->", start + 2), 3  # "<!-->" is one, too
    elif markup.startswith(("<!", "<?", "</"), start):
        end, length = markup.find(">", start + 2), 1
    else:
        return start + 1
    return end + length if end >= 0 else len(markup)


def _end_of_element(markup: str, tag: str, start: int) -> int:
    end = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(markup, start)
    close = markup.find(">", end.end()) if end else -1
    return close + 1 if close >= 0 else len(markup)
