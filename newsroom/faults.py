"""What a command says when it ends with an error that it did not expect."""

import io
import logging
import re
import sys
from types import TracebackType

from django.core.files.storage import InvalidStorageError
from django.db import Error, InterfaceError, OperationalError

from newsroom.env import Incomplete
from newsroom.logs import ADDRESS, Formatter, sqlstate

AWAY = re.compile("08|57P")
"""PostgreSQL's codes where the server ends, or begins just now."""

OF_OPERATION = re.compile(
    "25006|42501|40|53|55|57|58"
    "|SQLITE_(?:BUSY|CANTOPEN|CORRUPT|FULL|IOERR|LOCKED|NOTADB|PERM|PROTOCOL|READONLY)"
)
"""A standby, missing rights, deadlocks, resources, locks, bounds of time, disks."""

NO_TABLE = re.compile(
    "42P01|42703|SQLITE_ERROR (?:no such (?:table|column)|table .* has no column)"
)


def report_uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    """For `sys.excepthook`: an ordinary fault in one sentence, all else as it would be logged.

    With Django's own --traceback nothing is shortened. Python then ends with 1.
    """
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
        return
    said = "" if "--traceback" in sys.argv else sentence(error)
    if not said:
        record = {"msg": "Uncaught exception", "exc_info": (kind, error, traceback)}
        said = Formatter().format(logging.makeLogRecord(record))
    sys.stderr.write(said + "\n")


def sentence(error: BaseException) -> str:
    """What is wrong, for the operator, without addresses. Empty for what only code can mend."""
    match error:
        case Incomplete() | InvalidStorageError():
            return str(error)
        case OSError():
            reason = error.strerror or str(error) or type(error).__name__
            said = f"{error.filename}: {reason}" if error.filename else reason
        case UnicodeEncodeError(reason="surrogates not allowed"):
            said = "A text that was given is not in UTF-8."
        case Error():
            said = _of_database(error)
        case _:
            said = ""
    return ADDRESS.sub("(address left out)", said)


def _of_database(error: Error) -> str:
    """The first line of what the database says has no values of rows in these classes."""
    reason = str(error).partition("\n")[0]
    code = sqlstate(error) or getattr(error.__cause__, "sqlite_errorname", "")
    if NO_TABLE.match(f"{code} {reason}"):
        return f"The database is not migrated ({reason}). Run: manage.py migrate"
    if OF_OPERATION.match(code) and not AWAY.match(code):
        return f"The database refuses: {reason}"
    if AWAY.match(code) or (not code and isinstance(error, OperationalError | InterfaceError)):
        return f"The database does not answer: {reason}"
    return ""


def print_whatever_it_is() -> None:
    """Print what the terminal's encoding lacks escaped, as Python does on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
