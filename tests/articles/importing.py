"""`import_articles` run on files of any format."""

import io
from pathlib import Path

import pytest
from django.core.management import call_command

EXPORTS = Path(__file__).parents[1] / "data/exports"


@pytest.fixture
def run(tmp_path, db):
    """Import a file, or what stands in one; what was said on both channels."""

    def run(content, **options):
        file = content if isinstance(content, Path) else tmp_path / "file"
        if not isinstance(content, Path):
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        out, err = io.StringIO(), io.StringIO()
        call_command("import_articles", file, stdout=out, stderr=err, **options)
        return out.getvalue().strip(), err.getvalue().strip()

    return run
