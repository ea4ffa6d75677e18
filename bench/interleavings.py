"""`python -m bench.interleavings [OPERATIONS] [SEED]`: what readers see while the newsroom saves.

Two sites answer on one database (that of DATABASE_URL, which must be empty). Meanwhile articles are
saved, planned, withdrawn and rolled back at random, and read: as an article, anonymously and by a
member, and on the front page. Afterwards each answer is held against what was saved. It must be a
state that was current at most LIMIT seconds before the question was put; and nothing that was
rolled back, no future article and no full text for anonymous readers may be seen at all.
"""

import http.client
import os
import random
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

import django

from bench.client import percentile
from bench.servers import SECRETS, Server, gunicorn

LIMIT = 1.0
"""Seconds that a page may be behind."""

SEED = 20261125
ARTICLES = 6
WRITERS, READERS = 2, 4
PAUSE = 0.1
"""Longest pause of a writer between two saves, so that some planned articles see their moment."""

BREATH = 0.04
"""Longest pause of a reader between two pages, so that saves are more than a few of the operations."""

BURST, QUIET = 1.0, 2.0
"""Seconds in which writers save, and rest: a page wrongly kept then shows for longer than LIMIT."""

PLANNED = 0.5
"""Seconds, at most, from a save to the moment for which it plans."""

ABSENT, GONE = "absent", "gone"
ARTICLE, MEMBER, FULL_TEXT, FRONT = "article", "article for members", "full text", "front page"
KINDS = ["save", "save", "plan", "withdraw", "roll back"]
TEASER = re.compile(r"Stand (\d+)-(\d+)\.")
BODY = re.compile(r"Volltext (\d+)-(\d+)\.")
EXPECTED = re.compile("django.request (Gone|Not Found): ")
HOST = {"Host": "127.0.0.1"}


class State(NamedTuple):
    """What readers see of an article: from the first moment possible; for good from the last."""

    shown: str
    first: float
    last: float


class Answer(NamedTuple):
    """What one page said of one article, and when it was asked for and given."""

    article: int
    shown: str
    asked: float
    given: float
    page: str


@dataclass
class Story:
    """An article's states, oldest first. The lock keeps their order that of the commits."""

    pk: int
    number: int
    states: list[State] = field(default_factory=list)
    saves: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def behind(self, answer: Answer) -> float | None:
        """Seconds from the end of the state that was shown to the question; None: never a state."""
        ages = []
        for index, state in enumerate(self.states):
            shown = ABSENT if answer.page == FRONT and state.shown == GONE else state.shown
            if shown != answer.shown or state.first > answer.given:
                continue
            # Two, since a planned article may be saved again before its moment.
            later = [each.last for each in self.states[index + 1 : index + 3]]
            ages.append(max(0.0, answer.asked - min(later, default=answer.asked)))
        return min(ages, default=None)


def write(story: Story, dice: random.Random) -> None:
    """One random save."""
    from articles.models import Article  # noqa: PLC0415 - needs django.setup()

    kind = dice.choice(KINDS)
    with story.lock:
        story.saves += 1
        shown = f"{story.number}-{story.saves}"
        now = django.utils.timezone.now()
        fields = {"state": Article.State.PUBLISHED, "published_at": now - timedelta(seconds=1)}
        if kind == "plan":
            fields["published_at"] = now + timedelta(seconds=dice.uniform(0.1, PLANNED))
        if kind == "withdraw":
            fields["state"] = Article.State.WITHDRAWN
        begun = time.time()
        save(story.pk, shown, fields, roll_back=kind == "roll back")
        ended = time.time()
        if kind == "roll back":
            return
        if kind == "withdraw":
            story.states.append(State(GONE, begun, ended))
        elif kind == "plan":
            moment = fields["published_at"].timestamp()
            story.states.append(State(ABSENT, begun, ended))
            story.states.append(State(shown, moment, max(moment, ended)))
        else:
            story.states.append(State(shown, begun, ended))


def save(pk: int, shown: str, fields: dict[str, Any], *, roll_back: bool) -> None:
    """Save the article as the newsroom does."""
    from django.db import transaction  # noqa: PLC0415 - needs django.setup()

    from articles.editing import saving  # noqa: PLC0415

    texts = {"teaser": f"Stand {shown}.", "body": f"<p>Volltext {shown}.</p>"}
    with transaction.atomic():
        with saving.changing(pk, by=None) as article:
            saving.put(article, fields | texts)
        transaction.set_rollback(roll_back)


class Reader:
    """A member or anybody, on one connection to each site."""

    def __init__(self, servers: list[Server], session: str) -> None:
        self._sites = [http.client.HTTPConnection("127.0.0.1", one.port, 60) for one in servers]
        self._member = {"Cookie": f"sitzung={session}"}

    def read(self, stories: list[Story], dice: random.Random) -> Iterator[Answer]:
        """What a random page says."""
        site, story = dice.choice(self._sites), dice.choice(stories)
        what = dice.choice([ARTICLE, MEMBER, FRONT])
        path = "/" if what == FRONT else f"/artikel/{story.pk}/artikel-{story.number}/"
        asked = time.time()
        site.request("GET", path, headers=HOST | (self._member if what == MEMBER else {}))
        response = site.getresponse()
        text = response.read().decode()
        given = time.time()
        if what != MEMBER and BODY.search(text):
            raise AssertionError(f"A full text for an anonymous reader: {path}")
        teasers = {int(number): f"{number}-{saves}" for number, saves in TEASER.findall(text)}
        if what == FRONT:
            for each in stories:
                shown = teasers.get(each.number, ABSENT)
                yield Answer(each.number, shown, asked, given, what)
            return
        shown = {404: ABSENT, 410: GONE}.get(response.status) or teasers[story.number]
        yield Answer(story.number, shown, asked, given, what)
        if what == MEMBER and response.status == http.HTTPStatus.OK:
            number, saves = BODY.findall(text)[0]
            yield Answer(story.number, f"{number}-{saves}", asked, given, FULL_TEXT)


def prepare() -> tuple[list[Story], str]:
    """The articles, as their first save left them, and the session of a member."""
    from allauth.account.models import EmailAddress  # noqa: PLC0415 - needs django.setup()
    from django.test import Client  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from articles.models import Article, Body, Source  # noqa: PLC0415

    source = Source.objects.create(name="Stadt", slug="stadt")
    stories = []
    for number in range(ARTICLES):
        story = Story(0, number)
        begun = time.time()
        article = Article.objects.create(
            headline=f"Artikel {number}", teaser=f"Stand {number}-0.", source=source,
            state=Article.State.PUBLISHED, published_at=django.utils.timezone.now(),
        )  # fmt: skip
        Body.objects.create(article=article, html=f"<p>Volltext {number}-0.</p>")
        story.pk = article.pk
        story.states.append(State(f"{number}-0", begun, time.time()))
        stories.append(story)
    member = User.objects.create_user("martha@stadt.example", "ein langes Passwort")
    EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
    client = Client()
    client.force_login(member, backend="accounts.backends.MemberBackend")
    return stories, client.cookies["sitzung"].value


def work(stories: list[Story], session: str, operations: int, seed: int) -> list[Answer]:
    """All operations, by writers and readers at once; what was read. Raises what went wrong."""
    tickets = iter(range(operations))
    answers: list[Answer] = []

    def save_often(number: int) -> None:
        dice = random.Random(f"{seed} writer {number}")  # noqa: S311 - chances, not secrets
        for _ in tickets:
            write(dice.choice(stories), dice)
            over = time.time() % (BURST + QUIET)
            time.sleep(BURST + QUIET - over if over > BURST else dice.uniform(0, PAUSE))

    def read_often(number: int, servers: list[Server]) -> None:
        dice = random.Random(f"{seed} reader {number}")  # noqa: S311 - as above
        reader = Reader(servers, session)
        for _ in tickets:
            answers.extend(reader.read(stories, dice))
            time.sleep(dice.uniform(0, BREATH))

    url = os.environ["DATABASE_URL"]
    with (
        tempfile.TemporaryFile("w+") as log,
        gunicorn("newsroom.wsgi", log=log, DATABASE_URL=url) as one,
        gunicorn("newsroom.wsgi", log=log, DATABASE_URL=url) as other,
        ThreadPoolExecutor(WRITERS + READERS) as threads,
    ):
        begun = [threads.submit(save_often, number) for number in range(WRITERS)]
        begun += [threads.submit(read_often, number, [one, other]) for number in range(READERS)]
        for each in begun:
            each.result()
        log.seek(0)
        if unexpected := [line for line in log if not EXPECTED.search(line)]:
            raise AssertionError("".join(unexpected))
    return answers


def judge(stories: list[Story], answers: list[Answer]) -> int:
    """Print how far behind each kind of page was; the number of answers that must not be."""
    wrong = 0
    for page in (ARTICLE, MEMBER, FULL_TEXT, FRONT):
        ages = []
        for answer in answers:
            if answer.page != page:
                continue
            age = stories[answer.article].behind(answer)
            if age is None or age > LIMIT:
                wrong += 1
                print(
                    f"{page}: {answer} {'was never saved' if age is None else f'{age:.2f} s old'}"
                )
            ages.append(LIMIT if age is None else age)
        outdated = [age for age in ages if age]
        print(
            f"{page}: {len(ages):,} answers, {len(outdated):,} behind;"
            f" 99 % at most {percentile(ages, 99):.2f} s, all {max(ages):.2f} s"
        )
    return wrong


def main(operations: int, seed: int) -> int:
    os.environ |= SECRETS
    django.setup()
    stories, session = prepare()
    answers = work(stories, session, operations, seed)
    saves = sum(story.saves for story in stories)
    print(f"{operations:,} operations, {saves:,} of them saves, seed {seed}")
    wrong = judge(stories, answers)
    print(f"{wrong:,} answers were wrong")
    return int(wrong > 0)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    given = [int(argument) for argument in sys.argv[1:]]
    sys.exit(main(given[0] if given else 10_000, given[1] if given[1:] else SEED))
