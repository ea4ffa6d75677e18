"""How fast articles are imported, and with how much memory."""

import re
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

GOAL = 1_500


def rows(server: str, number: int) -> Iterator[Row]:
    """`import_articles` of so many articles into an empty database, three times."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "articles.jsonl"
        _write(file, number)
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
        yield Row(
            f"{number:,} articles", statistics.median(rates), "per second", at_least=GOAL,
            note=f"start of the command included; at most {memory:.0f} MB",
        )  # fmt: skip
        again = _run(url, "import_articles", str(file))
        if not re.search(rf"{number:,} unchanged", again):
            raise AssertionError(again)


def _write(file: Path, number: int) -> None:
    code = (
        "import sys, datetime, django; django.setup(); "
        "from newsroom.demo.content import lines; "
        "[print(line.decode()) for line in lines(int(sys.argv[1]), datetime.date(2026, 1, 15))]"
    )
    with file.open("wb") as output:
        environment = SECRETS | {"DJANGO_SETTINGS_MODULE": "newsroom.settings"}
        command = [sys.executable, "-c", code, str(number)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=output)


def _run(url: str, *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    environment = SECRETS | {"DATABASE_URL": url}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout
