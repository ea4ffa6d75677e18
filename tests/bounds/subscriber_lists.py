"""Lists of subscribers with the text in their cells."""

import tempfile
from pathlib import Path

from accounts import (
    subscriber_columns,
    subscriber_departures,
    subscriber_files,
    subscriber_rows,
)
from importing.report import Report


def cell(text):
    """A list with the text in each column. Of longer cells each line is refused by itself."""
    quoted = '"{}"'.format(text.replace('"', '""'))
    with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as file:
        file.write(f"email,first_name,subscribed_at\n{quoted},,\na@b.example,{quoted},\n")
        file.write(f"b@b.example,,{quoted}\n")
        file.flush()
        report = Report(on_refusal=lambda line, reason: None)
        list(subscriber_rows.read_rows(Path(file.name), report=report, advance=lambda size: None))


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
    for header in ["unsubscribed_at", "status", "aktiv", "notes", "confirmed"]:
        columns = subscriber_columns.columns_of(
            ["email", header], file_name="liste.csv", ignore_extra=False
        )
        subscriber_departures.departure_of(["a@b.example", text], columns)
