"""One request with hostile parts: how it is put together, sent, and judged."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import islice
from time import thread_time
from typing import Any
from urllib.parse import quote_plus, unquote

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import TestCase

from newsroom.logs import Formatter
from tests.hostile.values import LONGEST_LINE, Value
from web.requests import Handler

MOST_CPU = 1.0
"""Seconds of this thread's CPU that one request may take."""

TOKEN = "tokenOfEveryVisitor0123456789abc"
"""The CSRF token of every visitor, in the cookie and in the form."""

MOST_FAULTS = 40
"""After so many the rest is not tried."""

BOUNDARY = "----hostile"


@dataclass(frozen=True)
class Visitor:
    """Who asks. `forbidden`: sentences that this visitor may read nowhere."""

    name: str
    session: str
    forbidden: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """A hostile value and where it stands."""

    place: str
    """One of path, query, cookie, header, field, file."""
    name: str
    value: Value

    def __str__(self) -> str:
        return f"{self.place} {self.name} = {self.value.name}"


@dataclass(frozen=True)
class Request:
    """`fields` and `query` are as rendered; hostile parts take the place of those of their name."""

    route: str
    visitor: Visitor
    method: str
    path: str
    """As WSGI has it: decoded, in Latin-1."""
    parts: tuple[Part, ...] = ()
    fields: tuple[tuple[str, str], ...] | None = None
    is_multipart: bool = False
    query: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        parts = "; ".join(map(str, self.parts))
        return f"{self.visitor.name} {self.method} {self.path[:120]!r} ({self.route}) [{parts}]"

    def environ(self) -> dict[str, Any]:
        body, content_type = self._body()
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self._query(),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "testserver",
            "HTTP_COOKIE": self._cookies(),
            "HTTP_X_CSRFTOKEN": TOKEN,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "wsgi.version": (1, 0),
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for part in self._at("header"):
            environ[part.name] = part.value.in_header
        return environ

    def _at(self, *places: str) -> list[Part]:
        return [part for part in self.parts if part.place in places]

    def _query(self) -> str:
        hostile = [(part.name, part.value.encoded(LONGEST_LINE)) for part in self._at("query")]
        names = {name for name, _ in hostile}
        proper = [(name, quote_plus(value)) for name, value in self.query if name not in names]
        return "&".join(f"{quote_plus(name)}={value}" for name, value in [*proper, *hostile])

    def _cookies(self) -> str:
        cookies = {settings.CSRF_COOKIE_NAME: TOKEN}
        if self.visitor.session:
            cookies[settings.SESSION_COOKIE_NAME] = self.visitor.session
        cookies |= {part.name: part.value.in_header for part in self._at("cookie")}
        # A cookie that was hostile once more, as Python's own cookies write what they may not hold.
        quoted = [
            f'{part.name}="{_octal(part.value.content[: LONGEST_LINE // 4])}"'
            for part in self._at("quoted cookie")
        ]
        return "; ".join([*(f"{name}={value}" for name, value in cookies.items()), *quoted])

    def _body(self) -> tuple[bytes, str]:
        if self.fields is None:
            hostile = self._at("field")
            return b"".join(part.value.content for part in hostile), "application/json"
        replaced = {part.name: part for part in self._at("field", "file")}
        pairs: list[tuple[str, str | Part]] = [
            (name, replaced.pop(name, value)) for name, value in self.fields
        ]
        pairs += replaced.items()
        if self.is_multipart:
            content = b"".join(_multipart(name, value) for name, value in pairs)
            return (
                content + f"--{BOUNDARY}--\r\n".encode(),
                f"multipart/form-data; boundary={BOUNDARY}",
            )
        return "&".join(
            f"{quote_plus(name)}="
            + (quote_plus(value) if isinstance(value, str) else value.value.encoded())
            for name, value in pairs
        ).encode(), "application/x-www-form-urlencoded"


def _octal(content: bytes) -> str:
    return "".join(
        chr(byte) if 32 < byte < 127 and byte not in b'"\\;,' else f"\\{byte:03o}"
        for byte in content
    )


def _multipart(name: str, value: "str | Part") -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"'
    if isinstance(value, str):
        content = value.encode()
    else:
        content = value.value.content
        if value.place == "file":
            head += '; filename="datei.csv"\r\nContent-Type: text/csv'
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: str
    content: str
    log: str
    cpu: float
    escaped: str = ""
    """An exception that left the site: the server would have to answer for it."""


@dataclass
class Judge:
    """Sends requests to the whole site, each from the same state of the database, and finds faults."""

    secrets: tuple[str, ...]
    """What may stand in no log."""
    application: Callable[..., Any] = field(default_factory=Handler)

    def acquits(self, requests: Iterable[Request]) -> None:
        """Fail with the first faults of the answers."""
        faults = list(
            islice((f for request in requests for f in self.faults(request)), MOST_FAULTS)
        )
        if faults:
            pytest.fail(f"{len(faults)} faults:\n" + "\n".join(faults), pytrace=False)

    def faults(self, request: Request) -> list[str]:
        """What is wrong with the answer, and which part of the request alone makes it so."""
        found = self._look(request)
        if found and request.parts:
            request = replace(request, parts=self._guilty(request))
        return [f"{what}: {request}" for what in found]

    def _guilty(self, request: Request) -> tuple[Part, ...]:
        """None where the address itself is at fault; all where only several together are."""
        if self._look(replace(request, parts=())):
            return ()
        alone = (p for p in request.parts if self._look(replace(request, parts=(p,))))
        return tuple(islice(alone, 3)) or request.parts

    def _look(self, request: Request) -> list[str]:
        answer = self.send(request)
        cpu = answer.cpu
        if cpu > MOST_CPU:  # once more: the collector may have had its turn
            cpu = self.send(request).cpu
        shown = unquote(answer.headers) + answer.content
        return [
            *([f"escaped: {answer.escaped}"] if answer.escaped else []),
            *(
                [f"status {answer.status} ({_last_line(answer.log)})"]
                if answer.status >= 500
                else []
            ),
            *(f"shows {text!r}" for text in request.visitor.forbidden if text in shown),
            *(f"the log names {secret!r}" for secret in self.secrets if secret in answer.log),
            *([f"{cpu:.1f} s of CPU"] if cpu > MOST_CPU else []),
        ]

    def send(self, request: Request) -> Answer:
        """The answer; whatever the request changed is undone."""
        head: list[Any] = []
        content, escaped = b"", ""
        environ = request.environ()
        with _undone(), _logged() as lines:
            began = thread_time()
            try:
                with TestCase.captureOnCommitCallbacks(execute=True):
                    response = self.application(environ, lambda *args: head.append(args))
                    content = b"".join(response)
                    response.close()
            except Exception as error:  # noqa: BLE001 - whatever it is, it must not get here
                escaped = f"{type(error).__name__}: {error}"
            cpu = thread_time() - began
        status, headers = head[0][:2] if head else ("500 none", [])
        return Answer(
            status=int(status[:3]),
            headers="\n".join(f"{name}: {value}" for name, value in headers),
            content=content.decode("utf-8", "replace"),
            log="\n".join(lines),
            cpu=cpu,
            escaped=escaped,
        )


def _last_line(log: str) -> str:
    return log.strip().rpartition("\n")[2][:200]


@contextmanager
def _undone() -> Iterator[None]:
    """Within the block, the request shares the test's connection."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@contextmanager
def _logged() -> Iterator[list[str]]:
    """The lines that the site's own log would hold, tracebacks too."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.setFormatter(Formatter(settings.LOGGING["formatters"]["line"]["format"], style="{"))
    handler.emit = lambda record: lines.append(handler.format(record))  # type: ignore[method-assign]
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
