"""`make drills`: what takes too long for the suite, one drill after the other, with its minutes.

`SIZE=small` runs each in its small version, as CI does. Every drill gets an empty SQLite database
and exits with 0 where all went well.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time

from bench.servers import ROOT, SECRETS, manage

DRILLS = {
    "kill_import": {"small": ["20000", "3"], "full": ["100000", "20"]},
    "interleavings": {"small": ["1000"], "full": ["10000"]},
}
"""Module in bench/, and its arguments for each size."""


def main() -> int:
    parser = argparse.ArgumentParser(description="Run all drills; see the module's text.")
    parser.add_argument("size", nargs="?", choices=["small", "full"], default="full")
    size = parser.parse_args().size
    failed = []
    for name, arguments in DRILLS.items():
        print(f"\n--- {name} ({size})", flush=True)
        begun = time.monotonic()
        if _run(name, arguments[size]):
            failed.append(name)
        print(f"{name}: {(time.monotonic() - begun) / 60:.1f} minutes")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll drills went well.")
    return int(bool(failed))


def _run(name: str, arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/db.sqlite3"
        manage(url, "migrate", "--verbosity", "0")
        return subprocess.run(
            [sys.executable, "-m", f"bench.{name}", *arguments],
            cwd=ROOT, check=False, env=os.environ | SECRETS | {"DATABASE_URL": url},
        ).returncode  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
