"""How long readers wait for search among a million articles: whole pages, one after the other."""

from collections.abc import Iterator
from urllib.parse import urlencode

from bench import django_side
from bench.client import fetch, latency, percentile
from bench.pages import ENCODINGS
from bench.report import Row
from bench.servers import gunicorn

WORDS = {
    "common": ["Stadt", "Haus", "Bürger", "Wärme", "Haushalt", "Schule"],
    "rare": list(django_side.RARE),
    "common and rare": ["Stadt Blaukehlchenpfad", "Wanderung Feldlerchenstein"],
    "several, phrases": ["Stadt Rat Haushalt", '"im kommenden Jahr"', "Kläranlage -Feuerwehr"],
    "nowhere": ["gibtesnicht", "Rathausdachs"],
}
ASKED = 20
"""Times that each word is asked for, the words in turns."""

GOAL = 50


def rows(url: str) -> Iterator[Row]:
    """p95 of each kind of words for each kind of reader, on the database at `url`."""
    readers = {
        "anonymous": ENCODINGS,
        "member": ENCODINGS | {"Cookie": django_side.member_cookie(url)},
    }
    with gunicorn("newsroom.wsgi", DATABASE_URL=url) as server:
        for reader, headers in readers.items():
            for kind, words in WORDS.items():
                paths = ["/suche/?" + urlencode({"q": word}) for word in words]
                _check(server.port, kind, paths, headers)
                took = [
                    one
                    for _ in range(ASKED)
                    for path in paths
                    for one in latency(server.port, path, headers, 1)
                ]
                note = f"median {percentile(took, 50):.1f} ms, slowest {max(took):.1f} ms"
                label = f"{reader}: {kind}"
                yield Row(label, percentile(took, 95), "ms, p95", at_most=GOAL, note=note)


def _check(port: int, kind: str, paths: list[str], headers: dict[str, str]) -> None:
    """Words that should be found are, the others are not."""
    plain = headers | {"Accept-Encoding": "identity"}
    for path in paths:
        text = fetch(port, path, plain).content.decode()
        if ("Keine Treffer" in text) != (kind == "nowhere"):
            raise AssertionError(f"{path}: unexpected answer")
