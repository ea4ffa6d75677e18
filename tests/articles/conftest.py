"""A small paper to search in, an editor's browser, and what is edited there."""

from datetime import timedelta

import pytest

from tests.articles.desk import SECRET
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


@pytest.fixture
def desk(log_in, edda):
    """An editor's browser."""
    return log_in(edda)


@pytest.fixture
def draft(write):
    return write("Ein Entwurf", state="draft", published_at=None, body=f"<p>{SECRET}</p>")


@pytest.fixture
def article(write):
    return write(body="<p>Der erste Satz.</p><p>Der zweite Satz.</p>")
