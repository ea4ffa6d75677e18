"""`python -m tests.hostile`: every hostile value in every place, for each reader. Takes a while.

The suite itself tries a sample of them. Takes pytest's own options.
"""

import sys
from pathlib import Path

import pytest

sys.exit(
    pytest.main([str(Path(__file__).parent), "--hostile-full", "--show-capture=no", *sys.argv[1:]])
)
