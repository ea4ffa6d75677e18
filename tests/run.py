"""`make test`: the suite on SQLite, on PostgreSQL where TEST_DATABASE_URL names one, and the rest.

The rest are tests marked `once`: what they look at does not depend on the kind of database.
Runs in parallel, one worker for each core (at most eight). Says at the end how long each part took
and what did not run. Where CI is set, a skipped test is a failure. `--only sqlite`,
`--only postgresql` and `--only once` run one part; all other arguments are pytest's.
"""

import argparse
import os
import subprocess
import sys
import time

from tests.browser.conftest import CHROMIUM
from tests.deploy import debian

# Whoever has run out of tests takes half of another's.
PARALLEL = ["-n", "auto", "--maxprocesses", "8", "--dist", "worksteal"]


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the suite; see the module's text.")
    parser.add_argument("--only", choices=["sqlite", "postgresql", "once"])
    options, arguments = parser.parse_known_args()
    postgres = os.environ.get("TEST_DATABASE_URL", "")
    parts = {"SQLite": ("", "not once"), "PostgreSQL": (postgres, "not once"), "Once": ("", "once")}
    if not postgres:
        del parts["PostgreSQL"]
    outcomes = {
        name: _run(name, url, ["-m", marker, *arguments])
        for name, (url, marker) in parts.items()
        if options.only in {None, name.lower()}
    }
    print()
    for name, (code, minutes) in outcomes.items():
        said = "passed" if code == 0 else f"failed (exit {code})"
        print(f"{name}: {said} in {minutes:.1f} minutes")
    if not postgres:
        print("PostgreSQL: did not run. Name a server: TEST_DATABASE_URL=postgres://…")
    if CHROMIUM is None:
        print("Browser tests: did not run. Install Chromium (Debian: apt install chromium)")
    if debian.MISSING:
        print(f"nginx tests: did not run ({debian.MISSING})")
    return max((code for code, _ in outcomes.values()), default=1)


def _run(name: str, url: str, arguments: list[str]) -> tuple[int, float]:
    """Exit code and minutes."""
    print(f"\n=== Tests: {name} ===", flush=True)
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    if url:
        environment["DATABASE_URL"] = url
    strict = ["--fail-on-skip"] if os.environ.get("CI") else []
    command = [sys.executable, "-m", "pytest", *PARALLEL, *strict, *arguments]
    begun = time.monotonic()
    code = subprocess.run(command, env=environment, check=False).returncode
    return code, (time.monotonic() - begun) / 60


if __name__ == "__main__":
    sys.exit(main())
