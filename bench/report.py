"""What was measured, as a table and as JSON."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Row:
    """One figure, and its goal where it has one."""

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def is_reached(self) -> bool:
        over = self.at_least is None or self.value >= self.at_least
        return over and (self.at_most is None or self.value <= self.at_most)

    def __str__(self) -> str:
        goal = ""
        if self.at_least is not None:
            goal = f"≥ {self.at_least:g}"
        if self.at_most is not None:
            goal = f"≤ {self.at_most:g}"
        mark = "" if not goal else "ok" if self.is_reached else "MISSED"
        value = f"{self.value:,.0f}" if self.value >= 1000 else f"{self.value:.2f}"  # noqa: PLR2004 - digits
        return f"{self.name:44}{value:>9} {self.unit:12}{goal:>9} {mark:7} {self.note}".rstrip()


def machine() -> dict[str, Any]:
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def write(file: Path, parts: dict[str, list[Row]], curves: dict[str, dict[int, float]]) -> None:
    content = {
        "machine": machine(),
        "figures": {
            part: [asdict(row) | {"reached": row.is_reached} for row in rows]
            for part, rows in parts.items()
        },
        "growth_ms": curves,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n")
