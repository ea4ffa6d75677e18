"""Demo articles: two dozen written ones, first varied by place and number, then composed of many words.

Article number i is the same on every machine: nothing here is random. Only the dates follow the
day on which the demo is filled.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import escape
from pathlib import Path

from django.utils import timezone

from articles.slugs import slug_of
from newsroom.demo.composing import compose

TOWNS = (
    "Altenbrück", "Birkenhagen", "Dornstedt", "Eschenau", "Falkenrode", "Grünwerder", "Hagenfurt",
    "Immenthal", "Jessenfeld", "Kaltenborn", "Lindenwerra", "Mühlrode", "Neuenwiek", "Oberstetten",
    "Pappelsee", "Quellheim", "Rabenau", "Sandershof", "Tiefenbronn", "Ulmenried", "Vosslau",
    "Weidenkamp", "Zellbrunn", "Ahrensbach", "Brunsdorf", "Elmsrode", "Fichtengrund", "Hohenlinde",
    "Kirchwalde", "Marienforst", "Nordersiel", "Rethwisch", "Steinfurth", "Wallerstedt", "Werrabrück",
    "Buchenrode", "Erlenstein",
)  # fmt: skip
QUARTERS = (
    "Nordstadt", "Westend", "Hafenviertel", "Neustadt", "Südhang", "Unterdorf", "Bahnhofsviertel",
    "Klosterfeld", "Am Anger", "Weststadt", "Ziegelei", "Mühlenviertel", "Sonnenberg",
)  # fmt: skip
LAENDER = ("01", "03", "05", "06", "07", "08", "09", "10", "12", "13", "14", "15", "16")
WRITTEN = 120
"""The newest articles, which `make run` shows: written ones. The others are composed."""

PER_DAY = 12
DAYS_AT_THAT = 365
PER_DAY_BEFORE = 300
FIRST_TIME = time(5, 30)
MINUTES_APART = 17
_NUMBER = re.compile(r"\{zahl:(\d+)\}")


@dataclass(frozen=True)
class Written:
    """One of the written articles, with places for town, quarter and numbers."""

    topic: list[str]
    source: str
    headline: str
    subheadline: str
    teaser: str
    body: str


def written() -> list[Written]:
    with Path(__file__).with_name("articles.toml").open("rb") as file:
        return [Written(**entry) for entry in tomllib.load(file)["article"]]


def lines(number: int, newest_day: date) -> Iterator[bytes]:
    """`number` lines of the import format, the newest first."""
    articles = written()
    for index in range(number):
        yield json.dumps(_line(index, articles, newest_day), ensure_ascii=False).encode()


def newest_day(now: datetime) -> date:
    """Today, once today's edition is out; yesterday in the early morning."""
    local = timezone.localtime(now)
    complete = datetime.combine(local, FIRST_TIME) + timedelta(minutes=PER_DAY * MINUTES_APART)
    return local.date() if local.time() > complete.time() else local.date() - timedelta(days=1)


def _line(index: int, articles: list[Written], newest: date) -> dict[str, object]:
    article = articles[index % len(articles)]
    town = TOWNS[(index * 7 + index // len(articles)) % len(TOWNS)]
    quarter = QUARTERS[(index * 5 + index // 31) % len(QUARTERS)]

    def fill(text: str) -> str:
        text = text.replace("{ort}", town).replace("{teil}", quarter)
        return _NUMBER.sub(lambda match: _vary(int(match[1]), index), text)

    text = article if index < WRITTEN else compose(index, town, quarter)
    source = fill(article.source)
    site = f"https://www.{slug_of(source, fallback='stadt')}.example"
    headline = fill(text.headline)
    return {
        "id": f"demo-{index + 1:07}",
        "headline": headline,
        "subheadline": fill(text.subheadline),
        "teaser": fill(text.teaser),
        "body": as_html(fill(text.body)),
        "source": {"name": source, "url": f"{site}/", "ags": _key_of(town)},
        "original_url": f"{site}/aktuelles/{index + 1}-{slug_of(headline, fallback='meldung')}",
        "topics": article.topic,
        "published_at": _moment(index, newest).isoformat(),
    }


def _key_of(town: str) -> str:
    """An official key that no municipality has, in one of the thirteen larger Länder."""
    number = TOWNS.index(town)
    return f"{LAENDER[number % len(LAENDER)]}999{number:03}"


def _vary(number: int, index: int) -> str:
    """A number near the written one, with as many digits that mean something; 5200 -> 4.700."""
    varied = number * (75 + index * 37 % 51) // 100 if index >= len(QUARTERS) else number
    varied = max(varied, 2)
    step = 10 ** max(len(str(varied)) - 2, 0)
    return f"{varied // step * step:,}".replace(",", ".")


def _moment(index: int, newest: date) -> datetime:
    recent = PER_DAY * DAYS_AT_THAT
    if index < recent:
        days, position, apart = index // PER_DAY, index % PER_DAY, MINUTES_APART
        position = PER_DAY - 1 - position
    else:
        days = DAYS_AT_THAT + (index - recent) // PER_DAY_BEFORE
        position, apart = (index - recent) % PER_DAY_BEFORE, 2
    start = datetime.combine(newest - timedelta(days=days), FIRST_TIME)
    return timezone.make_aware(start + timedelta(minutes=position * apart))


def as_html(text: str) -> str:
    """The body's paragraphs, headings, quotations and lists as HTML."""
    return "".join(_block(block.strip()) for block in text.split("\n\n") if block.strip())


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{escape(block[3:])}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{escape(block[2:])}</p></blockquote>"
    if block.startswith("- "):
        items = "".join(f"<li>{escape(line[2:])}</li>" for line in block.splitlines())
        return f"<ul>{items}</ul>"
    return f"<p>{escape(block)}</p>"
