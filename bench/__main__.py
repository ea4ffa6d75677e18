"""`make bench`, or `python -m bench [--sizes 1000,1000000] [--only PART …]`: everything in one run.

Fills a database for each size (a million articles take hours; they are kept for the
next run), compares answers before it times them, and measures in interleaved rounds. The table is
printed, and written as JSON to `docs/benchmark.json`; the growth curves are drawn to
`docs/growth.svg`. Exits with 1 where a goal was missed.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg

from bench import django_side, footprint, growth, imports, pages, searching
from bench.drawing import draw
from bench.report import Row, write
from bench.servers import ROOT, database, manage, postgres

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PAGES_AT = 2_400
"""Articles of the comparison with hello, as in the measurements of other systems."""

IMPORTED = 10_000
PARTS = ("pages", "growth", "search", "import", "footprint")


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure everything; see the module's text.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    parser.add_argument("--papers", type=Path, help="real articles to import: JSON Lines, all new")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", type=Path, default=ROOT / "docs" / "benchmark.json")
    parser.add_argument("--picture", type=Path, default=ROOT / "docs" / "growth.svg")
    options = parser.parse_args()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("Ended from outside.")
    )  # ends the servers too
    sizes = sorted(int(size) for size in options.sizes.split(","))
    parts: dict[str, list[Row]] = {}
    curves: growth.Curves = {}
    manage("", "collectstatic", "--noinput", "--verbosity", "0")
    with postgres() as server:
        measures: dict[str, Callable[[], Iterable[Row]]] = {
            "pages": lambda: pages.rows(_filled(server, PAGES_AT), options.rounds),
            "search": lambda: searching.rows(_filled(server, sizes[-1])),
            "import": lambda: imports.rows(server, IMPORTED, options.papers),
            "footprint": lambda: footprint.rows(_filled(server, PAGES_AT)),
        }
        for part in options.only:
            if part == "growth":
                curves = growth.curves({s: _filled(server, s) for s in sizes}, options.rounds)
                found: Iterable[Row] = growth.rows(curves)
            else:
                found = measures[part]()
            print(f"\n{part}", flush=True)
            parts[part] = []
            for row in found:
                print(f"  {row}", flush=True)
                parts[part].append(row)
    if set(options.only) == set(PARTS):
        write(options.json, parts, curves)
        draw(options.picture, curves)
    missed = [row.name for rows in parts.values() for row in rows if not row.is_reached]
    print(f"\n{len(missed)} goals missed" + (f": {'; '.join(missed)}" if missed else ""))
    return int(bool(missed))


def _filled(server: str, size: int) -> str:
    """A database with so many articles of the demo, filled once."""
    url = database(server, f"bench_{size}")
    manage(url, "migrate", "--verbosity", "0")
    with psycopg.connect(url, autocommit=True) as connection:
        asked = "SELECT count(*) FROM articles_article WHERE external_id LIKE 'demo-%'"
        if connection.execute(asked).fetchone() != (size,):
            print(f"Filling a database with {size:,} articles …", flush=True)
            manage(url, "demo", "--articles", str(size), "--members", "100", DEMO="on")
        django_side.add_rare_words(url)
        connection.execute("VACUUM ANALYZE")
    return url


if __name__ == "__main__":
    sys.exit(main())
