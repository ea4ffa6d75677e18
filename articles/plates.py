"""Plates: what is rendered once for all readers of a kind, and printed for each of them.

A plate is rendered for a stand-in: a request that holds the address and the kind of reader, and
nothing else. So nothing of one reader can stand on another's page. What differs from reader to
reader, the form token, is a gap in the plate. Who may see a plate is the view's to decide, before
it asks for one: whatever its decision depends on belongs to the `variant`.

Plates hold for a generation of the paper (`generation`), and for `LIFE` seconds at most.
"""

import re
import secrets
import zlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import wraps
from time import monotonic
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from articles.generation import Mark, generation
from articles.memory import Memory

LIFE = 60.0
"""Seconds after which a plate is made anew although nobody told of a change: whoever writes to the
database past this software need not wait longer."""

GAP = secrets.token_hex(32)
"""Stands in a plate for the form token; nobody can write it into an article."""

_ACCEPTS_GZIP = re.compile(r"\bgzip\b")
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"

_Thing = TypeVar("_Thing")


@dataclass(frozen=True)
class Kind:
    """What base templates ask of a user, for all readers of that kind."""

    is_authenticated: bool
    is_staff: bool


class Plate:
    """A rendered page with gaps, ready to be sent as it is or in gzip."""

    def __init__(self, content: bytes) -> None:
        self._parts = content.split(GAP.encode())
        self._packed = [_deflated(part) for part in self._parts]

    @property
    def has_gaps(self) -> bool:
        return len(self._parts) > 1

    @property
    def size(self) -> int:
        return sum(map(len, self._parts)) + sum(map(len, self._packed))

    def plain(self, token: str) -> bytes:
        return token.encode().join(self._parts)

    def gzipped(self, token: str) -> bytes:
        """The same, put together from compressed parts (RFC 1951, 1952).

        The token lies between them uncompressed and out of their reach: the size of the whole
        tells nothing about it, whatever else stands on the page (BREACH).
        """
        content = self.plain(token)
        end = zlib.crc32(content).to_bytes(4, "little") + (len(content) % 2**32).to_bytes(
            4, "little"
        )
        return _GZIP_HEADER + _stored(token.encode()).join(self._packed) + _LAST_BLOCK + end


class Printed(HttpResponse):
    """A page from a plate; the middleware that compresses takes the plate's own gzip."""

    def __init__(
        self, plate: Plate, token: str = "", headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(plate.plain(token), headers=headers)
        self._plate, self._token = plate, token

    def pack(self) -> None:
        self.content = self._plate.gzipped(self._token)


@dataclass(frozen=True)
class _Kept(Generic[_Thing]):
    thing: _Thing
    mark: Mark
    made_at: float
    size: int


memory: Memory[_Kept[Any]] = Memory(settings.PLATES_MEGABYTES * 1024 * 1024)


def kept(key: Hashable, make: Callable[[], _Thing], size: Callable[[_Thing], int]) -> _Thing:
    """What `make` returned in this generation for `key`, or returns now. What it raises passes."""
    if not memory.most_bytes:
        return make()
    mark = generation.now()  # before making: what is published meanwhile makes it stale
    known = memory.get(key)
    if known is not None and known.mark == mark and monotonic() - known.made_at < LIFE:
        memory.touch(key)
        return known.thing  # type: ignore[no-any-return]  # keys name what they hold
    thing = make()
    memory.keep(key, _Kept(thing, mark, monotonic(), size(thing)))
    return thing


def page(
    request: HttpRequest,
    template: str,
    context: Callable[[], dict[str, Any]],
    *,
    position: str = "",
    variant: Hashable = None,
) -> HttpResponse:
    """The page that `template` makes of `context()`, from a plate where there is one.

    `position` is the part of the query that makes another page, `variant` what else the context
    depends on beside address and kind of reader. No query but those of `context`.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES and len(get_messages(request)):
        return HttpResponse(render_to_string(template, context(), request))
    kind = Kind(request.user.is_authenticated, getattr(request.user, "is_staff", False))

    def make() -> Plate:
        shown = context() | {"csrf_token": GAP}
        return Plate(render_to_string(template, shown, _stand_in(request.path, kind)).encode())

    key = (template, request.path, position, kind, variant)
    plate = kept(key, make, size=lambda plate: plate.size)
    return Printed(plate, get_token(request) if plate.has_gaps else "")


def the_same_for_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For views that look at the address alone, such as feeds: their answer is kept whole."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        def make() -> tuple[Plate, dict[str, str]]:
            stand_in = _stand_in(request.path, Kind(is_authenticated=False, is_staff=False))
            response = view(stand_in, *args, **kwargs)
            return Plate(response.content), dict(response.items())

        plate, headers = kept(request.path, make, size=lambda made: made[0].size)
        return Printed(plate, headers=headers)

    return answer


def accepts_gzip(request: HttpRequest) -> bool:
    return bool(_ACCEPTS_GZIP.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))


def _stand_in(path: str, kind: Kind) -> HttpRequest:
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.user = kind  # type: ignore[assignment]  # all that templates ask of a user
    if kind.is_authenticated:
        request.COOKIES[settings.SESSION_COOKIE_NAME] = ""
    return request


def _deflated(content: bytes) -> bytes:
    """Compressed by itself, ending at a whole byte, without an end mark."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush(zlib.Z_FULL_FLUSH)


def _stored(content: bytes) -> bytes:
    """An uncompressed block (RFC 1951, 3.2.4) of at most 65,535 bytes."""
    length = len(content)
    return (
        b"\x00" + length.to_bytes(2, "little") + (length ^ 0xFFFF).to_bytes(2, "little") + content
    )
