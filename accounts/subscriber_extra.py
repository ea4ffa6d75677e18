"""Unknown columns that are to be passed over: what they hold may still say who left."""

from dataclasses import dataclass, field
from pathlib import Path

from accounts.subscriber_cells import is_date_shaped, may_be_answer
from accounts.subscriber_columns import Columns, refuse_suspects
from accounts.subscriber_files import open_list
from accounts.subscriber_words import may_say_left, plain
from importing.report import Refused

FEW = 12
"""Different words of a column that may be a kind of status."""
TWO = 2
"""Different words that answer a question, whatever they are."""
SHORT = 40
"""Characters of a word; a longer text counts as one of its own."""


@dataclass(slots=True)
class Content:
    """What the filled cells of one column have in common. Memory is bounded: it keeps FEW words."""

    rows: int = 0
    filled: int = 0
    only_answers: bool = True
    has_date: bool = False
    has_left_word: bool = False
    few: set[str] = field(default_factory=set)

    def add(self, cell: str) -> None:
        self.rows += 1
        if not cell.strip():
            return
        self.filled += 1
        self.only_answers = self.only_answers and may_be_answer(cell)
        self.has_date = self.has_date or is_date_shaped(cell)
        if len(self.few) <= FEW:
            self.few.add(plain(cell) if len(cell) <= SHORT else f"text {self.filled}")
            self.has_left_word = self.has_left_word or may_say_left(cell)

    def may_say_left(self) -> bool:
        """Dates, answers, a few words that repeat (two of them, or one that says left), few cells.

        What is filled for half of the people or fewer may be a note of their leaving.
        """
        if not self.filled:
            return False
        repeats = len(self.few) <= FEW and len(self.few) < self.filled
        return (
            self.only_answers
            or self.has_date
            or self.filled * 2 <= self.rows
            or (repeats and (len(self.few) <= TWO or self.has_left_word))
        )


def refuse_telling_columns(path: Path, columns: Columns) -> None:
    """Raises FileRefused where a column of an unknown name holds what may say who left.

    Nobody knows all names that a program may give it, so the content decides. A date of change
    that stands in some lines only may be that of their leaving. Reads the file once.
    """
    contents = {index: Content() for index in [*columns.unknown, *columns.changed]}
    if not contents:
        return
    with open_list(path, lambda size: None) as file:
        for _, cells in file.rows():
            if isinstance(cells, Refused):  # reported when the rows are read
                continue
            if not "".join(cells).strip():  # a spreadsheet's empty rows
                continue
            for index, content in contents.items():
                if index < len(cells):
                    content.add(cells[index])
    suspects = {i for i in columns.unknown if contents[i].may_say_left()}
    suspects |= {i for i in columns.changed if 0 < contents[i].filled < contents[i].rows}
    refuse_suspects([columns.names[i] for i in sorted(suspects)])
