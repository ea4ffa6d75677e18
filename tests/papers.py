"""Real council papers, as lines of the article format (tests/data/README.md)."""

import json
import lzma
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "council_papers.jsonl.xz"


@cache
def council_papers():
    """All 300, in their order."""
    with lzma.open(FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
