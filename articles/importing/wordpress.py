"""Texts of WordPress as it stores them, as HTML."""

import re

_SHORTCODE = re.compile(r"(\[?)\[(/?)([a-z][a-z0-9_-]*+)(\s[^\[\]]*+|/)?+\](\]?)")
_BUILT_IN = {"audio", "caption", "embed", "gallery", "playlist", "video", "wp_caption"}
_BLOCK_COMMENT = "<!-- wp:"
_SHORTCODE_BLOCK, _SHORTCODE_BLOCK_END = "<!-- wp:shortcode -->", "<!-- /wp:shortcode -->"
_BLANK_LINES = re.compile(r"\n[ \t]*+\n\s*+")
_LINE_BREAK = re.compile(r"(?<=[^\n>])\n(?=[^\n<])")


def without_blocks(text: str) -> str:
    """The text as WordPress shows it, without shortcodes.

    Comments, those of its blocks too, are the sanitiser's to remove. A text without them is one of
    the classic editor: an empty line begins a paragraph.
    """
    first, *others = text.replace("\r\n", "\n").split(_SHORTCODE_BLOCK)
    text = "".join([first, *(part.partition(_SHORTCODE_BLOCK_END)[2] for part in others)])
    text = _without_shortcodes(text)
    if _BLOCK_COMMENT in text:
        return text
    return _LINE_BREAK.sub("<br>", f"<p>{_BLANK_LINES.sub('<p>', text)}") if text.strip() else ""


def _without_shortcodes(text: str) -> str:
    """What a plugin would have made of them is not in the export.

    Only what is no prose is taken for one: with attributes, closed again, WordPress's own, or named
    as no word is. "[sic]" stays, and so does "[[gallery]]", which WordPress shows as "[gallery]".
    """
    closed = {found[3] for found in _SHORTCODE.finditer(text) if found[2]}

    def shown(found: re.Match[str]) -> str:
        before, end, name, attributes, after = found.groups()
        if before and after:
            return found[0][1:-1]
        is_code = (
            end
            or name in closed | _BUILT_IN
            or "_" in name
            or "=" in (attributes or "")
            or attributes == "/"
        )
        return before + after if is_code else found[0]

    return _SHORTCODE.sub(shown, text)
