"""Compare the index of search with the articles, and mend it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Max

from articles.models import Article, IndexCheck
from articles.search import index
from importing.turns import take_turns

BATCH = 200
"""Articles that are compared, and mended, in one transaction."""


class Command(BaseCommand):
    help = (
        "Compare the index of search with the articles and mend what differs. Goes on where an"
        " earlier run was ended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="what this command does; may be left out"
        )
        parser.add_argument("--dry-run", action="store_true", help="only say what differs")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        last = Article.objects.aggregate(last=Max("pk"))["last"] or 0
        place, mended = IndexCheck.begin() if not dry_run else (0, 0)
        if place:
            self.stdout.write(f"Going on behind article {place}.")
        while place < last:
            place, different = self._compare(place, dry_run=dry_run)
            mended += different
        strays = 0 if dry_run else _remove_strays(last)
        if not dry_run:
            IndexCheck.objects.all().delete()
        verb = "differ" if dry_run else "mended"
        self.stdout.write(f"{mended} entries {verb}, {strays} without an article removed.")

    def _compare(self, place: int, *, dry_run: bool) -> tuple[int, int]:
        """The next batch: its last number, and how many entries differ."""
        with transaction.atomic():
            take_turns()
            rows = Article.objects.filter(pk__gt=place).order_by("pk")
            pks = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)[:BATCH])
            found = index.documents(pks)
            different = set(index.differing(found))
            if not dry_run:
                index.write([one for one in found if one.pk in different])
                IndexCheck.reached(pks[-1], len(different))
        for pk in sorted(different):
            self.stdout.write(f"Article {pk}")
        return pks[-1], len(different)


def _remove_strays(last: int) -> int:
    strays = index.strays(last)
    for pk in strays:
        index.remove(pk)
    return len(strays)
