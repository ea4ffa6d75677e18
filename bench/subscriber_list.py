"""`python -m bench.subscriber_list FILE [ROWS]`: a list like the real one, every twentieth row troubled.

The same rows on every machine. The kinds of trouble take turns: no address, a broken date, a twin
of an earlier row, a date before another, words behind a name, an address in other letters, an umlaut
domain, a formula in a cell.
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

HEADER = (
    "email",
    "first_name",
    "last_name",
    "organisation",
    "subscribed_at",
    "unsubscribed_at",
    "consent_source",
)
TROUBLE_EVERY = 20
FIRST_NAMES = ("Anna", "Björn", "Claudia", "Dirk", "Emine", "François", "Gisela", "Jürgen")
LAST_NAMES = ("Albers", "Böhm", "Çelik", "Dietrich", "Große", "Hansen", "Müller-Lüdenscheidt")
TOWNS = ("Altenbrück", "Birkenhagen", "Dornstedt", "Eschenau", "Falkenrode", "Grünwerder")


def rows(number: int) -> Iterator[list[str]]:
    for index in range(number):
        row = _good(index)
        yield _troubled(row, index) if index % TROUBLE_EVERY == TROUBLE_EVERY - 1 else row


def _good(index: int) -> list[str]:
    day = f"{index % 28 + 1:02}.{index % 12 + 1:02}.{2006 + index % 9}"
    left = f"2016-{index % 12 + 1:02}-{index % 28 + 1:02}" if index % 13 == 0 else ""
    return [
        f"vorname.nachname{index}@stadt-{index % 4000}.example",
        FIRST_NAMES[index % len(FIRST_NAMES)],
        LAST_NAMES[index % len(LAST_NAMES)],
        f"Stadt {TOWNS[index % len(TOWNS)]}",
        day,
        left,
        "Bestellformular",
    ]


def _troubled(row: list[str], index: int) -> list[str]:
    match index // TROUBLE_EVERY % 8:
        case 0:
            row[0] = f"vorname.nachname{index}@stadt"
        case 1:
            row[4] = "31.02.2012"
        case 2:
            row[0] = _good(index - 1)[0].upper()
        case 3:
            row[4], row[5] = "2014-01-01", "2013-01-01"
        case 4:
            row[2] = f"{row[2]} (Büro)"
        case 5:
            row[0] = f" Vorname.NACHNAME{index}@Stadt.Example "
        case 6:
            row[0] = f"nachname{index}@bücher-{index % 50}.example"
        case _:
            row[3] = "=HYPERLINK(1)"
    return row


def main(path: Path, number: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        writer.writerows(rows(number))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="Write a list of subscribers; see the module's text."
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("rows", type=int, nargs="?", default=1_000_000)
    options = parser.parse_args()
    main(options.file, options.rows)
