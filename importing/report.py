"""The outcome of an import, line by line."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from importing.cells import harmless


class Refused(Exception):
    """A line that is not taken, and why; the rest goes on. `verdict` groups the reasons."""

    def __init__(self, reason: str, verdict: str = "refused") -> None:
        super().__init__(reason)
        self.verdict = verdict


class FileRefused(Exception):
    """A file that is not taken at all, and why; nothing was written."""


@dataclass
class Report:
    """Counts verdicts, passes on what was refused with its line number, and writes all down.

    `file`, where given, gets a row for each line of the import: its number, the verdict and the
    reason. It names nobody: who has the imported file can look the line up.
    """

    on_refusal: Callable[[int, str], None]
    verdicts: Counter[str] = field(default_factory=Counter)
    file: TextIO | None = None

    def __post_init__(self) -> None:
        self._writer = csv.writer(self.file) if self.file else None
        if self._writer:
            self._writer.writerow(["line", "verdict", "reason"])

    def count(self, verdict: str, line: int | None = None) -> None:
        self.verdicts[verdict] += 1
        if self._writer:
            self._writer.writerow([line, verdict, ""])

    def refuse(self, line: int, refusal: Refused) -> None:
        self.verdicts[refusal.verdict] += 1
        reason = str(refusal)
        self.on_refusal(line, reason)
        if self._writer:
            self._writer.writerow([line, refusal.verdict, harmless(reason)])

    def summary(self) -> str:
        parts = [f"{number:,} {verdict}" for verdict, number in self.verdicts.items() if number]
        return ", ".join(parts) or "nothing to do"
