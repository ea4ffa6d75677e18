"""How long readers wait for search among a million articles: whole pages, one after the other."""

from collections.abc import Iterator
from urllib.parse import urlencode

from bench import django_side
from bench.client import fetch, latency, percentile
from bench.pages import ENCODINGS
from bench.report import Row
from bench.servers import gunicorn

ASKED = 20
"""Times that each word is asked for, the words in turns."""

GOAL = 50


def rows(url: str) -> Iterator[Row]:
    """p95 of each kind of question for each kind of reader, on the database at `url`.

    The first answer to each question counts too: once as *cold*, after the site was started.
    """
    readers = {
        "anonymous": ENCODINGS,
        "member": ENCODINGS | {"Cookie": django_side.member_cookie(url)},
    }
    for reader, headers in readers.items():
        questions = django_side.questions(url, full=reader == "member")
        with gunicorn("newsroom.wsgi", DATABASE_URL=url) as server:
            fetch(server.port, "/", headers)
            first: list[float] = []
            for kind, asked in questions.items():
                paths = ["/suche/?" + urlencode(one) for one in asked]
                cold, warm = _times(server.port, paths, headers)
                first += cold
                _check(server.port, kind, paths, headers)
                yield _row(f"{reader}: {kind}", warm, f"{_words(asked)}; ")
            yield _row(f"{reader}: each for the first time", first)


def _times(port: int, paths: list[str], headers: dict[str, str]) -> tuple[list[float], list[float]]:
    """What the first answers took, and what all later ones."""
    rounds = [
        [one for path in paths for one in latency(port, path, headers, 1)] for _ in range(ASKED + 1)
    ]
    return rounds[0], [one for each in rounds[1:] for one in each]


def _row(label: str, took: list[float], note: str = "") -> Row:
    note += f"median {percentile(took, 50):.1f} ms, slowest {max(took):.1f} ms"
    return Row(label, percentile(took, 95), "ms, p95", at_most=GOAL, note=note)


def _words(asked: list[dict[str, str]]) -> str:
    return ", ".join(one["q"] for one in asked)


def _check(port: int, kind: str, paths: list[str], headers: dict[str, str]) -> None:
    """What should be found is, the rest is not."""
    plain = headers | {"Accept-Encoding": "identity"}
    for path in paths:
        text = fetch(port, path, plain).content.decode()
        if ("Keine Treffer" in text) != (kind == django_side.NOWHERE):
            raise AssertionError(f"{path}: unexpected answer")
