"""What is not written in Latin letters, or with a sign before it, is never read as what is left of it."""

import pytest
from django.core.management import CommandError

from accounts.models import LegacySubscriber
from tests.accounts.lists import subscribed


@pytest.mark.parametrize(
    "status", ["не active", "Ø aktiv", "❌ active", "aktiv ✗", "非 aktiv", "active¬", "‼aktiv"]
)
def test_a_status_is_not_what_its_latin_letters_say(take, status):
    take(f"email,status\na@example.org,{status}\n")

    assert subscribed() == set()


@pytest.mark.parametrize(
    "name",
    [
        "Отписавшиеся (e-mail)",
        "❌ E-Mail",
        "Ø E-Mail",
        "E\u0336-\u0336M\u0336a\u0336i\u0336l\u0336",
    ],
)
def test_a_column_is_not_the_address_for_its_latin_letters(take, name):
    with pytest.raises(CommandError, match="the header row has no column email"):
        take(f"{name},first_name\na@example.org,Anna\n")

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize("name", ["!aktiv", "не active", "aktiv?", "¬aktiv", "¿aktiv"])
def test_a_column_is_not_one_that_says_who_is_active(take, name):
    with pytest.raises(CommandError, match="unknown column: "):
        take(f"email,{name}\na@example.org,ja\n")

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    ["E-Mail*", "E-Mail:", "(E-Mail)", '"E-Mail"', "E - Mail", "e_mail", "E\u00ad-Mail", "#Email"],
)
def test_signs_that_people_put_to_a_columns_name_are_none_of_it(take, name):
    take(f"{name},first_name\na@example.org,Anna\n")

    assert subscribed() == {"a@example.org"}
