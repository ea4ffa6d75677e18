"""Lists of subscribers with the text in their cells."""

import contextlib
import tempfile
from pathlib import Path

from accounts import (
    subscriber_addresses,
    subscriber_columns,
    subscriber_departures,
    subscriber_files,
    subscriber_rows,
    subscriber_structure,
)
from importing.report import FileRefused, Refused, Report


def cell(text):
    """A list with the text in each column. Of longer cells each line is refused by itself."""
    quoted = '"{}"'.format(text.replace('"', '""').replace("@", " "))
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(f"email,first_name,subscribed_at\na@b.example,{quoted},\n")
        file.write(f"b@b.example,,{quoted}\n")
        file.flush()
        report = Report(on_refusal=lambda line, reason: None)
        with contextlib.suppress(FileRefused):
            list(
                subscriber_rows.read_rows(Path(file.name), report=report, advance=lambda size: None)
            )


def read_address(text):
    with contextlib.suppress(Refused):
        subscriber_addresses.read_address(text)


def structure(text):
    """The look through a list with the text in the address's cell and in another."""
    quoted = '"{}"'.format(text.replace('"', '""'))
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(f"email,first_name\n{quoted},\na@b.example,{quoted}\n")
        file.flush()
        columns = subscriber_columns.columns_of(["email", "first_name"], file_name="liste.csv")
        with contextlib.suppress(FileRefused):
            subscriber_structure.refuse_by_structure(Path(file.name), columns, lambda size: None)


def rows(text):
    """The rows of a list with the text in a cell that begins with a line break."""
    quoted = '"\n{}"'.format(text.replace('"', '""'))
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(f"email,first_name\na@b.example,{quoted}\n")
        file.flush()
        with subscriber_files.open_list(Path(file.name), lambda size: None) as opened:
            list(opened.rows())


def departure(text):
    """A line with the text in a cell of each kind that may say who left."""
    for header in [
        "unsubscribed_at",
        "status",
        "aktiv",
        "notes",
        "confirmed",
        "subscribed_at",
        "updated",
    ]:
        columns = subscriber_columns.columns_of(["email", header], file_name="liste.csv")
        subscriber_departures.departure_of(["a@b.example", text], columns)
