"""Exports of Ghost: one JSON object, read as a whole."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from articles.html import BODY_MAX_LENGTH, PLAIN_MAX_LENGTH
from articles.importing import moments
from articles.importing.feeds import NO_SOURCE, texts, words
from articles.importing.items import Item, LeftOut
from importing.report import FileRefused, Refused

MAX_BYTES = 100 * 1024 * 1024
OPEN_TO = ("public", "members")
"""Of Ghost's visibilities those that need no payment."""

_NEEDED = {
    "canonical_url", "custom_excerpt", "data", "db", "html", "id", "key", "name", "page", "post_id", "posts",
    "posts_tags", "published_at", "settings", "slug", "sort_order", "status", "tag_id", "tags", "title", "type",
    "uuid", "value", "visibility",
}  # fmt: skip
_UNRENDERED = ("lexical", "mobiledoc", "markdown")

SITE = "__GHOST_URL__"
"""Stands in an export for the address of the site, which it does not tell."""


def items(file: BinaryIO, source: str) -> Iterator[Item]:
    """The posts, in their order. Raises FileRefused."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > MAX_BYTES:
        raise FileRefused(f"{size:,} bytes; of a Ghost export at most {MAX_BYTES:,} are read")
    data = _load(file)
    posts, site = _rows(data, "posts"), source or _title(data)
    topics = _topics(data)
    for number, post in enumerate(posts, start=1):
        content: dict[str, Any] | Refused | LeftOut
        try:
            content = _content(post, site, topics.get(_id(post), []))
        except Refused as refusal:
            content = refusal
        yield Item(size * number // len(posts) - size * (number - 1) // len(posts), content,
                   former_address=_former_address(post))  # fmt: skip


def _load(file: BinaryIO) -> dict[str, Any]:
    try:
        export = json.loads(file.read().decode("utf-8-sig"), object_hook=_needed)
        if isinstance(export, dict) and "db" in export:
            export = export["db"][0]
        data = export["data"]
    except UnicodeDecodeError as error:
        raise FileRefused(f"not UTF-8 at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise FileRefused(f"broken JSON in line {error.lineno}: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise FileRefused("broken JSON: nested too deeply, or a number too large") from error
    except (IndexError, KeyError, TypeError) as error:
        raise FileRefused("no Ghost export: it has no data") from error
    if not isinstance(data, dict) or not isinstance(data.get("posts"), list):
        raise FileRefused("no Ghost export: it has no posts")
    return data


def _needed(row: dict[str, Any]) -> dict[str, Any]:
    """What an import asks for; each post has its text four times."""
    needed = {name: value for name, value in row.items() if name in _NEEDED}
    return needed | {name: bool(row[name]) for name in _UNRENDERED if name in row}


def _rows(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A table of the export; what is no row becomes an empty one, so that numbers stay."""
    rows = data.get(name)
    return [
        row if isinstance(row, dict) else {} for row in (rows if isinstance(rows, list) else [])
    ]


def _title(data: dict[str, Any]) -> str:
    settings = _rows(data, "settings")
    found = (row.get("value") for row in settings if row.get("key") == "title")
    return next((words(value[:PLAIN_MAX_LENGTH]) for value in found if isinstance(value, str)), "")


def _topics(data: dict[str, Any]) -> dict[str, list[str]]:
    """Names of public tags by the number of their post; "#…" are for the newsroom there."""
    names = {
        _id(tag): tag.get("name") for tag in _rows(data, "tags") if tag.get("visibility") != "internal"
    }  # fmt: skip
    order = sorted(_rows(data, "posts_tags"), key=lambda row: _number(row.get("sort_order")))
    found: dict[str, list[str]] = {}
    for row in order:
        name = names.get(str(row.get("tag_id")))
        if isinstance(name, str) and name.strip() and not name.startswith("#"):
            found.setdefault(str(row.get("post_id")), []).append(name)
    return found


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _id(row: dict[str, Any]) -> str:
    return str(row.get("id"))


def _content(post: dict[str, Any], site: str, topics: list[str]) -> dict[str, Any] | LeftOut:
    """Raises Refused."""
    if post.get("type", "post") != "post" or post.get("page"):
        return LeftOut.NO_POST
    if post.get("status") != "published":
        return LeftOut.NOT_PUBLISHED
    if (visibility := post.get("visibility") or "public") not in OPEN_TO:
        raise Refused(f"visibility: {str(visibility)[:40]!r}; only public and members are taken")
    if not site:
        raise Refused(NO_SOURCE)
    body = _text(post, "html", BODY_MAX_LENGTH)
    if not body and any(post.get(name) for name in _UNRENDERED):
        raise Refused("html: none; export from a Ghost that renders its posts")
    return {
        "id": f"ghost-{str(post.get('uuid') or post.get('id'))[:100]}",
        "headline": words(_text(post, "title", PLAIN_MAX_LENGTH)),
        **texts(_text(post, "custom_excerpt", PLAIN_MAX_LENGTH), body.replace(SITE, "")),
        "source": {"name": site},
        "original_url": _text(post, "canonical_url", PLAIN_MAX_LENGTH).removeprefix(SITE),
        "topics": topics,
        "published_at": _moment(post.get("published_at")),
    }


def _text(post: dict[str, Any], name: str, limit: int) -> str:
    value = post.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(f"{name}: text is required, not {type(value).__name__}")
    if len(value) > limit:
        raise Refused(f"{name}: {len(value):,} characters, at most {limit:,}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise Refused(f"{name}: contains half a surrogate pair, which is no character") from error
    return value.strip()


def _moment(value: object) -> str:
    """ISO 8601; milliseconds since 1970 in old exports. Raises Refused."""
    if isinstance(value, int):
        try:
            return datetime.fromtimestamp(value / 1000, UTC).isoformat()
        except (ValueError, OverflowError, OSError) as error:
            raise Refused("published_at: no date and time") from error
    if not isinstance(value, str):
        raise Refused("published_at: is required")
    return moments.iso(value if value[10:11] != " " or value.endswith("Z") else f"{value}+00:00")


def _former_address(post: dict[str, Any]) -> str:
    """Ghost's own scheme; a site that changed it in its routes needs a list of addresses."""
    slug = post.get("slug")
    return f"/{slug}/" if isinstance(slug, str) and slug else ""
