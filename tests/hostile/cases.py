"""Which requests are made: the full product of a part with its values, or a sample with no gap in it.

Several hostile parts share a request where nothing of one hides another; the judge then finds out
which of them did it. A sample is chosen by counting, never by chance: it is the same in each run.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit
from zlib import crc32

from tests.hostile.forms import Form
from tests.hostile.requests import Part, Request, Visitor
from tests.hostile.values import ANONYMOUS, VALUES, Value
from tests.routes import Arguments, Route

METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"]
HEADERS = [
    "HTTP_ACCEPT", "HTTP_ACCEPT_ENCODING", "HTTP_ACCEPT_LANGUAGE", "HTTP_AUTHORIZATION",
    "HTTP_CACHE_CONTROL", "HTTP_FORWARDED", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_NONE_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE", "HTTP_REFERER",
    "HTTP_SCRIPT_NAME", "HTTP_TE", "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_HTTP_METHOD_OVERRIDE",
    "HTTP_X_REQUESTED_WITH",
]  # fmt: skip
# Of these one value at a time: most of them end the request before anything else is looked at.
ENDING_HEADERS = ["HTTP_HOST", "HTTP_ORIGIN", "CONTENT_TYPE", "HTTP_X_CSRFTOKEN"]
QUERY = [
    "_changelist_filters", "_popup", "_to_field", "ab", "action", "all", "als", "app_label",
    "besides", "e", "fassung", "field_name", "headline", "id", "ids", "land", "model_name", "name", "neu",
    "next", "o", "original_url", "p", "page", "q", "quelle", "seite", "sortierung", "source",
    "term", "thema", "zeit",
]  # fmt: skip
POSTED = [
    "_selected_action", "action", "als", "article", "code", "confirmed", "credential", "email",
    "index", "land", "liste", "name", "next", "nicht", "q", "quelle", "select_across", "sortierung",
    "thema", "version", "zeit",
]  # fmt: skip
# Parameters of addresses that no link and no form names, with values that open the page.
PARAMETERS = {
    "admin:autocomplete": {
        "app_label": "articles", "model_name": "article", "field_name": "source", "term": "Stadt",
    },
    "admin:articles_article_duplicates": {
        "headline": "Ein Haus für alle", "original_url": "https://a.example/b", "besides": "1",
    },
    "admin:articles_article_history": {"fassung": "1"},
    "admin:articles_article_change": {"fassung": "1"},
    "suggestions": {"q": "haus"},
    "my_edition": {"ab": ""},
    "reading_list": {"ab": ""},
}  # fmt: skip
COOKIES = ["sitzung", "csrf", "messages", "sprache", "$Version", "a b"]
Query = tuple[tuple[str, str], ...]
T = TypeVar("T")
SAMPLE = 23
"""Of all values each twenty-third, beginning with another one for each visitor, address and name."""


def by_method(
    routes: Iterable[Route], visitor: Visitor, arguments: Arguments, *, is_full: bool
) -> Iterator[Request]:
    """Every address by every method, with a value in each known parameter and header and in the body.

    Of the turns that bring each value to each of them, a sample takes one for each method; other
    visitors take others.
    """
    rounds = count(sum(visitor.name.encode()))
    for route in routes:
        path = in_wsgi(arguments.path(route))
        for method in METHODS:
            turns = range(len(VALUES)) if is_full else [next(rounds)]
            yield from (_dressed(route, visitor, method, path, turn) for turn in turns)


def _dressed(route: Route, visitor: Visitor, method: str, path: str, turn: int) -> Request:
    is_form = method == "POST"
    parts = [
        *_spread("query", QUERY, ANONYMOUS, turn),
        *_spread("header", HEADERS, ANONYMOUS, turn * 5),
        *_spread("field", POSTED if is_form else ["body"], VALUES, turn),
    ]
    return Request(route.name, visitor, method, path, tuple(parts), fields=() if is_form else None)


def by_argument(
    routes: Iterable[Route], visitor: Visitor, arguments: Arguments, *, is_full: bool
) -> Iterator[Request]:
    """Each argument of an address with each value; reading and posting take turns."""
    for route in routes:
        proper = arguments.of(route)
        for key in route.keys:
            values = some(ANONYMOUS, visitor.name, route.name, key, is_full=is_full)
            for number, value in enumerate(values):
                path = in_wsgi(route.path(proper | {key: "\0here"}))
                yield Request(
                    route.name,
                    visitor,
                    ("GET", "POST")[number % 2],
                    path.replace("\0here", value.in_path),
                    (Part("path", key, value),),
                    fields=() if number % 2 else None,
                )


def by_parameter(
    routes: Iterable[Route],
    visitor: Visitor,
    arguments: Arguments,
    found: Mapping[str, Mapping[str, Query]],
    *,
    is_full: bool,
) -> Iterator[Request]:
    """The parameters that pages name for an address, one by one, the others as they stand there.

    `found`: for each path and name a query that holds it.
    """
    for route in routes:
        path = in_wsgi(arguments.path(route))
        proper = tuple(PARAMETERS.get(route.name, {}).items())
        queries = dict.fromkeys(("next", *dict(proper)), proper) | dict(found.get(path, {}))
        for name, query in sorted(queries.items()):
            values = ANONYMOUS if name.startswith("_") else VALUES  # admin logs its own parameters
            for value in some(values, visitor.name, route.name, name, is_full=is_full):
                yield Request(
                    route.name, visitor, "GET", path, (Part("query", name, value),), query=query
                )


def by_cookie(
    route: Route, visitor: Visitor, arguments: Arguments, *, is_full: bool
) -> Iterator[Request]:
    path = in_wsgi(arguments.path(route))
    for name in COOKIES:
        for place in ("cookie", "quoted cookie"):
            values = some(VALUES, visitor.name, route.name, name, place, is_full=is_full)
            for value in values:
                yield Request(route.name, visitor, "GET", path, (Part(place, name, value),))


def by_header(
    route: Route, visitor: Visitor, arguments: Arguments, *, is_full: bool
) -> Iterator[Request]:
    path = in_wsgi(arguments.path(route))
    for name in ENDING_HEADERS:
        values = some(ANONYMOUS, visitor.name, route.name, name, is_full=is_full)
        for number, value in enumerate(values):
            yield Request(
                route.name,
                visitor,
                ("GET", "POST")[number % 2],
                path,
                (Part("header", name, value),),
                fields=(("email", "nora@geheim.example"),),
            )


def by_field(form: Form, route: str, visitor: Visitor, *, is_full: bool) -> Iterator[Request]:
    """Each field with each value, the others hostile too; then one by one, the others as rendered."""
    path = in_wsgi(form.path)
    if form.method == "GET":
        return
    button = form.buttons[:1]
    for turn in some(range(len(VALUES)), visitor.name, form.path, is_full=is_full):
        parts = _spread("field", form.names, VALUES, turn)
        yield Request(
            route, visitor, "POST", path, tuple(_as_files(parts, form, turn)),
            form.fields + button, is_multipart=turn % 2 == 1,
        )  # fmt: skip
    for name in [*form.names, *sorted(form.files)]:
        values = some(VALUES, visitor.name, form.path, name, is_full=is_full)
        for turn, value in enumerate(values):
            parts = _as_files([Part("field", name, value)], form, turn)
            yield Request(
                route, visitor, "POST", path, tuple(parts),
                form.fields + (form.buttons[turn % len(form.buttons) :][:1] if form.buttons else ()),
                is_multipart=turn % 2 == 1 or bool(form.files),
            )  # fmt: skip


def in_wsgi(path: str) -> str:
    return path.encode().decode("latin-1")


def queries_of(links: Iterable[str], place: str) -> Iterator[tuple[str, str, Query]]:
    """Path, name and query of each parameter in links."""
    for link in links:
        parts = urlsplit(link)
        query = tuple(parse_qsl(parts.query, keep_blank_values=True))
        for name, _ in query:
            yield in_wsgi(parts.path or place), name, query


def _spread(place: str, names: Iterable[str], values: list[Value], turn: int) -> list[Part]:
    """A value for each name, another in each turn: after all turns each name had each value."""
    return [
        Part(place, name, values[(turn + 7 * number) % len(values)])
        for number, name in enumerate(names)
    ]


def _as_files(parts: list[Part], form: Form, turn: int) -> list[Part]:
    """Files where text is expected now and then, and the other way round."""
    return [
        Part("file", part.name, part.value)
        if (turn % 2 == 1 and (number + turn) % 10 == 1) or (part.name in form.files and turn % 4)
        else part
        for number, part in enumerate(parts)
    ]


def some(values: Sequence[T], *place: str, is_full: bool) -> Sequence[T]:
    """All values, or those of a sample for this place."""
    return values if is_full else values[crc32("|".join(place).encode()) % SAMPLE :: SAMPLE]
