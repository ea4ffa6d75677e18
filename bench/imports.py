"""How fast articles are imported, and with how much memory."""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.report import Row
from bench.servers import ROOT, SECRETS, database, manage

SHORT_BODY = 757
"""Characters: what the demo's articles had at first, with which the goal was set."""

GOAL, GOAL_OF_PAPERS = 1_500, 150
"""Articles a second: short ones, and council papers of 15 kB."""

# The demo's own texts have up to 20 kB.
_WRITE_SHORT = f"""
import datetime, json, sys, django
django.setup()
from articles.html import text_of
from newsroom.demo.content import lines
for line in lines(int(sys.argv[1]), datetime.date(2026, 1, 15)):
    article = json.loads(line)
    article["body"] = "<p>" + text_of(article["body"])[:{SHORT_BODY} - 7] + "</p>"
    print(json.dumps(article, ensure_ascii=False))
"""


def rows(server: str, number: int, papers: Path | None) -> Iterator[Row]:
    """`import_articles` of so many short articles, and of `papers`: JSON Lines of real ones."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        with file.open("wb") as output:
            environment = SECRETS | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"}
            command = [sys.executable, "-c", _WRITE_SHORT, str(number)]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=output)
        yield _row(server, file, "short articles", at_least=GOAL)
    if papers:
        yield _row(server, papers, f"articles of {papers.name}", at_least=GOAL_OF_PAPERS)


def _row(server: str, file: Path, name: str, *, at_least: float) -> Row:
    """Into an empty database, three times; once more, it changes nothing."""
    number = sum(1 for line in file.open("rb") if line.strip())
    rates = []
    for _ in range(3):
        url = database(server, "bench_import")
        manage(url, "migrate", "--verbosity", "0")
        manage(url, "flush", "--no-input", "--verbosity", "0")
        manage(url, "migrate", "--verbosity", "0")
        begun = time.perf_counter()
        output = _run(url, "import_articles", str(file))
        rates.append(number / (time.perf_counter() - begun))
        if f"{number:,} new" not in output:
            raise AssertionError(output)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    again = _run(url, "import_articles", str(file))
    if f"{number:,} unchanged" not in again:
        raise AssertionError(again)
    return Row(
        f"{number:,} {name}", statistics.median(rates), "per second", at_least=at_least,
        note=f"start of the command included; at most {memory:.0f} MB",
    )  # fmt: skip


def _run(url: str, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    environment = SECRETS | {"DATABASE_URL": url}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout
