"""Saved searches are changed; what they name may be gone."""

import pytest

from articles import saved_searches
from articles.models import SavedSearch, Source, Topic
from articles.search.narrowing import Narrowing
from tests.articles.saving_searches import ALL, LIST, fill_up, names
from tests.conftest import READERS


@pytest.fixture
def water(db):
    return Topic.objects.create(name="Wasser", slug="wasser")


class TestChanging:
    def test_name_and_search(self, member, martha, saved, water):
        place = f"{LIST}{saved.pk}/"
        page = member.get(place)
        held = {name: page.context["form"][name].value() for name in [*ALL, "name"]}
        assert held == ALL | {"name": "Häuser"}

        changed = {"name": "Wasser", "q": "kanal", "thema": "wasser", "quelle": "", "land": "",
                   "zeit": "woche", "sortierung": "relevanz"}  # fmt: skip
        for _ in range(2):
            assert member.post(place, changed).headers["Location"] == LIST

        row = martha.saved_searches.get()
        assert (row.name, row.question, row.topic, row.source) == ("Wasser", "kanal", "wasser", "")
        assert (row.land, row.period, row.order) == ("", "woche", "relevanz")

    def test_not_to_a_name_that_another_has(self, member, martha, saved):
        fill_up(martha, 1)
        response = member.post(f"{LIST}{saved.pk}/", {"name": "Suche 0", "q": "haus"})

        assert response.status_code == 200
        assert "Unter diesem Namen haben Sie schon" in response.page.words
        assert names(martha) == ["Häuser", "Suche 0"]

    def test_two_clicks_delete_once(self, member, martha, saved):
        fill_up(martha, 1)
        for _ in range(2):
            response = member.post(f"{LIST}{saved.pk}/", {"nicht": "1"})
            assert response.headers["Location"] == LIST

        assert names(martha) == ["Suche 0"]

    def test_what_is_gone_does_not_come_back(self, member, martha, saved):
        SavedSearch.objects.all().delete()
        saved_searches.change(martha, saved.pk, "Wieder", Narrowing("haus"))

        assert member.post(f"{LIST}{saved.pk}/", {"name": "Wieder", "q": "haus"}).status_code == 404
        assert names(martha) == []

    @pytest.mark.parametrize("reader", READERS, indirect=True)
    def test_it_is_nobody_elses(self, reader, saved, request):
        """Martha is the member among the readers."""
        name = request.node.callspec.params["reader"]
        place = f"{LIST}{saved.pk}/"
        status = {"member": 200, "unverified": 404, "editor": 404}.get(name, 302)

        response = reader.get(place)
        assert response.status_code == status
        if status == 302:
            assert response.headers["Location"] == f"/konto/login/?next={place}"
        if name != "member":
            assert "Häuser" not in reader.get(LIST).content.decode()
            changed = {"name": "Meine", "q": "haus"}
            assert reader.post(place, changed).status_code == status
            assert reader.post(place, {"nicht": "1"}).status_code == 302
            assert SavedSearch.objects.get().name == "Häuser"


class TestGone:
    @pytest.fixture(autouse=True)
    def _gone(self, saved):
        Topic.objects.all().delete()
        Source.objects.all().delete()

    def test_the_list_says_what_is_gone_and_runs_the_rest(self, member):
        page = member.get(LIST)

        assert "Das Thema „klimaschutz“ gibt es nicht mehr." in page.page.words
        assert "Die Quelle „stadt-altenbrueck“ gibt es nicht mehr." in page.page.words
        (address,) = [link for link in page.page.links if link.startswith("/suche/?")]
        assert address == "/suche/?q=haus&land=bayern&zeit=2025&sortierung=datum"
        assert member.get(address).status_code == 200

    def test_the_form_says_so_too_and_saves_what_is_left(self, member, saved, martha):
        page = member.get(f"{LIST}{saved.pk}/")
        assert "Das Thema „klimaschutz“ gibt es nicht mehr." in page.page.words

        left = {"name": "Häuser", "q": "haus", "land": "bayern"}
        assert member.post(f"{LIST}{saved.pk}/", left).status_code == 302
        assert "gibt es nicht mehr" not in member.get(LIST).page.words
