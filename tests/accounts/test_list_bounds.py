"""A list is read within bounds: no header, line or cell is taken into memory without a limit."""

import io
import tracemalloc

import pytest
from django.core.management import CommandError, call_command

from accounts.models import LegacySubscriber

MEGABYTE = 1024 * 1024


@pytest.fixture
def take(tmp_path, db, settings):
    settings.VAR_DIR = tmp_path
    file = tmp_path / "liste.csv"

    def take(*parts, **options):
        with file.open("wb") as output:
            for part in parts:
                output.write(part.encode() if isinstance(part, str) else part)
        out, err = io.StringIO(), io.StringIO()
        call_command("import_subscribers", file, stdout=out, stderr=err, **options)
        return out.getvalue().strip().splitlines()[-1], err.getvalue().strip()

    return take


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("email," + "x" * 131_073, "the header row is longer than"),
        ('email,"' + "x" * 140_000 + '"', "the header row is longer than"),
        ("email," + ",".join(f"s{n}" for n in range(10_000)), "10,001 columns, at most 200"),
        ('"email', "the header row has a quotation mark that is not closed"),
        ('email,"' + "x\n" * 50_001 + '"', "the header row is longer than"),
        (
            'email,"' + '","'.join(["x" * 1000, *["y\n" + "x" * 1000] * 100]) + '"',
            "the header row is longer",
        ),
        ("\0" * 300, "the header row has no column email|neither UTF-8 nor"),
    ],
    ids=[
        "cell",
        "quoted cell",
        "columns",
        "open quote",
        "lines of a cell",
        "lines of cells",
        "NUL",
    ],
)
def test_a_header_beyond_its_bounds_is_refused(take, header, reason):
    with pytest.raises(CommandError, match=reason):
        take(header, "\na@example.org,1\n")

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize(
    "part",
    ["x" * MEGABYTE, "x," * (MEGABYTE // 2), '"x",' * (MEGABYTE // 4)],
    ids=["one cell", "cells", "quoted cells"],
)
def test_an_endless_line_is_refused_at_its_place_without_being_kept(take, part):
    """The memory stays that of the bound, also at the lines around it."""
    tracemalloc.start()

    with pytest.raises(CommandError, match="line 3: no readable CSV, or too long"):
        take("email\na@example.org\n", *[part] * 20, "\nz@example.org\n")

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * MEGABYTE


def test_thousands_of_empty_columns_are_a_spreadsheets_habit(take):
    empty = ";" * 16_383

    assert take(f"email{empty}\na@example.org{empty}\n") == ("1 new", "")
    with pytest.raises(CommandError, match="line 2: content in a column without a name"):
        take(f"email{empty}\nb@example.org{empty}x\n")


def test_an_endless_record_of_short_lines_is_refused_too(take):
    """A quote that is opened on each line would join all of them to one record."""
    line = f'"{"x" * 1000}\n",'

    with pytest.raises(CommandError, match="line 3: a quotation mark that is not closed"):
        take("email\na@example.org\n", line * 2_000)

    assert LegacySubscriber.objects.count() == 0


def test_nul_bytes_in_cells_are_left_out_or_refused(take):
    out, err = take("email,organisation\na@example.org,La\0ng\nb\0@example.org,\n")

    assert (out, err) == ("1 invalid, 1 new", "line 3: email: no address")
    assert LegacySubscriber.objects.get().organisation == "Lang"
