"""Versions of articles: the shape of their content, and which can be brought back. Writes nothing."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from articles.models import Article, Body, Picture, Source, Topic, Version
from articles.paging import number_in

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


def content(values: Mapping[str, Any]) -> dict[str, Any]:
    """All that an editor can change, as JSON; what is missing is empty.

    `values` holds source and topics as rows, the picture as a dict of `file`, `alt` and `credit`.
    """
    source, moment = values.get("source"), values.get("published_at")
    return {
        **{name: values.get(name, "") for name in PLAIN},
        "body": values.get("body", ""),
        "picture": values.get("picture"),
        "source": [source.pk, source.name] if source else None,
        "topics": [[topic.pk, topic.name] for topic in values.get("topics") or ()],
        "published_at": timezone.localtime(moment).isoformat() if moment else None,
    }


def content_of(article: Article) -> dict[str, Any]:
    """The content of an article as it stands. Three queries, and one for the source."""
    bodies = Body.objects.filter(article=article).values_list("html", flat=True)
    pictures = Picture.objects.filter(article=article).values("file", "alt", "credit")
    fields = {name: getattr(article, name) for name in [*PLAIN, "source", "published_at"]}
    beside = {"body": bodies.first() or "", "picture": pictures.first()}
    return content(fields | beside | {"topics": article.topics.all()})


def values_of(content: dict[str, Any]) -> dict[str, Any]:
    """A content as the values of a form; topics that are gone stay away. One query.

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


def numbered(past: QuerySet[Version], text: str) -> Version | None:
    """The one of that number; None for a text that names none."""
    number = number_in(text)
    return None if number is None else past.filter(number=min(number, 2**31 - 1)).first()


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Names of the fields that differ."""
    return [name for name in LABELS if before.get(name) != after.get(name)]


def beside_content(article: Article) -> dict[str, Any]:
    """What a deletion keeps beside the content: no editor can change it, and it is to come back."""
    return {
        "external_id": article.external_id,
        "import_digest": article.import_digest,
        "created_by_id": article.created_by_id,
        "created_at": article.created_at.isoformat(),
        "corrected_at": article.corrected_at and article.corrected_at.isoformat(),
    }


def values_of_deleted(content: dict[str, Any]) -> dict[str, Any]:
    """A deletion's content as the values of the article; its author, if that account is gone, is
    nobody. Three queries. Raises Source.DoesNotExist where its source is gone.
    """
    values = values_of(content)
    accounts = get_user_model().objects.filter(pk=values.pop("created_by_id"))
    return values | {
        "source": Source.objects.get(pk=values["source"]),
        "created_by": accounts.first(),
        "created_at": parse_datetime(values["created_at"]),
        "corrected_at": values["corrected_at"] and parse_datetime(values["corrected_at"]),
    }


def deleted() -> QuerySet[Version]:
    """The last versions of articles that are gone, newest first. One query."""
    newer = Version.objects.filter(article_id=OuterRef("article_id"), number__gt=OuterRef("number"))
    return _deletions().exclude(Exists(newer)).select_related("saved_by").order_by("-saved_at")


def _deletions() -> QuerySet[Version]:
    """Of articles that are gone; one that was brought back in between has several."""
    present = Article.objects.values("pk")
    return Version.objects.filter(is_deletion=True).exclude(article_id__in=present)


def names_of_deleted() -> set[str]:
    """The identifiers and the links of articles that are gone. One query."""
    names = _deletions().order_by().values_list("content__external_id", "content__original_url")
    return {name for pair in names for name in pair if name}
