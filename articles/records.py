"""The article format (README, "Import"): read, checked, and ready to be stored."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from articles import editions, html
from articles.html import BODY_MAX_LENGTH
from articles.models import OFFICIAL_KEY, Article, Source, Topic
from articles.search.document import Texts
from importing.limits import max_length_of
from importing.report import Refused

KNOWN = {
    "body", "headline", "id", "original_url", "published_at", "source", "subheadline", "teaser",
    "topics",
}  # fmt: skip
KNOWN_OF_SOURCE = {"name", "url", "ags"}
MAX_TOPICS = 20
MOST_NAMED = 10
"""Unknown fields that a refusal names."""

_check_url = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Record:
    """A checked article. `key` identifies it for ever, `digest` tells whether it changed."""

    key: str
    digest: str
    headline: str
    subheadline: str
    teaser: str
    body: str
    source_name: str
    source_url: str
    source_ags: str
    original_url: str
    topics: tuple[str, ...]
    published_at: datetime
    left_out: tuple[str, ...] = ()
    """What of it is not taken, and why; the rest is."""
    texts: Texts | None = None
    """What search holds of it, where that was worked out ahead."""

    @cached_property
    def names_article(self) -> bool:
        return names_article(self.original_url)


def names_article(url: str) -> bool:
    """Whether a link leads to one article: a site's front page names none."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a bracket that no address closes
        return False
    return bool(parts.path.strip("/") or parts.query)


def parse(line: bytes) -> Record:
    """Read one JSON line. Raises Refused with the field and the reason."""
    return check(load(line))


def check(data: dict[str, Any]) -> Record:
    """Fields of the article format, ready to be stored. Raises Refused."""
    _refuse_unknown(data, KNOWN)
    source = data.get("source")
    if not isinstance(source, dict):
        raise Refused("source: an object with a name is required")
    _refuse_unknown(source, KNOWN_OF_SOURCE, "source.")
    topics, left_out = _topics(data)
    fields: dict[str, Any] = {
        "headline": _plain(data, "headline", max_length_of(Article, "headline"), required=True),
        "subheadline": _plain(data, "subheadline", max_length_of(Article, "subheadline")),
        "teaser": _plain(data, "teaser", max_length_of(Article, "teaser"), required=True),
        "body": _body(data),
        "source_name": _plain(
            source, "name", max_length_of(Source, "name"), "source.", required=True
        ),
        "source_url": _url(source, "url", max_length_of(Source, "url"), "source."),
        "source_ags": _official_key(source),
        "original_url": _url(data, "original_url", max_length_of(Article, "original_url")),
        "topics": topics,
        "published_at": _moment(data),
    }
    return Record(key=_key(data, fields), digest=_digest(fields), left_out=left_out, **fields)


def load(line: bytes) -> dict[str, Any]:
    """The object in a line. Raises Refused."""
    try:
        data = json.loads(line.strip().decode("utf-8-sig"))
        if rb"\ud" in line.lower():  # no other way leads to half a pair
            json.dumps(data, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        raise Refused(f"not UTF-8 at byte {error.start + 1}") from error
    except UnicodeEncodeError as error:
        raise Refused("contains half a surrogate pair, which is no character") from error
    except json.JSONDecodeError as error:
        raise Refused(f"broken JSON at column {error.colno}: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise Refused("broken JSON: nested too deeply, or a number too large") from error
    if not isinstance(data, dict):
        raise Refused("an object is required: {…}")
    return data


def _refuse_unknown(given: dict[str, Any], known: set[str], place: str = "") -> None:
    if unknown := sorted(given.keys() - known):
        names = ", ".join(f"{place}{name[:40]}" for name in unknown[:MOST_NAMED])
        raise Refused(f"unknown field: {names}{' …' if len(unknown) > MOST_NAMED else ''}")


def _text(data: dict[str, Any], name: str, place: str = "", *, required: bool = False) -> str:
    value = data.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Refused(f"{place}{name}: text is required, not {type(value).__name__}")
    if required and not value.strip():
        raise Refused(f"{place}{name}: is required")
    return value.strip()


def _plain(
    data: dict[str, Any], name: str, limit: int, place: str = "", *, required: bool = False
) -> str:
    value = _text(data, name, place, required=required)
    _within(value, html.PLAIN_MAX_LENGTH, f"{place}{name}")
    if tag := html.find_tag(value):
        raise Refused(f"{place}{name}: plain text is required, found <{tag}>")
    value = html.plain_text(value)
    if required and not value:
        raise Refused(f"{place}{name}: is required")
    return _within(value, limit, f"{place}{name}")


def _within(value: str, limit: int, name: str) -> str:
    if len(value) > limit:
        raise Refused(f"{name}: {len(value):,} characters, at most {limit:,}")
    return value


def _body(data: dict[str, Any]) -> str:
    value = _within(_text(data, "body", required=True), BODY_MAX_LENGTH, "body")
    cleaned = html.clean(value)
    if html.is_blank(cleaned):
        raise Refused("body: nothing is left after removing scripts and empty elements")
    return _within(cleaned, BODY_MAX_LENGTH, "body")


def _url(data: dict[str, Any], name: str, limit: int, place: str = "") -> str:
    value = _within(_text(data, name, place), limit, f"{place}{name}")
    if value and not is_address(value):
        raise Refused(f"{place}{name}: no address that starts with http(s)://")
    return value


@lru_cache(maxsize=4_000)  # of a source's own address there are as many as of its articles
def is_address(value: str) -> bool:
    """Whether it is a web address, whatever is there."""
    if not value.isprintable():  # URLValidator lets NUL pass
        return False
    try:
        _check_url(value)
    except ValidationError:
        return False
    return True


def _official_key(source: dict[str, Any]) -> str:
    value = _text(source, "ags", "source.")
    if value and not re.fullmatch(OFFICIAL_KEY, value):
        raise Refused("source.ags: 2, 3, 5, 8, 9 or 12 digits, as text")
    return value


def _topics(data: dict[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The topics, and why others are left out.

    A topic that is too long costs itself, not the article; shortened, it would be another topic.
    """
    value = data.get("topics") or []
    if not isinstance(value, list) or len(value) > MAX_TOPICS:
        raise Refused(f"topics: a list of at most {MAX_TOPICS} names is required")
    names: dict[str, str] = {}
    left_out: list[str] = []
    limit = max_length_of(Topic, "name")
    for number, topic in enumerate(value, start=1):
        name = f"topics[{number}]"
        if isinstance(topic, str) and len(topic.strip()) > limit:
            left_out.append(f"{name}: {len(topic.strip()):,} characters, at most {limit}; left out")
            continue
        text = _plain({name: topic}, name, limit, required=True)
        names.setdefault(text.casefold(), text)
    return tuple(names.values()), tuple(left_out)


def _moment(data: dict[str, Any]) -> datetime:
    text = _text(data, "published_at", required=True)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise Refused(f"published_at: {text[:40]!r} is no date and time (ISO 8601)") from error
    if moment.tzinfo is None:
        raise Refused("published_at: the offset is missing, for example +02:00")
    if moment.year not in editions.YEARS:
        raise Refused(f"published_at: the year {moment.year} is out of range")
    return moment.astimezone(UTC)  # PostgreSQL does not read every offset that Python reads


def _key(data: dict[str, Any], fields: dict[str, Any]) -> str:
    """The given id; else one made of the link or, failing that, of what stands on the page."""
    given = data.get("id")
    if given is not None:
        key = _plain(data, "id", max_length_of(Article, "external_id"), required=True)
        if key.startswith(("url:", "text:")):
            raise Refused("id: must not begin with url: or text:")
        return key
    if names_article(fields["original_url"]):
        return "url:" + _hash(fields["original_url"])
    moment = fields["published_at"].timestamp()
    return "text:" + _hash(fields["source_name"], fields["headline"], moment)


def _digest(fields: dict[str, Any]) -> str:
    return _hash(*(str(fields[name]) for name in sorted(fields)))


def _hash(*parts: object) -> str:
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()
