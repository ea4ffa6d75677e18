"""Memory for kept pages, in each process: one store, one key, one rule for what is fresh."""

import threading
from collections.abc import Hashable
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple

from cachetools import LRUCache
from django.conf import settings
from django.http.response import ResponseHeaders

from web.cache_policy import PUBLIC_UNTIL_CHANGED
from web.content_version import Version, watcher

STALE_SECONDS = 24 * 3600
"""How long a page is shown while the database is away."""

OVERHEAD = 2_000
"""Bytes that an entry takes beside its content."""


class Audience(NamedTuple):
    """All readers who get the same page: what templates may ask of a reader."""

    is_authenticated: bool
    is_staff: bool


ANONYMOUS = Audience(is_authenticated=False, is_staff=False)


class PageKey(NamedTuple):
    """Everything that shapes a kept page. `variant` is the view's: what else its context needs."""

    audience: Audience
    scheme: str
    host: str
    path: str
    query: str
    variant: Hashable = None


@dataclass
class KeptPage:
    """A rendered page. `encoded` holds, for each encoding, the content and the headers."""

    version: Version
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)
    encoded: dict[str, tuple[bytes, ResponseHeaders]] = field(default_factory=dict)
    rendered_at: float = field(default_factory=lambda: monotonic())  # noqa: PLW0108 - found at call time

    def is_fresh(self, current: Version | None) -> bool:
        """Whether it may be shown without asking the database: nothing changed, or none to ask."""
        if watcher.database_is_away:
            is_current = self.version == current
            return not self.is_too_old and (is_current or self.may_outlive_changes)
        return self.version == current

    @property
    def may_outlive_changes(self) -> bool:
        return self.headers.get("Cache-Control") != PUBLIC_UNTIL_CHANGED

    @property
    def is_too_old(self) -> bool:
        return monotonic() - self.rendered_at > STALE_SECONDS


def _size(page: KeptPage) -> int:
    """At most: the page, and compressed forms that are together no larger."""
    return 2 * len(page.content) + OVERHEAD


class PageStore:
    """Pages by key, least recently used ones dropped first. Safe for threads."""

    def __init__(self, max_bytes: int) -> None:
        self._pages: LRUCache[PageKey, KeptPage] = LRUCache(max_bytes, getsizeof=_size)
        self._lock = threading.Lock()

    def get(self, key: PageKey) -> KeptPage | None:
        with self._lock:
            return self._pages.get(key)

    def put(self, key: PageKey, page: KeptPage) -> None:
        """Pages larger than the whole store are not kept."""
        with self._lock:
            self._pages.pop(key, None)
            if _size(page) <= self._pages.maxsize:
                self._pages[key] = page

    def forget(self, key: PageKey) -> None:
        with self._lock:
            self._pages.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._pages.clear()

    @property
    def max_bytes(self) -> int:
        return int(self._pages.maxsize)

    @property
    def bytes_used(self) -> int:
        return int(self._pages.currsize)

    def __len__(self) -> int:
        return len(self._pages)


store = PageStore(settings.PAGE_CACHE_MEGABYTES * 1024 * 1024)
