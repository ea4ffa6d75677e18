"""The picture of a shared link: headline, source and date, drawn in the paper's own type."""

import hashlib
import io
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from PIL import Image, ImageDraw, ImageFont

from articles.models import Article

SIZE = WIDTH, HEIGHT = 1200, 630
"""Points; what Facebook, LinkedIn and Mastodon ask for (1.91:1)."""

KEPT = 256
"""Drawn cards that each process keeps: about 6 MB."""

PAPER, INK, SOFT, ACCENT = "#fffefa", "#1b1a17", "#5a564d", "#93231d"
MARGIN = 72
HEADLINE_SIZES = range(80, 39, -4)
MOST_LINES = 5
LEADING = 1.16
_TOP, _BOTTOM = 178, 520
_FONTS = Path(__file__).with_name("fonts")
_COLOURS = 16
"""Enough for three inks and their soft edges; a third of the bytes."""


def address(article: Article) -> str:
    """Where the card is found. It changes with what stands on it, so no cache shows an old one."""
    return reverse("card", args=[article.pk, digest(article)])


def digest(article: Article) -> str:
    return hashlib.sha256("\0".join(_words(article)).encode()).hexdigest()[:12]


def png(article: Article) -> bytes:
    """The card as a PNG of some 20 kB. `article` comes with its source; no query."""
    return _drawn(*_words(article))


def _words(article: Article) -> tuple[str, str, str, str]:
    day = timezone.localdate(article.published_at) if article.published_at else None
    date = formats.date_format(day, "j. F Y") if day else ""
    return settings.SITE_NAME, article.headline, article.source.name, date


@lru_cache(maxsize=KEPT)
def _drawn(site: str, headline: str, source: str, date: str) -> bytes:
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 14), fill=ACCENT)
    draw.text((MARGIN, 56), site, font=_font("Bold", 46), fill=INK)
    for top, height in ((130, 4), (138, 1)):
        draw.rectangle((MARGIN, top, WIDTH - MARGIN, top + height), fill=INK)
    size, lines = _fitted(draw, headline)
    height = round(size * LEADING)
    top = _TOP + (_BOTTOM - _TOP - height * len(lines)) // 2
    for number, line in enumerate(lines):
        draw.text((MARGIN, top + number * height), line, font=_font("Bold", size), fill=INK)
    small = _font("Regular", 34)
    room = WIDTH - 2 * MARGIN - draw.textlength(f"  {date}", font=small)
    draw.text((MARGIN, 552), _cut(draw, source, small, room), font=small, fill=SOFT)
    draw.text((WIDTH - MARGIN, 552), date, font=small, fill=SOFT, anchor="ra")
    written = io.BytesIO()
    image.quantize(_COLOURS).save(written, "PNG", optimize=True)
    return written.getvalue()


@lru_cache
def _font(style: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"CardSerif-{style}.ttf", size)


def _fitted(draw: ImageDraw.ImageDraw, text: str) -> tuple[int, list[str]]:
    """The largest size in which the headline fits, and its lines; cut where none does."""
    for size in HEADLINE_SIZES:
        lines = _wrapped(draw, text, _font("Bold", size))
        if len(lines) <= MOST_LINES and len(lines) * size * LEADING <= _BOTTOM - _TOP:
            break
    else:
        lines = [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]} …"]
    font, room = _font("Bold", size), WIDTH - 2 * MARGIN
    return size, [_cut(draw, line, font, room) for line in lines]


def _wrapped(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and draw.textlength(longer, font=font) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont, room: float) -> str:
    if draw.textlength(text, font=font) <= room:
        return text
    while text and draw.textlength(f"{text}…", font=font) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"
