"""An article's past: what it was after each save, who saved it, and what can be brought back.

A version's number is the number of saves: one row is history, the unique number settles two saves
at the same time, and the newest number tells a form that it is stale. What changes an
article in the newsroom goes through `changing` or `delete`; the form, which has locked it already,
calls `keep` and `record` itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.models import Article, Body, Picture, Source, Topic, Version

Editor = Any
"""An account; this app knows none but by `settings.AUTH_USER_MODEL`."""

# The fields of a version's content, in the order of the page.
LABELS = {
    "headline": "Schlagzeile",
    "subheadline": "Unterzeile",
    "teaser": "Teaser",
    "picture": "Bild",
    "body": "Volltext",
    "source": "Quelle",
    "original_url": "Link zum Original",
    "topics": "Themen",
    "state": "Status",
    "published_at": "Erscheint am",
    "open_to_all": "Für alle frei",
    "correction": "Korrekturhinweis",
    "withdrawal_note": "Hinweis zum Zurückziehen",
}
PLAIN = [
    name for name in LABELS if name not in {"body", "picture", "source", "topics", "published_at"}
]
FORMER = "former_links"
"""In a version's content: links of earlier versions that were removed after their time."""
BEFORE = "Stand vor der ersten Änderung hier"
DELETED = "Gelöscht"
RECOVERED = "Wiederhergestellt"


def content_of(article: Article) -> dict[str, Any]:
    """All that an editor can change, as JSON. Three queries, and one for the source."""
    return {
        **{name: getattr(article, name) for name in PLAIN},
        "body": Body.objects.filter(article=article).values_list("html", flat=True).first() or "",
        "picture": Picture.objects.filter(article=article).values("file", "alt", "credit").first(),
        "source": [article.source_id, article.source.name],
        "topics": [[topic.pk, topic.name] for topic in article.topics.all()],
        "published_at": article.published_at
        and timezone.localtime(article.published_at).isoformat(),
    }


@contextmanager
def changing(pk: int, *, by: Editor | None, note: str = "") -> Iterator[Article]:
    """Lock the article, keep what it was, and record what the block made of it, body included.

    Raises Article.DoesNotExist. About a dozen queries beside the block's own.
    """
    with transaction.atomic():
        article = _locked(pk)
        before = content_of(article)
        keep(article, before)
        yield article
        article.version += 1
        article.save()
        record(article, before, by=by, note=note)


def _locked(pk: int) -> Article:
    return Article.objects.select_for_update(of=("self",)).select_related("source").get(pk=pk)


def keep(article: Article, content: dict[str, Any]) -> None:
    """Record the present state, unless it is: of what an import brought, nobody recorded it."""
    Version.objects.get_or_create(
        article_id=article.pk,
        number=article.version,
        defaults={
            "headline": content["headline"],
            "content": content,
            "note": BEFORE,
            "saved_at": article.changed_at,
        },
    )


def record(
    article: Article,
    before: dict[str, Any] | None,
    *,
    by: Editor | None,
    note: str = "",
) -> Version:
    """Record the article as it now stands; `before` is the content that the save replaced."""
    content = content_of(article)
    return Version.objects.create(
        article_id=article.pk,
        number=article.version,
        headline=article.headline,
        content=content,
        changed=[] if before is None else changes(before, content),
        note=note,
        saved_by=by,
    )


def delete(article: Article, *, by: Editor | None) -> None:
    """Delete the article; its last state can be brought back."""
    with transaction.atomic():
        article = _locked(article.pk)
        content = content_of(article)
        keep(article, content)
        Version.objects.create(
            article_id=article.pk,
            number=article.version + 1,
            headline=article.headline,
            content=content
            | {"external_id": article.external_id, "import_digest": article.import_digest},
            note=DELETED,
            is_deletion=True,
            saved_by=by,
        )
        article.delete()


def deleted() -> QuerySet[Version]:
    """The last versions of articles that are gone, newest first. One query."""
    return (
        Version.objects.filter(is_deletion=True)
        .exclude(article_id__in=Article.objects.values("pk"))
        .select_related("saved_by")
        .order_by("-saved_at")
    )


def names_of_deleted() -> set[str]:
    """The identifiers and the links of articles that are gone. One query."""
    names = deleted().order_by().values_list("content__external_id", "content__original_url")
    return {name for pair in names for name in pair if name}


def recover(version: Version, *, by: Editor | None) -> Article:
    """Bring a deleted article back as a draft, at its old address.

    Raises Source.DoesNotExist where its source is gone too.
    """
    with transaction.atomic():
        fields = initial(version.content)
        source = Source.objects.get(pk=fields.pop("source"))
        topics, body = fields.pop("topics"), fields.pop("body")
        article = Article(
            **fields | {"pk": version.article_id, "state": Article.State.DRAFT},
            source=source,
            corrected_at=timezone.now() if fields["correction"] else None,
            version=version.number + 1,
            created_by=by,
        )
        article.save(force_insert=True)
        article.topics.set(topics)
        Body.objects.create(article=article, html=body)
        record(article, None, by=by, note=RECOVERED)
        return article


def initial(content: dict[str, Any]) -> dict[str, Any]:
    """A version's content as the values of a form; topics that are gone stay away. One query.

    A picture that was replaced is gone for good, so the present one stays.
    """
    moment = content["published_at"]
    topics = [pk for pk, _ in content["topics"]]
    values = {name: value for name, value in content.items() if name not in {"picture", FORMER}}
    return values | {
        "source": content["source"][0],
        "topics": list(Topic.objects.filter(pk__in=topics).values_list("pk", flat=True)),
        "published_at": parse_datetime(moment) if moment else None,
    }


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Names of the fields that differ."""
    return [name for name in LABELS if before.get(name) != after.get(name)]
