"""Erasing an article for good: take-downs and requests under GDPR, art. 17.

Deleting in the newsroom keeps a version that can be brought back; this keeps no text at all. What
remains are hashes of its identifiers, so that no import brings it back.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils import timezone

from articles.editing import saving
from articles.editing.versions import FORMER
from articles.models import Article, Body, Erased, Picture, Saved, Version
from articles.records import names_article
from importing import departures
from importing.departures import Kind, Removal

ERASED = "entfernt"


@dataclass
class Found:
    """What there is of an article."""

    headline: str
    """Of a deleted article that of its newest version."""
    articles: int
    bodies: int
    versions: int
    saved: int
    log_entries: int
    picture: str
    names: set[str] = field(repr=False)
    others: list[int]
    """Numbers of other articles with its link: they stay, and imports go on writing them."""


def find(pk: int) -> Found:
    """What `erase` would remove. Raises Article.DoesNotExist where not even a version is left."""
    names = _names(pk)
    links = {name for name in names if names_article(name)}
    same = Article.objects.filter(original_url__in=links).exclude(pk=pk).order_by("pk")
    past = Version.objects.filter(article_id=pk).values_list("content__headline", flat=True)
    present = Article.objects.filter(pk=pk).values_list("headline", flat=True)
    found = Found(
        headline=present.first() or past.first() or "",
        articles=Article.objects.filter(pk=pk).count(),
        bodies=Body.objects.filter(pk=pk).count(),
        versions=Version.objects.filter(article_id=pk).count(),
        saved=Saved.objects.filter(article_id=pk).count(),
        log_entries=_log_of(pk).exclude(object_repr=ERASED, change_message="").count(),
        picture=Picture.objects.filter(pk=pk).values_list("file", flat=True).first() or "",
        names=names,
        others=list(same.values_list("pk", flat=True)),
    )
    if not found.articles and not found.versions:
        raise Article.DoesNotExist
    return found


def erase(pk: int) -> Found:
    """Remove the article and all that was kept of it, in one transaction; files after it.

    Raises Article.DoesNotExist; NotWritten where the departures file takes nothing.
    """
    with saving.erasing(pk):
        found = find(pk)
        _write_down(pk, found.names)
        leave_hashes(pk)
    return found


def _write_down(pk: int, names: set[str]) -> None:
    """In the file beside the database: a restored backup must not bring the article back."""
    now = timezone.now()
    departures.append(
        [
            Removal(Kind.ARTICLE, str(pk), now),
            *(Removal(Kind.NAME, hash_of(name), now) for name in sorted(names)),
        ]
    )


def erase_again(removals: Sequence[Removal]) -> int:
    """After a restored backup, erase what had been erased since; how many articles.

    A number may have been given anew after an earlier restore: then the article is younger.
    """
    erased = 0
    names = [Erased(name_hash=each.what) for each in removals if each.kind is Kind.NAME]
    Erased.objects.bulk_create(names, ignore_conflicts=True, batch_size=5000)
    for each in removals:
        if each.kind is Kind.ARTICLE and (
            Article.objects.filter(pk=each.what, created_at__lte=each.at).exists()
            or Version.objects.filter(article_id=each.what, saved_at__lte=each.at).exists()
        ):
            erase(int(each.what))
            erased += 1
    return erased


def leave_hashes(pk: int) -> None:
    """Of its identifiers; what the log says of it goes. Within a transaction."""
    Erased.objects.bulk_create(
        [Erased(name_hash=hash_of(name)) for name in _names(pk)], ignore_conflicts=True
    )
    _log_of(pk).update(object_repr=ERASED, change_message="")


def hash_of(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def erased_hashes() -> set[str]:
    """Of the identifiers and links of all articles that were erased. One query."""
    return set(Erased.objects.values_list("name_hash", flat=True))


def _names(pk: int) -> set[str]:
    """Its identifier and links, also earlier ones; no front page, which leads to other articles."""
    present = Article.objects.filter(pk=pk).values_list("external_id", "original_url")
    earlier = Version.objects.filter(article_id=pk).values_list(
        "content__external_id", "content__original_url", f"content__{FORMER}"
    )
    keys, links = set[str](), set[str]()
    for key, link, former in [*((*each, None) for each in present), *earlier]:
        keys.add(key)
        links |= {link, *(former or ())}
    return {key for key in keys if key} | {link for link in links if link and names_article(link)}


def _log_of(pk: int) -> QuerySet[LogEntry]:
    kind = ContentType.objects.get_for_model(Article)
    return LogEntry.objects.filter(content_type=kind, object_id=str(pk))
