"""The one sanitiser. Whatever becomes markup on a page has passed through here.

A body is cleaned on every way in (`fields.BodyField`) and once more when it is rendered, so a row
that reached the database by another road cannot carry a script either.
"""

import html as stdlib_html
import re
import unicodedata

import nh3
from django.utils.safestring import SafeString, mark_safe

TAGS = {
    "a", "blockquote", "br", "caption", "em", "h1", "h2", "h3", "h4", "hr", "li", "ol", "p",
    "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# Elements whose text is no text for readers: they go with all that is in them.
REMOVED_WITH_CONTENT = {
    "iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea",
    "title",
}  # fmt: skip
WORDS_PER_MINUTE = 200
"""Most adults read 175 to 300 of English, silently (Brysbaert 2019); German words are longer."""

SCHEMES = {"http", "https", "mailto", "tel"}
_TAG = re.compile(r"<\s*/?\s*([a-zA-Z][a-zA-Z0-9-]*)[\s/>]")
_INLINE = re.compile("</?(?:a|em|strong|sub|sup)(?: [^>]*)?>")
_BLOCK = re.compile("<[^>]*>")
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Markup can hide behind entities, and these behind entities again: so many layers are undone.
_LAYERS = 5
_EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br>)*</p>")

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    clean_content_tags=REMOVED_WITH_CONTENT,
    url_schemes=SCHEMES,
    link_rel="noopener nofollow",
    strip_comments=True,
)
_stripper = nh3.Cleaner(tags=set(), clean_content_tags=REMOVED_WITH_CONTENT)


class Cleaned(str):
    """Markup that `clean` has cleaned: no need to do it twice. Whatever is made of it is no longer."""

    __slots__ = ()


class Plain(str):
    """Text that `plain_text` has made plain; as `Cleaned`."""

    __slots__ = ()


def clean(markup: str) -> Cleaned:
    """Body markup with only the elements a newspaper text needs; no h1, since the page has one."""
    if isinstance(markup, Cleaned):
        return markup
    cleaned = _cleaner.clean(_CONTROL.sub("", markup))
    cleaned = cleaned.replace("<h1>", "<h2>").replace("</h1>", "</h2>")
    return Cleaned(_EMPTY_PARAGRAPH.sub("", cleaned).strip())


def render(markup: str) -> SafeString:
    """The only place that declares stored markup safe: cleaned, whatever was stored."""
    return mark_safe(clean(markup))  # noqa: S308 - cleaned in this very line


def plain_text(text: str) -> Plain:
    """One run of text without markup, control characters or direction overrides (NFC)."""
    if isinstance(text, Plain):
        return text
    for _ in range(_LAYERS):
        if "<" not in text and "&" not in text:
            break
        stripped = stdlib_html.unescape(_stripper.clean(text))
        if stripped == text:
            break
        text = stripped
    else:
        text = text.replace("<", "‹")
    text = _BIDI.sub("", _CONTROL.sub("", unicodedata.normalize("NFC", text)))
    return Plain(" ".join(text.split()))


def text_of(markup: str) -> str:
    """The words of a body as they are read: blocks apart, emphasis and links within their word."""
    text = stdlib_html.unescape(_BLOCK.sub(" ", _INLINE.sub("", markup)))
    return " ".join(text.split())


def find_tag(text: str) -> str | None:
    """The first element's name in what should be plain text, for the message about it."""
    match = _TAG.search(stdlib_html.unescape(text))
    return match.group(1).lower() if match else None


def reading_minutes(markup: str) -> int:
    """How long a practised reader takes, in whole minutes; at least one."""
    return max(1, round(len(text_of(markup).split()) / WORDS_PER_MINUTE))


def is_blank(markup: str) -> bool:
    """Whether markup shows no text at all (an editor that was left empty sends `<p></p>`)."""
    return not plain_text(markup)
