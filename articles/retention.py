"""How long versions are kept. The newest of an article always stays."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles import erasing, versions
from articles.models import Version

BATCH = 1000


def outdated(moment: datetime) -> QuerySet[Version]:
    """Versions that were saved before `moment`, and have a newer one.

    Without those of `forgotten` articles: their earlier links are needed there.
    """
    newer = Version.objects.filter(article_id=OuterRef("article_id"), number__gt=OuterRef("number"))
    gone = _forgotten(moment).order_by().values("article_id")
    return Version.objects.filter(Exists(newer), saved_at__lt=moment).exclude(article_id__in=gone)


def forgotten(moment: datetime) -> list[int]:
    """The numbers of articles that were deleted before `moment` and not brought back. One query."""
    return list(_forgotten(moment).values_list("article_id", flat=True).distinct().order_by())


def _forgotten(moment: datetime) -> QuerySet[Version]:
    """Of an article that was deleted twice, both deletions; the later one counts."""
    later = Version.objects.filter(
        article_id=OuterRef("article_id"), is_deletion=True, saved_at__gte=moment
    )
    return versions.deleted().filter(~Exists(later), saved_at__lt=moment)


def remove_outdated(moment: datetime) -> int:
    """Remove them, batch by batch; how many."""
    removed = 0
    while batch := list(outdated(moment).values_list("pk", flat=True)[:BATCH]):
        removed += Version.objects.filter(pk__in=batch).delete()[0]
    return removed


def remove_forgotten(moment: datetime) -> int:
    """Remove all that is left of these articles; how many. No import brings them back."""
    pks = forgotten(moment)
    for pk in pks:
        with transaction.atomic():
            erasing.erase_records(pk)
    return len(pks)
