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
"""How long after its rendering a page is shown while the database is away."""

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

    @property
    def has_full_text(self) -> bool:
        return self.headers.get("Cache-Control") == PUBLIC_UNTIL_CHANGED


def _size(page: KeptPage) -> int:
    """At most: the page, and compressed forms that are together no larger."""
    return 2 * len(page.content) + OVERHEAD


class PageStore:
    """Pages by key, least recently used ones dropped first. Safe for threads."""

    def __init__(self, max_bytes: int) -> None:
        self._pages: LRUCache[PageKey, KeptPage] = LRUCache(max_bytes, getsizeof=_size)
        self._lock = threading.Lock()

    def get(self, key: PageKey) -> KeptPage | None:
        """The page, where it is fresh: nothing has changed, as far as this process knows.

        While the database is away that holds for a day, but for an article's full text: another
        process may have closed or withdrawn it just before. A page that is known to be outdated is
        never given out: what it says may have been withdrawn.
        """
        current = watcher.known()
        with self._lock:
            page = self._pages.get(key)
        if page is None or page.version != current:
            return None
        if page.has_full_text and not watcher.is_current:
            return None
        is_too_old = watcher.database_is_away and monotonic() - page.rendered_at > STALE_SECONDS
        return None if is_too_old else page

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
