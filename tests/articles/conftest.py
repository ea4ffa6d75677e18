"""A small paper to search in."""

from datetime import timedelta

import pytest

from tests.conftest import NOW


@pytest.fixture
def library(write):
    write(
        "Häuser an der Straße", teaser="Die Bürger bauen um.", published_at=NOW - timedelta(days=3)
    )
    write(
        "Freiwillige Feuerwehr wächst",
        teaser="Neue Mitglieder.",
        published_at=NOW - timedelta(days=2),
    )
    write(
        "Abwärme für ein Viertel",
        teaser="Die Kläranlage heizt.",
        published_at=NOW - timedelta(days=1),
    )
