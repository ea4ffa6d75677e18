"""`demo`: fills the paper with articles, members and legacy subscribers, always the same ones."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from articles.archive import AHEAD, Archive
from articles.editing import saving, versions
from articles.importing.batches import BATCH
from articles.models import Article
from articles.records import Record, parse
from importing.ahead import ahead
from newsroom.demo import content, people

MOST = 1_000_000


class Command(BaseCommand):
    help = "Fill the paper with demo content. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--articles", type=int, default=120)
        parser.add_argument("--members", type=int, default=0)
        parser.add_argument("--subscribers", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "DEMO is off, and nothing was written: this command creates accounts, one of them "
                "an administrator, with published passwords. On a machine of your own, set DEMO=on."
            )
        for name in ("articles", "members", "subscribers"):
            if not 0 <= options[name] <= MOST:
                raise CommandError(f"--{name} must lie between 0 and {MOST}.")
        people.create_logins()
        self._with_bar("articles", options["articles"], _fill_articles)
        self._with_bar("members", options["members"], people.create_members)
        self._with_bar("subscribers", options["subscribers"], people.create_subscribers)
        self.stdout.write(
            "The demo has at least "
            f"{options['articles']} articles, {options['members']} members "
            f"and {options['subscribers']} legacy subscribers."
        )

    def _with_bar(
        self, name: str, number: int, fill: Callable[[int, Callable[[int], object]], None]
    ) -> None:
        if number:
            with tqdm(total=number, desc=name, disable=None, leave=False) as bar:
                fill(number, bar.update)


def _fill_articles(number: int, advance: Callable[[int], object]) -> None:
    """New ones only: an article that stands keeps the day on which it appeared."""
    archive = Archive()
    known = set(
        Article.objects.filter(external_id__startswith="demo-").values_list(
            "external_id", flat=True
        )
    )
    for size, records in ahead(_batches(number, known), AHEAD):
        archive.store(records)
        advance(size)
    if not known:
        _show_states()


def _batches(number: int, known: set[str | None]) -> Iterator[tuple[int, list[Record]]]:
    """How many articles were looked at, and those of them that are new."""
    lines = content.lines(number, content.newest_day(timezone.now()))
    for start in range(0, number, BATCH):
        chunk = list(islice(lines, BATCH))
        yield (
            len(chunk),
            [
                parse(line)
                for index, line in enumerate(chunk, start=start + 1)
                if f"demo-{index:07}" not in known
            ],
        )


def _show_states() -> None:
    """One article open to all, one corrected, one scheduled and one draft, for editors to see."""
    now = timezone.now()
    corrected = "In einer früheren Fassung war die Höhe der Rücklage falsch angegeben."
    _change("demo-0000004", open_to_all=True)
    _change("demo-0000002", correction=corrected)
    _copy("demo-0000011", state=Article.State.PUBLISHED, published_at=now + timedelta(days=1))
    _copy("demo-0000012", state=Article.State.DRAFT, published_at=None)


def _change(external_id: str, **changes: Any) -> None:
    for article in Article.objects.filter(external_id=external_id):
        with saving.changing(article.pk, by=None) as changed:
            saving.put(changed, changes)


def _copy(external_id: str, **changes: Any) -> None:
    for article in Article.objects.filter(external_id=external_id):
        values = versions.values_of(versions.content_of(article))
        saving.create(values | {"source": article.source, "original_url": ""} | changes, by=None)
