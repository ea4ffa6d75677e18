"""A small paper to search in, an editor's browser, and what is edited there."""

from datetime import timedelta

import pytest

from articles import laender, saved_searches
from articles.models import SavedSearch
from articles.search.narrowing import NEWEST, Narrowing
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


# --- Saved searches ---------------------------------------------------------------------------


@pytest.fixture
def member(log_in, martha):
    return log_in(martha)


@pytest.fixture
def saved(martha, town, climate):
    """Martha's, narrowed in every way."""
    land = laender.BY_SLUG["bayern"]
    wanted = Narrowing("haus", climate, town, land, "2025", NEWEST)
    saved_searches.save(martha, "Häuser", wanted)
    return SavedSearch.objects.get()
