"""`python -m bench.import_beside_logins [PAPERS]`: logins while real papers are imported on SQLite.

gunicorn with two workers, `import_articles`, and one reader after the other who logs in. Prints
how long the import took and what the logins took meanwhile.
"""

import http.cookiejar
import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from itertools import count
from pathlib import Path

from bench.client import percentile
from bench.servers import ROOT, SECRETS, gunicorn, manage

PAPERS = ROOT / "tests" / "data" / "council_papers.jsonl.xz"
READERS = count()
EMAIL, PASSWORD = "leserin@demo.example", "lesen-und-wissen"


def write(file: Path, number: int) -> None:
    """So many papers: those of the tests again and again, with other ids and links."""
    with lzma.open(PAPERS) as papers:
        lines = [json.loads(line) for line in papers]
    with file.open("w") as output:
        for index in range(number):
            paper = lines[index % len(lines)] | {
                "id": f"bench-{index}",
                "original_url": f"https://stadt.example/papier/{index}",
            }
            output.write(json.dumps(paper) + "\n")


def log_in(base: str) -> float:
    """Seconds from sending the login form to its answer. Raises where it is no success."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    number = next(READERS)  # each from an address of its own: the limit of one is 10 a minute
    opener.addheaders = [("X-Forwarded-For", f"10.1.{number // 250}.{number % 250 + 1}")]
    page = opener.open(f"{base}/konto/login/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    if token is None:
        raise AssertionError("The login form has no token.")
    fields = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    begun = time.perf_counter()
    opener.open(f"{base}/konto/login/", urllib.parse.urlencode(fields).encode(), timeout=60).read()
    took = time.perf_counter() - begun
    if not any(cookie.name == "sitzung" for cookie in jar):
        raise AssertionError("The login failed.")
    return took


def main(number: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/db.sqlite3"
        manage(url, "migrate", "--verbosity", "0")
        demo = {"DEMO": "on"}
        os.environ |= demo
        manage(url, "demo", "--articles", "30", "--members", "5")
        file = Path(folder) / "papers.jsonl"
        write(file, number)
        with gunicorn(
            "newsroom.wsgi", workers=2, DATABASE_URL=url, TRUSTED_PROXY_COUNT="1"
        ) as server:
            base = f"http://127.0.0.1:{server.port}"
            alone = [log_in(base) for _ in range(10)]
            begun = time.perf_counter()
            work = subprocess.Popen(
                [sys.executable, "manage.py", "import_articles", str(file)],
                cwd=ROOT, env=os.environ | SECRETS | {"DATABASE_URL": url},
            )  # fmt: skip
            beside = []
            while work.poll() is None:
                beside.append(log_in(base))
            took = time.perf_counter() - begun
        print(f"{number:,} papers in {took:.0f} s ({number / took:.0f} a second)")
        for name, values in [("before", alone), ("meanwhile", beside)]:
            print(
                f"logins {name}: {len(values)}, median {percentile(values, 50):.2f} s,"
                f" p95 {percentile(values, 95):.2f} s, longest {max(values):.2f} s"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
