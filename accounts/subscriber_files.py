"""Opening a subscribers' list: what kind of file it is, its encoding, its lines within bounds."""

import codecs
import csv
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from accounts.subscriber_columns import INVALID
from importing.report import FileRefused, Refused

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

MAX_HEADER = 100_000
"""Characters of the header row."""
MAX_RECORD = 1024 * 1024
"""Characters of one line, and of one record, whose quoted cells may hold line breaks."""

DELIMITERS = ",;\t"
LINES_BETWEEN_LOOKS = 2000
SAVE_IT = "please open it there and save it as CSV UTF-8"
_HEAD = 1024
_SEPARATOR_LINE = re.compile(r'"?sep=([,;|\t])"?\s*', re.IGNORECASE)
_OTHER_BYTES = re.compile(rb"[A-Za-z][\x80-\x90\x93-\x95\x98-\x9f](?=[a-z\x80-\xff])|[a-z]\xa7")
"""In Windows-1252 signs, Š or Ÿ inside a word: umlauts of Excel for Mac, or of DOS."""
_UMLAUTS = re.compile(rb"[\xc4\xd6\xdc\xdf\xe4\xf6\xfc]")
_UTF8 = re.compile(rb"\xc3[\x80-\xbf]")
"""Letters from À to ÿ. As Windows-1252 it would be Ã before a sign, which no word holds."""

# How files of other kinds begin.
_OTHER_KINDS = [
    (b"PK\x03\x04", "a spreadsheet or an archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"%PDF", "a PDF file"),
    (b"{\\rtf", "a text document"),
    (b"<", "a web page or XML"),
]


class Lines:
    """The lines of a file, each within MAX_RECORD, for `csv.reader`.

    An iterator of its own: a generator would end with the first line that it refuses.
    """

    def __init__(self, file: TextIO, advance: Callable[[int], object], number: int) -> None:
        self.number = number
        """Of the line read last, beginning with 1."""
        self._file = file
        self._advance = advance
        self._told = 0
        self._size = 0

    def begin_record(self) -> int:
        """Forget the size of the last record; the number of the new one's first line."""
        self._size = 0
        return self.number + 1

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        if self.number % LINES_BETWEEN_LOOKS == 0:
            self._tell()
        line = self._file.readline(MAX_RECORD + 1)
        if not line:
            self._tell()
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if len(line) > MAX_RECORD:
            self._skip_rest(line)
        if self._size > MAX_RECORD:
            raise Refused(f"longer than {MAX_RECORD:,} characters", INVALID)
        return line

    def _skip_rest(self, piece: str) -> None:
        while piece and not piece.endswith(("\n", "\r")):
            piece = self._file.readline(MAX_RECORD)

    def _tell(self) -> None:
        """How many bytes were read since the last time."""
        position = self._file.buffer.tell()
        self._advance(position - self._told)
        self._told = position


@dataclass
class OpenList:
    """An open list: its header row, and the reader that goes on behind it."""

    header: list[str]
    reader: "CsvReader"
    lines: Lines

    def rows(self) -> Iterator[tuple[int, list[str] | Refused]]:
        """The first line of each row, and its cells or why it has none.

        Raises FileRefused where a quotation mark that nobody closed may hide rows in a cell: what
        they say of other people would be lost.
        """
        while True:
            line = self.lines.begin_record()
            found: list[str] | Refused
            try:
                found = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                found = Refused(f"broken CSV: {error}", INVALID)
            except Refused as refusal:
                found = refusal
            if self.lines.number > line and (isinstance(found, Refused) or _hides_rows(found)):
                raise FileRefused(
                    f"line {line}: a quotation mark that is not closed? It would hide the lines"
                    " below. Close or remove it, or remove the line breaks in the cell"
                )
            yield line, found


@contextmanager
def open_list(path: Path, advance: Callable[[int], object]) -> Iterator[OpenList]:
    """Open a list and read its header row. Raises FileRefused where it is no CSV file.

    Reads the file once or twice as a whole to find its encoding, in constant memory. `advance` is
    told the bytes that were read since the last call.
    """
    with path.open(encoding=_encoding_of(path), newline="") as file:
        delimiter, before = _delimiter_of(file)
        lines = Lines(file, advance, before)
        reader = csv.reader(lines, delimiter=delimiter)
        yield OpenList(_header_of(reader), reader, lines)


def _delimiter_of(file: TextIO) -> tuple[str, int]:
    """The delimiter, and how many lines stand before the header row (Excel's `sep=;`)."""
    first = file.readline(MAX_HEADER + 1)
    if len(first) > MAX_HEADER:
        raise FileRefused(f"the header row is longer than {MAX_HEADER:,} characters")
    if named := _SEPARATOR_LINE.fullmatch(first):
        return named[1], 1
    while first.count('"') % 2 and (line := file.readline(MAX_HEADER)):  # a name of two lines
        first += line
        if len(first) > MAX_HEADER:
            break
    file.seek(0)
    return max(DELIMITERS, key=first.count), 0


def _header_of(reader: "CsvReader") -> list[str]:
    try:
        header = next(reader, [])
    except csv.Error:
        raise FileRefused("the header row is no readable CSV") from None
    except Refused as error:
        raise FileRefused(f"the header row is {error}") from None
    if sum(map(len, header)) > MAX_HEADER:
        raise FileRefused(f"the header row is longer than {MAX_HEADER:,} characters")
    if _hides_rows(header):
        raise FileRefused("the header row has a quotation mark that is not closed")
    return header


def _hides_rows(cells: list[str]) -> bool:
    """Whether a cell goes on over lines of which one holds an address."""
    return any("@" in line for cell in cells for line in cell.splitlines()[1:])


def _encoding_of(path: Path) -> str:
    """UTF-16 where the file begins with its mark, UTF-8 where every byte agrees, else Windows-1252.

    Raises FileRefused.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for beginning, kind in _OTHER_KINDS:
        if head.lstrip().startswith(beginning):
            raise FileRefused(f"this is {kind}, no CSV file: {SAVE_IT}")
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if is_utf16 else ["utf-8-sig", "cp1252"]:
        # of text, no quarter is NUL; UTF-16 without its mark is half of it
        if (is_utf16 or head.count(0) * 4 < max(len(head), 1)) and _agrees(path, encoding):
            if encoding == "cp1252":
                _refuse_other_bytes(path)
            return encoding
    raise FileRefused(f"neither UTF-8 nor UTF-16 nor Windows-1252: {SAVE_IT}")


def _agrees(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(1 << 20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _refuse_other_bytes(path: Path) -> None:
    """Raises FileRefused where some lines are UTF-8, or the umlauts not those of Windows-1252.

    Their words could not be read: "gekündigt" of Excel for Mac would be "gekŸndigt". Constant memory.
    """
    others = umlauts = False
    with path.open("rb") as file:
        line, before = 1, b""
        while piece := file.readline(1 << 20):
            if _UTF8.search(before + piece):
                raise FileRefused(
                    f"two encodings: line {line} is UTF-8, others are not. Were two lists put"
                    f" together? Then {SAVE_IT}"
                )
            others = others or bool(_OTHER_BYTES.search(piece))
            umlauts = umlauts or bool(_UMLAUTS.search(piece))
            before = piece[-1:]
            line += piece.endswith(b"\n")
    if others and not umlauts:
        raise FileRefused(f"bytes of another encoding than Windows-1252 (of a Mac?): {SAVE_IT}")
