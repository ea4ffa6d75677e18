"""Fixtures of the tests of saved searches."""

from articles import saved_searches
from articles.models import SavedSearch

LIST = "/meine-suchen/"
ALL = {
    "q": "haus",
    "thema": "klimaschutz",
    "quelle": "stadt-altenbrueck",
    "land": "bayern",
    "zeit": "2025",
    "sortierung": "datum",
}
ADDRESS = "/suche/?q=haus&thema=klimaschutz&quelle=stadt-altenbrueck&land=bayern&zeit=2025&sortierung=datum"


def names(member):
    return [row.name for row in SavedSearch.objects.filter(member=member).order_by("pk")]


def fill_up(member, number=saved_searches.MOST):
    SavedSearch.objects.bulk_create(
        SavedSearch(member=member, name=f"Suche {n}", question=f"wort{n}", order="relevanz")
        for n in range(number)
    )
