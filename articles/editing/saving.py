"""Saving: the only code that writes articles, bodies, topics of articles, pictures and versions.

Forms, actions on many, recovery, imports, erasure and the demo come here (docs/decisions/saving.md;
tests/articles/test_one_save_path.py fails for any other writer). Each save is one transaction:

1. Lock the article's row.
2. Refuse a save that began with an older version (`Stale`).
3. Keep the present state as a version, where an import left none.
4. Write body, topics, picture, and the row with its next version number.
5. Record the new state as a version: what, who, when.
6. Write the search index (`articles.search.index`).
7. Check foreign keys, and raise the content version, so that kept pages become stale
   (`web.content_version`).

Imports leave versions out (3, 5): a million articles would have a million copies.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import picture_files
from articles.editing.versions import (
    FORMER,
    beside_content,
    changes,
    content_of,
    deleted,
    values_of_deleted,
)
from articles.models import Article, ArticleTopic, Body, Picture, Topic, Version
from articles.search import forgetting, index
from articles.search.document import Noted, document_of
from importing.turns import take_turns
from web import content_version

Saved = TypeVar("Saved")
Editor = Any  # an account; this app knows none but by `settings.AUTH_USER_MODEL`

Values = Mapping[str, Any]
"""What an article is to have: fields of `Article` by name, and those of BESIDE."""

BESIDE = ("body", "topics", "picture", "upload", "texts")
"""`body`: markup. `topics`: rows or numbers. `picture`: its `alt` and `credit`, or None for no
picture; with it `upload`: the new file, or None where the stored one stays. `texts`, of imports:
what search holds of the article, where that is known.
"""

BEFORE = "Stand vor der ersten Änderung hier"


class Stale(Exception):
    """Somebody has saved since this change began; `theirs` is the version that stands there now."""

    def __init__(self, theirs: Version) -> None:
        super().__init__(theirs)
        self.theirs = theirs


REFUSALS = (Stale, Article.DoesNotExist, picture_files.NotWritten)
"""What an editor is told; nothing is saved then."""


BUSY = "Andere sichern gerade. Bitte versuchen Sie es gleich noch einmal."


class Busy(Exception):
    """Others held what this save needs, twice; nothing is saved."""


def twice(save: Callable[[], Saved]) -> Saved:
    """`save()`, once more where it met another one: a lock, a deadlock or a constraint. Raises Busy.

    Not within a transaction.
    """
    for _ in range(2):
        try:
            return save()
        except (IntegrityError, OperationalError):
            if not connection.is_usable():  # it met nobody, the database is away
                raise
    raise Busy


def create(values: Values, *, by: Editor | None, note: str = "") -> Article:
    """A new article, with its first version. Raises picture_files.NotWritten."""
    with transaction.atomic():
        article = Article(**{"created_by": by} | _fields(values))
        if article.corrected_at is None:  # else it comes back with the time of its correction
            _date_correction(article, before="")
        article.version += 1
        article.save(force_insert=True)
        _write_beside(article, values)
        _record(article, content_of(article), note=note, saved_by=by)
        index.write(index.documents([article.pk]))
        content_version.bump()
        return article


@contextmanager
def changing(
    pk: int, *, by: Editor | None, note: str = "", begun_with: int | None = None
) -> Iterator[Article]:
    """Lock the article; save what the block makes of it by setting fields or calling `put`.

    `begun_with` is the version that the editor has seen; None changes whichever stands there.
    Raises REFUSALS. About twenty queries.
    """
    with transaction.atomic():
        article = _locked(pk)
        before = content_of(article)
        present = keep(article, before)
        if begun_with not in {None, article.version}:
            raise Stale(present)
        yield article
        _date_correction(article, before=before["correction"])
        article.version += 1
        article.save()
        after = content_of(article)
        _record(article, after, changed=changes(before, after), note=note, saved_by=by)
        index.write(index.documents([pk]))
        content_version.bump()


def put(article: Article, values: Values) -> None:
    """Within `changing`: give the article these values."""
    for name, value in _fields(values).items():
        setattr(article, name, value)
    _write_beside(article, values)


def delete(article: Article, *, by: Editor | None) -> None:
    """Delete the article; its last state can be brought back. Raises Article.DoesNotExist."""
    with transaction.atomic():
        article = _locked(article.pk)
        content = content_of(article)
        keep(article, content)
        content |= beside_content(article)
        article.version += 1
        _record(article, content, note="Gelöscht", saved_by=by, is_deletion=True)
        _delete(article.pk)
        content_version.bump()


def recover(version: Version, *, by: Editor | None) -> Article:
    """Bring a deleted article back as a draft of its author, at its old address.

    Raises Source.DoesNotExist where its source is gone too, Version.DoesNotExist where it is back
    already, or gone for good.
    """
    with transaction.atomic():
        lock_versions(version.article_id)
        values = values_of_deleted(deleted().get(pk=version.pk).content)
        row = {"pk": version.article_id, "version": version.number, "state": Article.State.DRAFT}
        return create(values | row, by=by, note="Wiederhergestellt")


def delete_topics(topics: QuerySet[Topic]) -> None:
    """Delete topics, and take them from their articles, without a version of each of these.

    Locked first: an article that gets one of them in this moment either has it already, and loses
    it, or waits and is refused.
    """
    with transaction.atomic():
        chosen = list(topics.select_for_update().order_by("pk").values_list("pk", flat=True))
        Topic.objects.filter(pk__in=chosen).delete()


def store_imported(new: Sequence[Values], changed: Mapping[int, Values], noted: Noted) -> None:
    """One batch, within the importer's transaction: new articles, and new values by number.

    A change makes open forms stale. `noted`: see `index.write`. Raises Article.DoesNotExist. Nine
    queries, and some for each that changed.
    """
    articles = Article.objects.bulk_create(Article(**_fields(values)) for values in new)
    pairs = list(zip(articles, new, strict=True))
    Body.objects.bulk_create(Body(article=one, html=values["body"]) for one, values in pairs)
    ArticleTopic.objects.bulk_create(
        ArticleTopic(article=article, topic=topic, published_at=article.published_at)
        for article, values in pairs
        for topic in values["topics"]
    )
    for pk, values in changed.items():
        article = _locked(pk)
        is_planned = article.published_at and article.published_at > timezone.now()
        put(article, {**values, "published_at": article.published_at} if is_planned else values)
        article.version += 1
        article.save()
    documents = [
        document_of(
            article,
            values["body"],
            sorted(topic.pk for topic in values["topics"]),
            values.get("texts"),
        )
        for article, values in pairs
    ]
    index.write([*documents, *index.documents(list(changed))], noted)
    content_version.bump()


@contextmanager
def erasing(pk: int) -> Iterator[None]:
    """Lock the article for the block, then remove it, its versions, and words that it alone had."""
    with transaction.atomic():
        take_turns()
        Article.objects.select_for_update().filter(pk=pk).first()
        lock_versions(pk)
        forgetting.lock()  # after the rows, as every save takes them
        yield
        words = forgetting.words_of(pk)
        remove_versions(Version.objects.filter(article_id=pk))
        _delete(pk)
        forgetting.forget(words)
        content_version.bump()


def lock_versions(*pks: int) -> None:
    """Of these articles, until the transaction ends: nobody removes them or brings one back."""
    known = Version.objects.filter(article_id__in=pks).order_by("pk")
    list(known.select_for_update().values_list("pk"))


def remove_versions(versions: QuerySet[Version]) -> int:
    """Remove them for good; how many."""
    return versions.delete()[0]


def keep_former_links(pk: int, links: Iterable[str]) -> None:
    """In the newest version, which is locked, before those that had them are removed."""
    version = Version.objects.get(pk=pk)
    version.content[FORMER] = sorted(links)
    version.save(update_fields=["content"])


def keep(article: Article, content: dict[str, Any]) -> Version:
    """The version of the present state; recorded now if an import left none."""
    known = Version.objects.filter(article_id=article.pk, number=article.version)
    return known.first() or _record(article, content, note=BEFORE, saved_at=article.changed_at)


def _record(article: Article, content: dict[str, Any], **fields: Any) -> Version:
    names = {"article_id": article.pk, "number": article.version, "headline": article.headline}
    return Version.objects.create(**names, content=content, **fields)


def _locked(pk: int) -> Article:
    return Article.objects.select_for_update(of=("self",)).select_related("source").get(pk=pk)


def _fields(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in BESIDE}


def _date_correction(article: Article, *, before: str) -> None:
    """The time of a correction is that of its text."""
    if article.correction != before:
        article.corrected_at = timezone.now() if article.correction else None


def _write_beside(article: Article, values: Values) -> None:
    if "body" in values:
        body = Body.objects.filter(article=article)
        if not body.update(html=values["body"]):
            body.create(article=article, html=values["body"])
    if "topics" in values:
        article.topics.set(values["topics"])
    if "picture" in values:
        _write_picture(article, values["picture"], values["upload"])


def _write_picture(article: Article, shown: dict[str, Any] | None, upload: Any) -> None:
    words = {"alt": shown["alt"], "credit": shown["credit"]} if shown else {}
    if upload or not shown:
        _remove_picture(article.pk)
    if upload:
        picture_files.write(upload, article=article, **words).save(force_insert=True)
    elif shown:
        Picture.objects.filter(article=article).update(**words)


def _remove_picture(pk: int) -> None:
    """Its files go after the commit."""
    for picture in Picture.objects.filter(article_id=pk):
        picture_files.remove_after_commit(picture.file.name)
        picture.delete()


def _delete(pk: int) -> None:
    """Body, topics, index and readers' lists follow."""
    _remove_picture(pk)
    index.remove(pk)
    Article.objects.filter(pk=pk).delete()
