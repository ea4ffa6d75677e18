"""May this reader read this body? The only place that answers, and it denies by default."""

from typing import Any, Protocol


class Reader(Protocol):
    """What the question needs to know of a reader; `AnonymousUser` and `User` both answer it."""

    @property
    def is_active(self) -> Any: ...

    def has_perm(self, perm: str, obj: Any = None) -> bool: ...


class Readable(Protocol):
    """What the question needs to know of an article."""

    @property
    def is_published(self) -> bool: ...

    @property
    def open_to_all(self) -> bool: ...


def may_read_body(reader: Reader, article: Readable) -> bool:
    """Whether the body may be shown on the article's public page.

    Members are active readers with a verified address (`is_member`; a reader without that
    attribute is none). Editors hold the permission to view bodies. Neither sees here what is not
    published: drafts are for the admin.
    """
    if not article.is_published:
        return False
    if article.open_to_all:
        return True
    return may_read_bodies(reader)


def may_read_bodies(reader: Reader) -> bool:
    """Whether the bodies of published articles in general are open to this reader: for search."""
    if not reader.is_active:
        return False
    return getattr(reader, "is_member", False) is True or reader.has_perm("articles.view_body")
