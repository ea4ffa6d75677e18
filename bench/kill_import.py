"""`python -m bench.kill_import [ROWS] [TIMES]`: kill -9 an import at random moments, run it again, compare.

Works on the database of DATABASE_URL, which it empties: give it one of its own.
"""

import hashlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

from bench.subscriber_list import main as write_list

SEED = 20261122


def fingerprint() -> tuple[int, str]:
    """Number of subscribers, and a hash of all that the list says of them."""
    from accounts.models import LegacySubscriber  # noqa: PLC0415 - needs django.setup()
    from accounts.subscriber_columns import COLUMNS  # noqa: PLC0415

    digest = hashlib.sha256()
    rows = LegacySubscriber.objects.order_by("email").values_list(*COLUMNS)
    number = 0
    for row in rows.iterator():
        digest.update(repr(row).encode())
        number += 1
    return number, digest.hexdigest()


def run(file: Path, *, kill_after: float | None = None) -> float:
    """One import, killed after so many seconds where told; how long it took."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "import_subscribers", str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process.wait(kill_after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - began


def main(rows: int, times: int) -> int:
    django.setup()
    from accounts.models import LegacySubscriber  # noqa: PLC0415

    moments = random.Random(SEED)  # noqa: S311 - moments, not secrets
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        write_list(file, rows)
        LegacySubscriber.objects.all().delete()
        duration = run(file)
        expected = fingerprint()
        print(f"whole: {expected[0]:,} rows in {duration:.1f} s")
        failures = 0
        for number in range(1, times + 1):
            LegacySubscriber.objects.all().delete()
            moment = moments.uniform(0.3, duration)
            run(file, kill_after=moment)
            left, _ = fingerprint()
            run(file)
            same = fingerprint() == expected
            failures += not same
            print(
                f"{number}: killed after {moment:.2f} s with {left:,} rows; rerun {'same' if same else 'DIFFERENT'}",
                flush=True,
            )
    print(f"{times - failures} of {times} ended in the same rows")
    return failures


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    arguments = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(*arguments) if len(arguments) == 2 else main(100_000, 20))  # noqa: PLR2004 - argv
