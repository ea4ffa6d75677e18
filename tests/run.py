"""`make test`: the whole suite on SQLite, then on PostgreSQL where TEST_DATABASE_URL names one.

Says at the end what did not run. Where CI is set, a skipped test is a failure.
"""

import os
import subprocess
import sys

from tests.browser.conftest import CHROMIUM
from tests.deploy import debian


def main(arguments: list[str]) -> int:
    postgres = os.environ.get("TEST_DATABASE_URL", "")
    databases = {"SQLite": ""} | ({"PostgreSQL": postgres} if postgres else {})
    options = ["--fail-on-skip"] if os.environ.get("CI") else []
    results = {}
    for name, url in databases.items():
        print(f"\n=== The suite on {name} ===", flush=True)
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        if url:
            environment["DATABASE_URL"] = url
        command = [sys.executable, "-m", "pytest", *options, *arguments]
        results[name] = subprocess.run(command, env=environment, check=False).returncode
    print("\n" + "\n".join(_outcome(name, code) for name, code in results.items()))
    if not postgres:
        print("PostgreSQL: did not run. Name a server: TEST_DATABASE_URL=postgres://…")
    if CHROMIUM is None:
        print("Browser tests: did not run. Install Chromium (Debian: apt install chromium)")
    if debian.MISSING:
        print(f"nginx tests: did not run ({debian.MISSING})")
    return max(results.values())


def _outcome(name: str, code: int) -> str:
    return f"{name}: {'passed' if code == 0 else f'failed (exit {code})'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
