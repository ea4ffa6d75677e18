"""The groups of words that mean the same, as search asks for them."""

from dataclasses import replace
from functools import lru_cache

from django.conf import settings

from articles.models import Synonyms
from articles.search.query import Phrase, Query, Word, phrases_of
from web import content_version

Groups = tuple[tuple[str, ...], ...]

_kept: tuple[content_version.Version, Groups] | None = None


def groups() -> Groups:
    """All groups, the oldest first; entries as the newsroom wrote them.

    One query where the content has changed since the last call, and those of `snapshot` for its
    version; none otherwise. Without a page cache always one query.
    """
    global _kept  # noqa: PLW0603 - one for the process; replaced as a whole
    if not settings.PAGE_CACHE_MEGABYTES:
        return _read()
    known, kept = content_version.watcher.known(), _kept
    if kept and kept[0] == known:
        return kept[1]
    with content_version.snapshot() as version:
        found = _read()
    # Within a transaction the version may be one that is rolled back: nobody knows it yet.
    if version == content_version.watcher.known():
        _kept = version, found
    return found


def _read() -> Groups:
    return tuple(row.entries for row in Synonyms.objects.order_by("pk"))


def added(query: Query) -> Query:
    """The query, with what means the same as each of its words. The queries of `groups`."""
    known = _by_phrase(groups())

    def with_others(word: Word) -> Word:
        others = {one for phrase in word.phrases for one in known.get(phrase, ())}
        others.difference_update(word.phrases)
        return replace(word, phrases=(*word.phrases, *sorted(others)))

    return replace(query, words=tuple(map(with_others, query.words)))


@lru_cache(maxsize=2)
def _by_phrase(found: Groups) -> dict[Phrase, tuple[Phrase, ...]]:
    known: dict[Phrase, tuple[Phrase, ...]] = {}
    for group in found:
        same = tuple(phrase for entry in group for phrase in phrases_of(entry))
        known |= dict.fromkeys(same, same)
    return known
