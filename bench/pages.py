"""What pages cost against a bare Django "hello" with the same answer, and behind nginx against a file.

"The same answer" means content and headers: gunicorn looks at each header that it sends.

Of each page: *kept* by the page cache, without an account and as a *member*; and *from nothing*, as
the first reader after a change gets it.
"""

import gzip
import json
import re
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path

import brotli

from bench import django_side
from bench.client import Answer, Cost, fetch, measure
from bench.report import Row
from bench.servers import Server, gunicorn, nginx

ENCODINGS = {"Accept-Encoding": "gzip, deflate, br"}
"""As browsers say."""

REQUESTS = {"hello": 2000, "kept": 2000, "member": 800, "from nothing": 160}
"""Of one kind in one round: a second or so each."""

FILE_REQUESTS = 16_000
ARTICLE = "article"
TOKEN = re.compile(rb'value="\w{64}"')

Costs = dict[str, list[Cost]]


def rows(url: str, rounds: int) -> Iterator[Row]:
    """Measured on the database at `url`."""
    places = django_side.places(url)
    member = ENCODINGS | {"Cookie": django_side.member_cookie(url)}
    with ExitStack() as stack:
        enter = stack.enter_context
        kept = enter(gunicorn("newsroom.wsgi", DATABASE_URL=url))
        nothing = enter(gunicorn("newsroom.wsgi", DATABASE_URL=url, PAGE_CACHE_MEGABYTES="0"))
        folder = Path(enter(tempfile.TemporaryDirectory()))
        proxy = enter(nginx(kept.port, folder))
        for name in (ARTICLE, "front page", "topic", "feed"):
            path = places[name]
            _compare(path, [kept, nothing, proxy])
            _compare(path, [kept, nothing], member)
            content = folder / "files" / name.replace(" ", "-")
            answer = fetch(kept.port, path, ENCODINGS)
            content.write_bytes(answer.content)
            content.with_suffix(".json").write_text(json.dumps(_own(answer.headers)))
            with gunicorn("bench.hello", HELLO_FILE=str(content)) as hello:
                asked = {
                    "hello": (hello, {}),
                    "kept": (kept, ENCODINGS),
                    "member": (kept, member),
                    "from nothing": (nothing, ENCODINGS),
                }
                costs: Costs = {kind: [] for kind in asked}
                for _ in range(rounds):
                    for kind, (server, headers) in asked.items():
                        costs[kind].append(measure(server, path, headers, REQUESTS[kind]))
            yield from _against_hello(name, costs)
            yield from _behind_nginx(name, proxy, path, f"/bench/{content.name}", rounds)


def _against_hello(name: str, costs: Costs) -> Iterator[Row]:
    hello = _cpu(costs["hello"])
    rate = statistics.median(cost.per_second for cost in costs["hello"])
    yield Row(f"{name}: hello, the same answer", hello, "ms", note=f"{rate:.0f}/s")
    of_members = 0.18 if name == ARTICLE else None
    goals = {"kept": 0.95, "member": of_members, "from nothing": None}
    for kind, goal in goals.items():
        ratio = _ratio(costs["hello"], costs[kind])
        rate = statistics.median(cost.per_second for cost in costs[kind])
        note = f"{_cpu(costs[kind]):.3f} ms, {rate:.0f}/s"
        yield Row(f"{name}: {kind}", ratio, "of hello", at_least=goal, note=note)


def _behind_nginx(name: str, proxy: Server, path: str, file: str, rounds: int) -> Iterator[Row]:
    costs: Costs = {"page": [], "file": []}
    for _ in range(rounds):
        costs["file"].append(measure(proxy, file, ENCODINGS, FILE_REQUESTS))
        costs["page"].append(measure(proxy, path, ENCODINGS, FILE_REQUESTS))
    ratio = _ratio(costs["file"], costs["page"])
    note = f"{_cpu(costs['page']):.4f} ms, the file {_cpu(costs['file']):.4f} ms"
    goal = 0.9 if name == ARTICLE else None
    yield Row(f"{name}: behind nginx", ratio, "of a file", at_least=goal, note=note)


def _own(headers: dict[str, str]) -> dict[str, str]:
    """What the site said; the others are the server's."""
    return {n: value for n, value in headers.items() if n not in {"Server", "Date", "Connection"}}


def _ratio(limit: list[Cost], costs: list[Cost]) -> float:
    """Median of the rounds' own ratios: a machine that is slow for a while is slow for both."""
    pairs = zip(limit, costs, strict=True)
    return statistics.median(bound.cpu_ms / cost.cpu_ms for bound, cost in pairs)


def _cpu(costs: list[Cost]) -> float:
    return statistics.median(cost.cpu_ms for cost in costs)


def _compare(path: str, servers: list[Server], headers: dict[str, str] = ENCODINGS) -> None:
    """All answer with the same page, whatever its form; tokens apart."""
    pages = [fetch(server.port, path, headers) for server in servers for _ in range(2)]
    texts = {TOKEN.sub(b"", _unpacked(page)) for page in pages}
    if {page.status for page in pages} != {HTTPStatus.OK} or len(texts) != 1:
        sys.exit(f"{path}: the answers that were to be compared differ.")


def _unpacked(page: Answer) -> bytes:
    match page.headers.get("Content-Encoding"):
        case "br":
            return bytes(brotli.decompress(page.content))
        case "gzip":
            return gzip.decompress(page.content)
    return page.content
