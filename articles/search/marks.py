"""What a hit shows: the words that were asked for, marked, and the place where they stand."""

import re
from collections import Counter

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.search.question import Question

LENGTH = 260
"""Characters of a snippet."""

_TOKEN = re.compile(r"[^\W_]+")


def marked(text: str, question: Question) -> SafeString:
    """The whole text, escaped, each word that was asked for in `<mark>`."""
    return _join(text, [match.span() for match in _hits(text, question)])


def snippet(text: str, question: Question) -> SafeString:
    """Some `LENGTH` characters around the place that holds most of the question; "" without any."""
    spans = [match.span() for match in _hits(text, question)]
    if not spans:
        return SafeString("")
    start, end = _window(text, spans)
    inside = [(a - start, b - start) for a, b in spans if a >= start and b <= end]
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return format_html("{}{}{}", before, _join(text[start:end], inside), after)


def _hits(text: str, question: Question) -> list[re.Match[str]]:
    return [match for match in _TOKEN.finditer(text) if question.names(match[0])]


def _window(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """Where to cut: between words, at the stretch in which most different words were found."""
    best = _richest(text, spans)
    start = max(0, best[0] - LENGTH // 4)
    if start:
        start = text.find(" ", start, best[0]) + 1 or best[0]
    end = min(len(text), start + LENGTH)
    if end < len(text):
        end = max(text.rfind(" ", best[1], end), best[1])
    return start, end


def _richest(text: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """The first span from which on `LENGTH` characters hold most different words; one pass."""
    found = [text[start:end].casefold() for start, end in spans]
    near: Counter[str] = Counter()
    best, most, behind = spans[0], 0, 0
    for place, span in enumerate(spans):
        while behind < len(spans) and spans[behind][1] <= span[0] + LENGTH:
            near[found[behind]] += 1
            behind += 1
        if len(near) > most:
            best, most = span, len(near)
        if behind > place:
            near[found[place]] -= 1
            if not near[found[place]]:
                del near[found[place]]
        else:  # one word that is longer than a snippet
            behind = place + 1
    return best


def _join(text: str, spans: list[tuple[int, int]]) -> SafeString:
    pieces: list[tuple[str, str]] = []
    place = 0
    for start, end in spans:
        pieces.append((text[place:start], text[start:end]))
        place = end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[place:])
