"""What goes into the log: no addresses, and nothing of the rows that a database error quotes."""

import logging
import re
from collections.abc import Iterator
from copy import copy
from http import HTTPStatus
from typing import Any

from django.db import Error

# Linear: a name is read from its beginning alone, and never again. Whoever asks writes into the log.
_NAME = r"[^\s\"'<>()\[\]{},;:=@]"
ADDRESS = re.compile(rf"(?:\"[^\"\n]*+\"|(?<!{_NAME}){_NAME}++)@(?:{_NAME}|@)++")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "class": "newsroom.logs.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"outbox": {"level": "INFO"}, "django": {"handlers": [], "propagate": True}},
}
"""Django's setting. Requests are the proxy's to log."""


class Formatter(logging.Formatter):
    """Python's own, without e-mail addresses and without the values in database errors.

    A request that was refused takes one line: anybody could fill the disk with tracebacks.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        text = super().formatException(ei)
        for error in _chain(ei[1]):
            if quoted := _quoted_values(error):
                text = text.replace(quoted, "(values left out)")
        return text

    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, "status_code", None) == HTTPStatus.BAD_REQUEST:
            record = copy(record)
            record.exc_info = record.exc_text = None
        return ADDRESS.sub("(address left out)", super().format(record))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and those that led to it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _quoted_values(error: BaseException) -> str:
    """What the database server said: it quotes the row or the value that it did not accept.

    Empty for other errors, and for those of the connection, which tell operators what is wrong.
    """
    return str(error) if sqlstate(error) else ""


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code of an error, Django's or psycopg's; empty where the server sent none."""
    cause = error.__cause__ if isinstance(error, Error) else error
    return getattr(getattr(cause, "diag", None), "sqlstate", None) or ""
