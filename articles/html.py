"""The one sanitiser. Whatever becomes markup on a page has passed through here.

A body is cleaned on every way in (`fields.BodyField`). When it is rendered, nh3 alone reads it once
more, so a row that reached the database by another road cannot carry a script either.
"""

import re
from itertools import count

import nh3
from django.utils.safestring import SafeString, mark_safe

from articles.characters import readable
from articles.markup import normalised
from articles.tokens import REMOVED_WITH_CONTENT, text_in, unescape

BODY_MAX_LENGTH = 1_000_000
"""Characters of a body, as it comes in and as it is stored."""

PLAIN_MAX_LENGTH = 20_000
"""Characters of a plain text that are read; its field takes a tenth at most, once it is plain."""

TAGS = {
    "a", "blockquote", "br", "caption", "em", "h2", "h3", "h4", "hr", "li", "ol", "p", "strong",
    "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
WORDS_PER_MINUTE = 200
"""Most adults read 175 to 300 of English, silently (Brysbaert 2019); German words are longer."""

SCHEMES = {"http", "https", "mailto", "tel"}
_TAG = re.compile(r"<\s*+/?\s*+([a-zA-Z][a-zA-Z0-9-]*+)[\s/>]")
_INLINE = re.compile("</?(?:a|em|strong|sub|sup)(?: [^<>]*)?>")
_BLOCK = re.compile("<[^<>]*>")
# Markup can hide behind entities, and these behind entities again: so many layers are undone.
_LAYERS = 5

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    clean_content_tags=REMOVED_WITH_CONTENT,
    url_schemes=SCHEMES,
    link_rel="noopener nofollow",
    strip_comments=True,
)
# nh3 takes the square of the number of these in one text: they pass it as characters of private use,
# which no text keeps (`characters.readable`) and which come back as what they stand for.
_AMPERSAND, _SPACE = "\ue000", "\ue001"
_LINK_WITHOUT_ADDRESS = "<a rel="


class TooLong(ValueError):
    """More than `BODY_MAX_LENGTH` characters."""


class Cleaned(str):
    """Markup that `clean` has cleaned: no need to do it twice. Whatever is made of it is no longer."""

    __slots__ = ()


def clean(markup: str) -> Cleaned:
    """Body markup with only the elements a newspaper text needs, well-formed (`markup.normalised`).

    Cleaning twice changes nothing. Raises TooLong. The cost is linear: 3 ms of CPU for a council
    paper of 14,000 characters, 5 s for the worst million.
    """
    if isinstance(markup, Cleaned):
        return markup
    _refuse_too_long(markup)
    cleaned = _sanitised(normalised(markup))
    if _LINK_WITHOUT_ADDRESS in cleaned:  # nh3 found fault with an address
        cleaned = _sanitised(normalised(cleaned))
    return Cleaned(cleaned)


def _sanitised(markup: str) -> str:
    marked = markup.replace("&amp;", _AMPERSAND).replace("&nbsp;", _SPACE).replace("\xa0", _SPACE)
    return _cleaner.clean(marked).replace(_AMPERSAND, "&amp;").replace(_SPACE, "&nbsp;")


def _refuse_too_long(markup: str) -> None:
    if len(markup) > BODY_MAX_LENGTH:
        raise TooLong(f"{len(markup):,} characters of {BODY_MAX_LENGTH:,}")


def render(markup: str) -> SafeString:
    """The only place that declares stored markup safe: without scripts, whatever was stored.

    A wide table scrolls within a region of its own, which the keyboard reaches. Raises TooLong.
    The cost is linear: 0.1 s of CPU for the worst million characters.
    """
    _refuse_too_long(markup)
    numbers = count(1)

    def region(_: re.Match[str]) -> str:
        return f'<div class="table-scroll" role="region" tabindex="0" aria-label="Tabelle {next(numbers)}"><table>'

    cleaned = re.sub("<table>", region, _sanitised(markup)).replace("</table>", "</table></div>")
    return mark_safe(cleaned)  # noqa: S308 - cleaned in the lines above


def plain_text(text: str) -> str:
    """One run of text without markup, control characters or direction overrides (NFC).

    Only the first `PLAIN_MAX_LENGTH` characters are read.
    """
    # Unreadable characters first: without them, what they stood in may become markup.
    text = readable(text[:PLAIN_MAX_LENGTH])
    for _ in range(_LAYERS):
        if "<" not in text and "&" not in text:
            break
        stripped = readable(text_in(text))
        if stripped == text:
            break
        text = stripped
    else:
        text = text.replace("<", "‹").replace("&", "＆")
    return " ".join(text.split())


def text_of(markup: str) -> str:
    """The words of clean markup as they are read: blocks apart, emphasis and links within words."""
    text = unescape(_BLOCK.sub(" ", _INLINE.sub("", markup)))
    return " ".join(text.split())


def find_tag(text: str) -> str | None:
    """The first element's name in what should be plain text, for the message about it."""
    match = _TAG.search(unescape(text[:PLAIN_MAX_LENGTH]))
    return match.group(1).lower() if match else None


def reading_minutes(markup: str) -> int:
    """How long a practised reader takes, in whole minutes; at least one."""
    return max(1, round(len(text_of(markup).split()) / WORDS_PER_MINUTE))


def is_blank(markup: str) -> bool:
    """Whether markup shows no text at all (an editor that was left empty sends `<p></p>`)."""
    return not text_of(clean(markup))
