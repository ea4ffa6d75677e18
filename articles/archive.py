"""Storing imported records: idempotent, batch by batch, each batch whole or not at all."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from django.db import DataError, IntegrityError, OperationalError, transaction
from django.db.models import Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact

from articles import erasing
from articles.editing import saving, versions
from articles.importing.batches import Batch, batches, names_of
from articles.importing.formats import Format, format_of
from articles.models import Article, Source, Topic
from articles.records import Record
from articles.search.document import Noted, texts_of
from articles.slugs import free_slug
from importing.ahead import ahead
from importing.apart import apart, rare_collections
from importing.report import Refused, Report
from importing.turns import Breaks, take_turns

Named = TypeVar("Named", Source, Topic)

TRIES = 3
AHEAD = 2
"""Batches that are read and checked while one is being stored."""

SHORT = 1_000_000
"""Bytes of a file for which it is not worth while to start a process."""


class Verdict(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRITTEN_HERE = "written by the newsroom, left as it is"
    DELETED = "deleted by the newsroom, left out"
    ERASED = "erased for good, left out"


def import_file(
    path: Path,
    kind: Format | None = None,
    *,
    report: Report,
    advance: Callable[[int], object],
    dry_run: bool = False,
) -> "Archive":
    """Import a file. Memory stays that of some batches; what is refused stops nothing.

    Raises FileRefused. The archive knows what a dry run would have stored.
    """
    archive = Archive(dry_run=dry_run)
    kind = kind or format_of(path)
    if path.stat().st_size < SHORT:
        found = ahead(_batches(path, kind), AHEAD)
    else:
        found = apart(_batches if dry_run else _analysed_batches, path, kind)
    breaks = Breaks()
    with closing(found), rare_collections():
        for batch in found:
            for number, outcome in zip(batch.numbers, archive.store(batch.records), strict=True):
                if isinstance(outcome, Refused):
                    report.refuse(number, outcome)
                else:
                    report.count(outcome)
            if not dry_run:
                breaks.let_others_in()
            for number, refusal in batch.refused:
                report.refuse(number, refusal)
            report.verdicts.update(batch.left_out)
            advance(batch.size)
    return archive


def _batches(path: Path, kind: Format) -> Iterator[Batch]:
    with path.open("rb") as file:
        yield from batches(kind.items(file))


def _analysed_batches(path: Path, kind: Format) -> Iterator[Batch]:
    """One query for each. What stands there unchanged needs no analysis."""
    for batch in _batches(path, kind):
        keys = [record.key for record in batch.records]
        known = Article.objects.filter(external_id__in=keys)
        digests = dict(known.values_list("external_id", "import_digest"))
        batch.records = [
            record if digests.get(record.key) == record.digest else _analysed(record)
            for record in batch.records
        ]
        yield batch


def _analysed(record: Record) -> Record:
    texts = texts_of(record.headline, record.subheadline, record.teaser, record.body)
    return replace(record, texts=texts)


def _named(model: type[Named], name: str) -> Named | None:
    """The one of that name in any case, as the database's own constraint compares names."""
    return model.objects.filter(Exact(Lower("name"), Lower(Value(name)))).first()


def _new(row: Named) -> Named:
    """Stored without signals: each would lock the content version until the batch is stored, which
    raises it once at its end.
    """
    type(row).objects.bulk_create([row])
    return row


class Archive:
    """Stores records. What is known is found by its link, else by its key.

    Only a record that differs from the last one imported touches the article: what an editor
    changed since stays as long as the source says nothing new. What the newsroom wrote itself is
    never touched, and what it deleted does not come back.
    """

    def __init__(self, *, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self._sources: dict[str, Source] = {}
        self._topics: dict[str, Topic] = {}
        self.announced: dict[str, str] = {}
        """In a dry run, of what it would store, the digest by each name."""
        self._deleted: set[str] = set()
        self._erased: set[str] = set()
        self._noted: Noted = {}

    def store(self, records: list[Record]) -> list[Verdict | Refused]:
        """Store one batch in one transaction. Six queries, and some for each that changed.

        Tries again where somebody else was faster with an article, a source or a topic; what the
        database does not take even by itself is refused.
        """
        if not records:
            return []
        if self.dry_run:
            return [self._announce(record, known) for record, known in self._known(records)]
        for attempt in range(1, TRIES + 1):
            try:
                return self._store(records)
            except OperationalError:  # a deadlock; or the database is away
                if attempt == TRIES:
                    raise
            except (IntegrityError, DataError, Article.DoesNotExist):
                pass
            self._sources.clear()  # some were never saved
            self._topics.clear()
        if len(records) > 1:
            return [outcome for record in records for outcome in self.store([record])]
        return [Refused("the database does not take it")]

    def _store(self, records: list[Record]) -> list[Verdict | Refused]:
        with transaction.atomic():
            take_turns()
            verdicts: list[Verdict | Refused] = []
            new, changed = [], {}
            for record, known in self._known(records):
                verdict = self._verdict(record, known.import_digest if known else None)
                verdicts.append(verdict)
                if verdict is Verdict.NEW:
                    row = {"external_id": record.key, "state": Article.State.PUBLISHED}
                    new.append(self._fields(record) | row)
                elif verdict is Verdict.CHANGED and known is not None:
                    changed[known.pk] = self._fields(record)
            if new or changed:
                saving.store_imported(new, changed, self._noted)
        return verdicts

    def _known(self, records: list[Record]) -> Iterable[tuple[Record, Article | None]]:
        links = {record.original_url for record in records if record.names_article}
        by_link = {
            article.original_url: article
            for article in Article.objects.filter(original_url__in=links).order_by("-pk")
        }
        keys = [record.key for record in records]
        by_key = {
            article.external_id: article for article in Article.objects.filter(external_id__in=keys)
        }
        # Read after the articles: what goes between the two stands in one of them.
        self._deleted = versions.names_of_deleted()
        self._erased = erasing.erased_hashes()
        for record in records:
            linked = by_link.get(record.original_url) if record.names_article else None
            yield record, linked or by_key.get(record.key)

    def _fields(self, record: Record) -> dict[str, object]:
        """What `saving` is to write. Whether a known article is public stays the editors' choice."""
        same = ("headline", "subheadline", "teaser", "body", "original_url", "published_at")
        return {name: getattr(record, name) for name in same} | {
            "source": self._source(record),
            "topics": [self._topic(name) for name in record.topics],
            "import_digest": record.digest,
            "texts": record.texts,
        }

    def _source(self, record: Record) -> Source:
        name = record.source_name.casefold()
        if name not in self._sources:
            self._sources[name] = _named(Source, record.source_name) or _new(
                Source(
                    name=record.source_name,
                    slug=free_slug(Source, record.source_name, fallback="quelle"),
                    url=record.source_url,
                    ags=record.source_ags,
                )
            )
        source = self._sources[name]
        missing = {
            field: value
            for field, value in [("url", record.source_url), ("ags", record.source_ags)]
            if value and not getattr(source, field)
        }
        if missing:
            for field, value in missing.items():
                setattr(source, field, value)
            Source.objects.filter(pk=source.pk).update(**missing)
        return source

    def _topic(self, name: str) -> Topic:
        key = name.casefold()
        if key not in self._topics:
            self._topics[key] = _named(Topic, name) or _new(
                Topic(name=name, slug=free_slug(Topic, name, fallback="thema"))
            )
        return self._topics[key]

    def _announce(self, record: Record, known: Article | None) -> Verdict:
        """What storing would have said; remembers what it said of earlier items of the file."""
        names = names_of(record)
        before = next((self.announced[name] for name in names if name in self.announced), None)
        if before is None and known is not None:
            before = known.import_digest
        verdict = self._verdict(record, before)
        if verdict in {Verdict.NEW, Verdict.CHANGED}:
            self.announced |= dict.fromkeys(names, record.digest)
        return verdict

    def _is_erased(self, record: Record) -> bool:
        return bool(self._erased) and not self._erased.isdisjoint(
            erasing.hash_of(name) for name in names_of(record)
        )

    def _verdict(self, record: Record, digest_before: str | None) -> Verdict:
        """`digest_before` is None where there is no such article, "" where no import brought it."""
        match digest_before:
            case None if self._is_erased(record):
                return Verdict.ERASED
            case None if not self._deleted.isdisjoint(names_of(record)):
                return Verdict.DELETED
            case None:
                return Verdict.NEW
            case "":
                return Verdict.WRITTEN_HERE
            case record.digest:
                return Verdict.UNCHANGED
        return Verdict.CHANGED
