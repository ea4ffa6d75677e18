"""A list whose letters nobody can read for certain is refused: its words may say who left."""

import pytest
from django.core.management import CommandError

from accounts.models import LegacySubscriber

NAMES = "Name;E-Mail\nAnna Grün;w1@a.de\nBert Müller (gekündigt);w2@a.de\nKlaus Löwe;w3@a.de\n"


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437"])
@pytest.mark.parametrize("name", ["Grün", "Löwe", "März", "Größe"])
def test_umlauts_of_a_mac_or_of_dos_are_not_taken_for_those_of_windows(take, encoding, name):
    with pytest.raises(CommandError, match=r"Windows-1252.*save it as CSV UTF-8"):
        take(f"Name;E-Mail\n{name};w1@a.de\n".encode(encoding))

    assert LegacySubscriber.objects.count() == 0


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_the_words_of_the_others_are_read(take, encoding):
    out, err = take(NAMES.encode(encoding))

    assert out == "1 invalid, 2 new"
    assert err.startswith("line 3: Name: may say that the person left")


@pytest.mark.parametrize(
    "name", ["Tomáš Grün", "Müller’s Büro", "„Böhm“", "Große – Lang", "§ 3 Löwe"]
)
def test_signs_of_windows_are_read(take, name):
    take(f"Firma;E-Mail\n{name};w1@a.de\n".encode("cp1252"))

    assert LegacySubscriber.objects.get().organisation == name


UTF8, WINDOWS = "Müller".encode(), "Böhm".encode("cp1252")


@pytest.mark.parametrize("rows", [(UTF8, WINDOWS), (WINDOWS, UTF8)])
def test_two_lists_in_two_encodings_are_not_put_together(take, rows):
    lines = [b"a%d@example.org;%s;gek\xc3\xbcndigt" % row for row in enumerate(rows)]

    with pytest.raises(CommandError, match="two encodings: line 2 is UTF-8"):
        take(b"email;Name;status\n" + b"\n".join(lines))

    assert LegacySubscriber.objects.count() == 0
