"""`python -m bench.relevance FILE.jsonl`: how relevant the first results of the search are.

Imports FILE (as `import_articles` reads it) into fresh databases, one of PostgreSQL (the server of
`BENCH_DATABASE_URL`, or one of its own in `var/bench/`) and one of SQLite; asks the search page for
everything in `bench/relevance_*.json`, as a member and without an account; compares with plain
PostgreSQL. Writes `docs/relevance.md`. Exits with 1 where a goal was missed: on the queries held
out, on all queries together, or on typing errors. The queries for tuning have no goal of their own:
what the search may be fitted to proves nothing, and of some of their means plain PostgreSQL leaves
less than the lead that is asked for.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from bench import django_side
from bench.relevance import queries, site, table
from bench.relevance.plain import PlainSearch
from bench.relevance.rules import Paper, relevant
from bench.report import Row
from bench.servers import ROOT, manage, postgres


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure relevance; see the module's text.")
    parser.add_argument("file", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "relevance.md")
    options = parser.parse_args()
    if not options.file.is_file():
        parser.error(f"{options.file}: no such file")
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit("Ended from outside.")
    )  # ends the servers too
    try:
        asked = {
            "tuning": queries.load(queries.TUNING),
            "held out": queries.load(queries.HELD_OUT),
            "typos": queries.load(queries.TYPOS, typos=True),
        }
    except queries.QueryError as error:
        sys.exit(str(error))
    manage("", "collectstatic", "--noinput", "--verbosity", "0")
    judged, papers = _measure(options.file, asked)
    typos = judged.pop("typos")
    options.page.write_text(table.page(_head(options.file, papers), judged, typos))
    rows = list(_rows(judged, typos))
    print(*rows, sep="\n")
    missed = [row.name for row in rows if not row.is_reached]
    print(f"\n{len(missed)} goals missed" + (f": {'; '.join(missed)}" if missed else ""))
    return int(bool(missed))


def _measure(
    file: Path, asked: dict[str, list[queries.Query]]
) -> tuple[dict[str, list[table.Judged]], int]:
    """Every query with what was shown; and the number of papers."""
    with ExitStack() as stack:
        enter = stack.enter_context
        folder = enter(tempfile.TemporaryDirectory())
        urls = {
            "PostgreSQL": enter(site.fresh_database(enter(postgres()))),
            "SQLite": f"sqlite:///{folder}/site.sqlite3",
        }
        texts = {}
        for name, url in urls.items():
            print(f"Importing into {name} …", flush=True)
            site.fill(url, file)
            texts[name] = django_side.texts(url)
        papers = [(_paper(text), text["published_at"]) for text in texts["PostgreSQL"]]
        if {paper for paper, _ in papers} != {_paper(text) for text in texts["SQLite"]}:
            sys.exit("The two databases hold different papers.")
        judged = {
            part: [
                table.Judged(query, relevant((paper for paper, _ in papers), query.patterns))
                for query in found
            ]
            for part, found in asked.items()
        }
        everything = [one for found in judged.values() for one in found]
        with psycopg.connect(urls["PostgreSQL"], autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
            plain = PlainSearch(connection, papers)
            for one in everything:
                one.ask(table.PLAIN, plain.first)
        for name, url in urls.items():
            ids = {text["number"]: text["id"] for text in texts[name]}
            with site.running(url, ids) as running:
                for one in everything:
                    one.ask(name, running.first)
        return judged, len(papers)


def _paper(text: dict[str, str]) -> Paper:
    names = ("id", "headline", "subheadline", "teaser", "body")
    return Paper(**{name: text[name] for name in names})


def _rows(judged: dict[str, list[table.Judged]], typos: list[table.Judged]) -> Iterator[Row]:
    yield from table.leads("tuning", judged["tuning"], goal=None)
    yield from table.leads("held out", judged["held out"])
    yield from table.leads("together", [one for found in judged.values() for one in found])
    yield from table.answers(typos)


def _head(file: Path, papers: int) -> str:
    day = datetime.now(UTC).date()
    size = file.stat().st_size / 1_000_000
    return (
        f"`python -m bench.relevance {file.name}`, {day}: {papers:,} papers, {size:.1f} MB. "
        "Written by that command."
    )


if __name__ == "__main__":
    sys.exit(main())
