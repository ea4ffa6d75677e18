"""What benchmarks must know of a filled database, asked in a process of its own for each."""

import json
import os
import subprocess
import sys

from bench.servers import ROOT, SECRETS

RARE = {"Zwergtaucherweiher": 1, "Blaukehlchenpfad": 20, "Feldlerchenstein": 200}
"""Words of benchmark articles, and in how many they stand, spread over the paper's life."""

NOWHERE = "nowhere"
"""Of questions the kind that finds nothing."""


def places(url: str) -> dict[str, str]:
    """Addresses of every kind of public page."""
    return dict(_ask(url, "places"))


def questions(url: str, *, full: bool) -> dict[str, list[dict[str, str]]]:
    """Parameters of search pages, by kind; their words picked from public texts, or from all."""
    return dict(_ask(url, "questions_of_all" if full else "questions_of_public"))


def member_cookie(url: str) -> str:
    """The cookies of a member who is logged in."""
    return str(_ask(url, "member_cookie"))


def add_rare_words(url: str) -> None:
    """Import articles with the rare words; again changes nothing."""
    _ask(url, "add_rare_words")


def add_member(url: str) -> None:
    """A member, for `member_cookie`, where nobody else is one."""
    _ask(url, "add_member")


def texts(url: str) -> list[dict[str, str | int]]:
    """What readers can find: `number`, `id` of the import, `published_at`, texts without markup."""
    return list(_ask(url, "texts"))


def _ask(url: str, name: str) -> object:
    code = f"import django; django.setup(); from bench import questions; questions.answer({name!r})"
    environment = os.environ | SECRETS | {"DATABASE_URL": url}
    environment["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return json.loads(done.stdout)
