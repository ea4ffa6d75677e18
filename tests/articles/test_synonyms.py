"""Words that mean the same: who keeps them, what a group may hold, and what search is told."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, transaction

from articles.desk import synonyms as desk_of_synonyms
from articles.models import Synonyms
from articles.models.synonyms import MOST_GROUPS
from articles.search import synonyms
from newsroom.synonyms import DEFAULTS, install
from tests import locks
from web.models import ContentVersion

LIST = "/redaktion/articles/synonyms/"
ADD = f"{LIST}add/"


@pytest.fixture
def desk(log_in, cora):
    return log_in(cora)


@pytest.fixture
def _no_defaults(db):
    Synonyms.objects.all().delete()


def groups_of(words):
    return tuple(tuple(group.split(", ")) for group in words)


def refusal(response):
    """What the form says of the words."""
    assert response.status_code == 200
    (errors,) = response.context["adminform"].form.errors["words"].get_json_data()
    return errors["message"]


@pytest.mark.usefixtures("_no_defaults")
class TestForm:
    @pytest.mark.parametrize(
        ("typed", "stored"),
        [
            ("ÖPNV, Nahverkehr", "ÖPNV, Nahverkehr"),
            ("  ÖPNV ,\r\nöffentlicher   Verkehr\r\n\r\nNahverkehr,", "ÖPNV, öffentlicher Verkehr, Nahverkehr"),
            ("<b>PV</b>; Photovoltaik", "PV, Photovoltaik"),
            (", ".join(f"Wort{number}" for number in range(10)), None),
            (f"{'a' * 60}, b", None),
        ],
    )  # fmt: skip
    def test_a_group_is_stored_as_it_was_meant(self, desk, typed, stored):
        assert desk.post(ADD, {"words": typed}).headers["Location"] == LIST

        assert Synonyms.objects.get().words == (stored or typed)

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("", "Dieses Feld ist zwingend erforderlich."),
            ("ÖPNV", "Eine Gruppe hat 2 bis 10 Wörter, diese hat 1."),
            ("ÖPNV, , ;", "Eine Gruppe hat 2 bis 10 Wörter, diese hat 1."),
            (
                ", ".join(f"Wort{number}" for number in range(11)),
                "Eine Gruppe hat 2 bis 10 Wörter, diese hat 11.",
            ),
            (f"{'a' * 61}, b", f"„{'a' * 61}“ ist länger als 60 Zeichen."),
            ("ÖPNV, !!", "In „!!“ ist kein Wort, nach dem sich suchen ließe."),
            ("Straße, Weg, STRASSE", "„STRASSE“ steht zweimal da; Groß und Klein gilt gleich."),
            ("B-Plan, b  plan", "„b plan“ steht zweimal da; Groß und Klein gilt gleich."),
            ("Bahn, kita", "„kita“ steht schon in einer anderen Gruppe: Kita, Kindertagesstätte"),
            ("a, " * 206 + "b" * 3, None),
        ],
    )
    def test_what_is_no_group_is_refused_and_said(self, desk, typed, said):
        Synonyms.objects.create(words="Kita, Kindertagesstätte")

        refused = refusal(desk.post(ADD, {"words": typed}))

        assert refused == said or (said is None and "höchstens 620 Zeichen" in refused)
        assert Synonyms.objects.count() == 1

    def test_a_group_may_keep_its_own_words(self, desk):
        group = Synonyms.objects.create(words="Kita, Kindertagesstätte")

        place = f"{LIST}{group.pk}/change/"
        assert desk.post(place, {"words": "Kita, Hort, Kindertagesstätte"}).status_code == 302

        assert Synonyms.objects.get().entries == ("Kita", "Hort", "Kindertagesstätte")

    def test_there_is_an_end_to_groups(self, desk):
        Synonyms.objects.bulk_create(
            Synonyms(words=f"a{number}, b{number}") for number in range(MOST_GROUPS)
        )

        assert "schon 500 Gruppen" in refusal(desk.post(ADD, {"words": "Kita, Hort"}))
        last = Synonyms.objects.last()
        assert desk.post(f"{LIST}{last.pk}/change/", {"words": "Kita, Hort"}).status_code == 302

    @pytest.mark.parametrize("words", ["Kita", ""])
    def test_the_database_wants_two_words(self, words):
        with pytest.raises(IntegrityError, match="synonyms_more_than_one"), transaction.atomic():
            Synonyms.objects.create(words=words)

    def test_the_database_wants_each_group_once(self):
        Synonyms.objects.create(words="Kita, Hort")
        with pytest.raises(IntegrityError), transaction.atomic():
            Synonyms.objects.create(words="Kita, Hort")


@pytest.mark.postgresql  # SQLite has one writer
@pytest.mark.django_db(transaction=True)
def test_of_two_forms_at_once_the_second_finds_what_the_first_saved(desk, monkeypatch):
    with locks.beside() as begin:
        with transaction.atomic():
            desk_of_synonyms.take_turns(desk_of_synonyms.SYNONYMS)
            Synonyms.objects.create(words="Meldeamt, Einwohnermeldeamt")
            begun = begin(lambda: desk.post(ADD, {"words": "Passamt, Meldeamt"}))
        assert "schon in einer anderen Gruppe" in refusal(begun.result())


class TestGroups:
    @pytest.mark.usefixtures("_no_defaults")
    def test_one_query_tells_all(self, django_assert_num_queries):
        Synonyms.objects.create(words="PV, Photovoltaik")
        Synonyms.objects.create(words="Kita, Kindertagesstätte")

        with django_assert_num_queries(1):
            found = synonyms.groups()

        assert found == (("PV", "Photovoltaik"), ("Kita", "Kindertagesstätte"))

    def test_each_change_raises_the_content_version(self, desk):
        number = ContentVersion.objects.values_list("number", flat=True)
        desk.post(ADD, {"words": "Passamt, Meldeamt"})
        group = Synonyms.objects.get(words="Passamt, Meldeamt")
        after_adding = number.get()
        desk.post(f"{LIST}{group.pk}/change/", {"words": "Passamt, Ausweisamt"})
        after_changing = number.get()
        chosen = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
        desk.post(LIST, chosen)

        assert 0 < after_adding < after_changing < number.get()


class TestDefaults:
    def test_a_new_site_begins_with_them(self, db):
        assert synonyms.groups() == groups_of(DEFAULTS)

    def test_each_is_one_that_the_form_accepts(self, desk):
        assert len(DEFAULTS) >= 25
        Synonyms.objects.all().delete()
        for words in DEFAULTS:
            assert desk.post(ADD, {"words": words}).status_code == 302, words

        assert synonyms.groups() == groups_of(DEFAULTS)

    @pytest.mark.parametrize("gone", [DEFAULTS[:1], DEFAULTS])
    def test_what_an_editor_deleted_does_not_come_back(self, desk, gone):
        rows = Synonyms.objects.filter(words__in=gone).values_list("pk", flat=True)
        chosen = {"action": "delete_selected", "_selected_action": list(rows), "post": "yes"}
        assert desk.post(LIST, chosen).status_code == 302

        call_command("migrate", verbosity=0)

        assert synonyms.groups() == groups_of([one for one in DEFAULTS if one not in gone])

    def test_groups_that_came_otherwise_stay_alone(self, db):
        """Written past every form: no content version tells of them."""
        Synonyms.objects.exclude(words=DEFAULTS[0])._raw_delete("default")

        install(apps)

        assert synonyms.groups() == groups_of(DEFAULTS[:1])

    @pytest.mark.django_db(transaction=True)
    def test_they_are_there_again_after_flush(self):
        call_command("flush", verbosity=0, interactive=False)

        assert synonyms.groups() == groups_of(DEFAULTS)


def test_only_chief_editors_and_administrators_find_them(log_in, arne, edda, cora, adam):
    pages = [log_in(user).get("/redaktion/").content.decode() for user in (arne, edda, cora, adam)]

    found = [bool(re.search(f'href="{LIST}"', page)) for page in pages]
    assert found == [False, False, True, True]
