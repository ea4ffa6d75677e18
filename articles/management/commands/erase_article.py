"""`erase_article ID`: an article and all that was kept of it, for good."""

from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles import erasing
from articles.models import Article
from articles.paging import number_in


def _number(text: str) -> int:
    """As addresses have it; `int` also takes 1_0."""
    number = number_in(text)
    if number is None:
        raise ArgumentTypeError(f"{text} is no number")
    return number


class Command(BaseCommand):
    help = (
        "Erase an article with body, versions, picture, saved entries and what the log says of it; "
        "imports leave it out from then on. Cannot be undone. For take-downs and GDPR, art. 17."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("id", type=_number, help="the number in the article's address")
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would happen, change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        pk = options["id"]
        try:
            found = erasing.find(pk) if options["dry_run"] else erasing.erase(pk)
        except Article.DoesNotExist:
            raise CommandError(f"There is no article {pk}, and no version of one.") from None
        prefix = "dry run, nothing erased: " if options["dry_run"] else "erased: "
        self.stdout.write(
            f"{prefix}article {pk} “{found.headline}”: {found.articles} article, {found.bodies} body, "
            f"{found.versions} versions, {1 if found.picture else 0} picture, "
            f"{found.saved} saved entries, {found.log_entries} log entries; "
            f"{len(found.names)} identifiers that imports leave out"
        )
        if found.others:
            numbers = ", ".join(map(str, found.others))
            self.stdout.write(f"The same link is in other articles, which stay: {numbers}")
