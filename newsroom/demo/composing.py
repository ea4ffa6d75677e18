"""Demo articles beyond the written ones: sentences with compounds, streets, names, places and numbers.

As many different words, as unevenly spread, and bodies as unequal as in a paper of many years: what
is measured with them means something. Article number i is the same on every machine: its number is
the seed.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

LONG = 0.9
"""Beyond this share bodies are long: one in ten."""

SHORTEST, GROWTH = 1_000, 3
"""Characters of the shortest body; the longest short one is so many times as long."""

SHORTEST_LONG, LONGEST_LONG = 11_000, 18_000
LAST_YEAR, YEARS, DAYS, LAW_PARAGRAPHS, NUMBERS = 2029, 30, 28, 120, 3_000

BLOCKS = "body body quote subheading body item body subheading body body body subheading".split()  # noqa: SIM905 - read more easily
"""Of what a body consists, again and again."""

Slot = tuple[list[str], int]
"""What may stand there, and how many these are."""

Sentence = tuple[str, list[Slot]]

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Composed:
    """The texts of an article; the body with the marks of `articles.toml`."""

    headline: str
    subheadline: str
    teaser: str
    body: str


def compose(index: int, town: str, quarter: str) -> Composed:
    sentences = _sentences()
    # Of `Random`, Python promises for `random` alone that a seed gives the same everywhere.
    draw = Random(index).random  # noqa: S311 - no secret

    def write(kind: str) -> str:
        known = sentences[kind]
        pattern, slots = known[int(len(known) * draw())]
        # The cube: some words stand in many articles, most in few.
        return pattern % tuple([words[int(number * draw() ** 3)] for words, number in slots])

    def text(number: int, kind: str) -> str:
        return " ".join([write(kind) for _ in range(number)])

    def block(kind: str) -> str:
        if kind == "subheading":
            return f"## {write(kind)}"
        if kind == "item":
            return "\n".join([f"- {write(kind)}" for _ in range(4)])
        return text(1 if kind == "quote" else 2 + int(draw() * 4), kind)

    size, blocks, length = _size(draw()), list[str](), 0
    while length < size:
        blocks.append(block(BLOCKS[len(blocks) % len(BLOCKS)]))
        length += len(blocks[-1])
    texts = write("headline"), write("subheadline"), text(3, "teaser"), "\n\n".join(blocks)
    return Composed(*[one.replace("{stadt}", town).replace("{teil}", quarter) for one in texts])


def _size(share: float) -> float:
    """Characters of a body: a few long ones among many short ones."""
    if share < LONG:
        return float(SHORTEST * GROWTH ** (share / LONG))
    return SHORTEST_LONG + (LONGEST_LONG - SHORTEST_LONG) * (share - LONG) / (1 - LONG)


@cache
def _sentences() -> dict[str, list[Sentence]]:
    """By kind, ready to be filled."""
    with Path(__file__).with_name("words.toml").open("rb") as file:
        words = tomllib.load(file)
    slots = _slots(words)
    return {kind: [_split(one, slots) for one in each] for kind, each in words["sentences"].items()}


def _split(sentence: str, slots: dict[str, Slot]) -> Sentence:
    used = [slots[name] for name in _SLOT.findall(sentence) if name in slots]
    pattern = _SLOT.sub(lambda slot: "%s" if slot[1] in slots else slot[0], sentence)
    return pattern, used


def _slots(words: dict[str, Any]) -> dict[str, Slot]:
    compounds, names, numbers = words["compounds"], words["names"], words["numbers"]
    amounts = [_number(2.5 + 8 * place / NUMBERS) for place in range(NUMBERS)]
    days = [f"{day}. {month}" for day in range(1, DAYS + 1) for month in numbers["month"].split()]
    years = [str(LAST_YEAR - ago) for ago in range(YEARS)]
    laws = [f"§ {number}" for number in range(1, LAW_PARAGRAPHS + 1)]
    money = [f"{_number(6 + 8 * place / NUMBERS)} Euro" for place in range(NUMBERS)]
    money += [f"{place // 10},{place % 10} Millionen Euro" for place in range(11, 600)]
    found = {
        **{
            gender: _joined(compounds["first"].split(), compounds[gender].split())
            for gender in "mfn"
        },
        "name": _joined(names["surname_first"].split(), names["surname_last"].split()),
        "ort": _joined(names["place_first"].split(), names["place_last"].split()),
        "straße": _joined(names["street_first"].split(), names["street_die"].split()),
        "weg": _joined(names["street_first"].split(), names["street_der"].split()),
        "zahl": amounts,
        "maß": _joined(amounts, numbers["unit"].split(), " "),
        "fläche": _joined(amounts, numbers["area"].split(), " "),
        "paragraf": _joined(laws, numbers["law"].split(), " "),
        "datum": _joined(days, years, " "),
        "jahr": years,
        "geld": money,
    }
    return {name: (each, len(each)) for name, each in found.items()}


def _number(size: float) -> str:
    return f"{int(2.718**size):,}".replace(",", ".")


def _joined(first: list[str], last: list[str], between: str = "") -> list[str]:
    """Each first part with each last one, in no order that could be seen."""
    pairs = (f"{one}{between}{other}" for one, other in product(first, last))
    return sorted(pairs, key=lambda word: (crc32(word.encode()), word))
