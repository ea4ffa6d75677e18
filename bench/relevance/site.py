"""The site's own search, seen from outside: the first cards of its page."""

import contextlib
import os
import re
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from lxml import html

from bench import django_side
from bench.client import fetch
from bench.relevance.rules import FIRST
from bench.servers import database, gunicorn, manage

READERS = ("member", "anonymous")
_ARTICLE = re.compile(r"/artikel/(\d+)/")


def shown(page: bytes) -> list[int]:
    """Numbers of the articles on the first cards of a search page, in their order."""
    cards = html.fromstring(page).xpath(
        "//main//article[contains(concat(' ', normalize-space(@class), ' '), ' card ')]"
    )
    numbers = []
    for card in cards[:FIRST]:
        found = [match for href in card.xpath(".//a/@href") if (match := _ARTICLE.match(href))]
        if not found:
            raise AssertionError("A card of the search page leads to no article.")
        numbers.append(int(found[0][1]))
    return numbers


class Site:
    """A running site; its articles go by the identifiers of their import."""

    def __init__(self, url: str, port: int, ids: dict[int, str]) -> None:
        self._port, self._ids = port, ids
        self._headers = {"member": {"Cookie": django_side.member_cookie(url)}, "anonymous": {}}

    def first(self, text: str, reader: str) -> list[str]:
        path = "/suche/?" + urlencode({"q": text})
        answer = fetch(self._port, path, self._headers[reader])
        if answer.status != HTTPStatus.OK:
            sys.exit(f"{path}: answered {answer.status}")
        return [self._ids[number] for number in shown(answer.content)]


@contextlib.contextmanager
def running(url: str, ids: dict[int, str]) -> Iterator[Site]:
    """A site on the database at `url`, without a page cache."""
    with gunicorn("newsroom.wsgi", DATABASE_URL=url, PAGE_CACHE_MEGABYTES="0") as server:
        yield Site(url, server.port, ids)


def fill(url: str, file: Path) -> None:
    """Tables, the articles of the file, and a member."""
    manage(url, "migrate", "--verbosity", "0")
    manage(url, "import_articles", str(file.resolve()))
    django_side.add_member(url)


@contextlib.contextmanager
def fresh_database(server: str) -> Iterator[str]:
    """A database of this process on a PostgreSQL server, dropped at the end."""
    name = f"bench_relevance_{os.getpid()}"
    yield database(server, name)
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
