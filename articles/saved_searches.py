"""Searches that members saved under a name. Nobody else sees them, and nothing is counted."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from articles import laender
from articles.models import SavedSearch, Source, Topic
from articles.search.narrowing import Narrowing
from articles.shelf import Member

MOST = 20
"""Searches of one account."""


class NameTakenError(Exception):
    """The member has another search of that name."""


class TooManyError(Exception):
    """The member has as many as one may have."""


@dataclass(frozen=True)
class Shown:
    """A saved search as it can be run today, and what has gone of its narrowing since."""

    row: SavedSearch
    narrowing: Narrowing
    gone: list[str]


def of(member: Member) -> list[Shown]:
    """All of the member's, by name. At most three queries."""
    rows = member.saved_searches.all()
    return shown(sorted(rows, key=lambda row: row.name.casefold()))


def shown(rows: Iterable[SavedSearch]) -> list[Shown]:
    """At most two queries, for topics and sources."""
    rows = list(rows)
    topics = Topic.objects.in_bulk({row.topic for row in rows} - {""}, field_name="slug")
    sources = Source.objects.in_bulk({row.source for row in rows} - {""}, field_name="slug")
    return [_shown(row, topics.get(row.topic), sources.get(row.source)) for row in rows]


def _shown(row: SavedSearch, topic: Topic | None, source: Source | None) -> Shown:
    gone = []
    if row.topic and not topic:
        gone.append(f"Das Thema „{row.topic}“ gibt es nicht mehr.")
    if row.source and not source:
        gone.append(f"Die Quelle „{row.source}“ gibt es nicht mehr.")
    land = laender.BY_SLUG.get(row.land)
    return Shown(row, Narrowing(row.question, topic, source, land, row.period, row.order), gone)


def find(member: Member, wanted: Narrowing) -> SavedSearch | None:
    """The member's search for just this, if there is one. One query."""
    found: SavedSearch | None = member.saved_searches.filter(**_columns(wanted)).first()
    return found


def save(member: Member, name: str, wanted: Narrowing) -> None:
    """Saving twice is saving once. Raises NameTakenError and TooManyError."""
    columns = _columns(wanted)
    with _locked(member) as rows:
        for row in rows:
            if row.name == name:
                if all(getattr(row, column) == value for column, value in columns.items()):
                    return
                raise NameTakenError
        if len(rows) >= MOST:
            raise TooManyError
        SavedSearch.objects.create(member=member, name=name, **columns)


def change(member: Member, pk: int, name: str, wanted: Narrowing) -> None:
    """One that was deleted meanwhile stays so. Raises NameTakenError."""
    with _locked(member) as rows:
        if any(row.name == name and row.pk != pk for row in rows):
            raise NameTakenError
        SavedSearch.objects.filter(member=member, pk=pk).update(name=name, **_columns(wanted))


def delete(member: Member, pk: int) -> None:
    """Deleting twice is deleting once."""
    SavedSearch.objects.filter(member=member, pk=pk).delete()


def export(member: Member) -> dict[str, Any]:
    """The member's own data under German names, times in ISO 8601. One query."""
    return {
        "gespeicherte_suchen": [
            {
                "name": row.name,
                "suchwoerter": row.question,
                "thema": row.topic,
                "quelle": row.source,
                "land": row.land,
                "zeit": row.period,
                "sortierung": row.order,
                "gespeichert_am": timezone.localtime(row.saved_at).isoformat(),
            }
            for row in member.saved_searches.order_by("pk")
        ]
    }


@contextmanager
def _locked(member: Member) -> Iterator[list[SavedSearch]]:
    """The member's searches, which nobody else changes until the block has ended."""
    accounts = get_user_model().objects
    with transaction.atomic():
        accounts.select_for_update(no_key=True).only("pk").get(pk=member.pk)
        yield list(SavedSearch.objects.filter(member=member))


def _columns(wanted: Narrowing) -> dict[str, str]:
    return {
        "question": wanted.text,
        "topic": wanted.topic.slug if wanted.topic else "",
        "source": wanted.source.slug if wanted.source else "",
        "land": wanted.land.slug if wanted.land else "",
        "period": wanted.period,
        "order": wanted.order,
    }
