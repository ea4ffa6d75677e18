"""How long versions are kept. The newest of an article always stays."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles import erasing
from articles.editing import saving, versions
from articles.editing.versions import FORMER
from articles.models import Version

BATCH = 1000
_LINKS = ("content__original_url", f"content__{FORMER}")


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
    return versions.deleted().filter(saved_at__lt=moment)


def remove_outdated(moment: datetime) -> int:
    """Remove them, batch by batch; how many. Their links stay with the newest version."""
    removed = 0
    while batch := list(outdated(moment).values_list("pk", "article_id", *_LINKS)[:BATCH]):
        links: dict[int, set[str]] = defaultdict(set)
        for _, article_id, *found in batch:
            links[article_id] |= _links(*found)
        with transaction.atomic():
            saving.lock_versions(*links)
            _keep_links(links)
            past = Version.objects.filter(pk__in=[pk for pk, *_ in batch])
            removed += saving.remove_versions(past)
    return removed


def _keep_links(links: dict[int, set[str]]) -> None:
    """Where an article is erased one day, no import may bring it back by a link that it once had."""
    newer = Version.objects.filter(article_id=OuterRef("article_id"), number__gt=OuterRef("number"))
    newest = Version.objects.filter(~Exists(newer), article_id__in=links)
    for pk, article_id, link, former in newest.values_list("pk", "article_id", *_LINKS):
        if not links[article_id] <= _links(link, former):
            saving.keep_former_links(pk, links[article_id].union(former or ()))


def _links(link: str, former: list[str] | None) -> set[str]:
    return {link, *(former or ())} - {""}


def remove_forgotten(moment: datetime) -> int:
    """Remove all that is left of these articles; how many. No import brings them back."""
    removed = 0
    for pk in forgotten(moment):
        with transaction.atomic():
            saving.lock_versions(pk)
            if _forgotten(moment).filter(article_id=pk).exists():  # not brought back meanwhile
                erasing.leave_hashes(pk)
                saving.remove_versions(Version.objects.filter(article_id=pk))
                removed += 1
    return removed
