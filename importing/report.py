"""The outcome of an import, line by line."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field


class Refused(Exception):
    """A line that is not taken, and why; the rest goes on."""


class FileRefused(Exception):
    """A file that is not taken at all, and why; nothing was written."""


@dataclass
class Report:
    """Counts verdicts and passes on what was refused, with its line number."""

    on_refusal: Callable[[int, str], None]
    verdicts: Counter[str] = field(default_factory=Counter)

    def count(self, verdict: str, number: int = 1) -> None:
        self.verdicts[verdict] += number

    def refuse(self, line: int, reason: str) -> None:
        self.verdicts["refused"] += 1
        self.on_refusal(line, reason)

    def summary(self) -> str:
        parts = [f"{number} {verdict}" for verdict, number in self.verdicts.items() if number]
        return ", ".join(parts) or "nothing to do"
