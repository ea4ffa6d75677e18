"""Lists that people wrote by hand: headings between rows, addresses as mail programs copy them."""

import pytest
from django.core.management import CommandError

from accounts.models import LegacySubscriber


@pytest.mark.parametrize("heading", ["--- Abgemeldet ---", "Abgemeldet:", "Ehemalige Abonnenten"])
def test_nothing_is_read_from_a_heading_on_that_says_who_left(take, heading):
    rows = f"a@example.org;Anna\n{heading};\nb@example.org;Bernd\n"

    with pytest.raises(CommandError, match=r"line 3: a heading that says who left\?"):
        take(f"email;Vorname\n{rows}")

    assert not LegacySubscriber.objects.filter(email="b@example.org").exists()


@pytest.mark.parametrize("heading", ["Stadtwerke", "--- Sommer 2014 ---", "@@@"])
def test_other_lines_without_an_address_stop_nothing(take, heading):
    out, _ = take(f"email;Vorname\na@example.org;Anna\n{heading};\nb@example.org;Bernd\n")

    assert out == "1 invalid, 2 new"


@pytest.mark.parametrize(
    "cell", ["Anna <a@example.org>", "<a@example.org>", "mailto:a@example.org", " a@example.org, "]
)
def test_an_address_is_read_as_mail_programs_copy_it(take, cell):
    take(f'email;status\n"{cell}";abgemeldet\na@example.org;aktiv\n')

    assert LegacySubscriber.objects.get(email="a@example.org").unsubscribed_at is not None


@pytest.mark.parametrize(
    "organisation", ["abgemeldet", "Stadt X (abgemeldet 2020)", "Bitte nicht mehr anschreiben"]
)
def test_an_organisation_that_is_a_remark_refuses_its_line(take, organisation):
    _, err = take(f"email;Firma\na@example.org;{organisation}\nb@example.org;Sperrmüll GmbH\n")

    assert err == "line 2: Firma: may say that the person left"


@pytest.mark.parametrize(
    "name", ["Loeschliste", "Kuendiger", "ex-leser", "Austräger_2023", "Papierkorb"]
)
def test_a_file_that_is_named_after_those_who_left_subscribes_nobody(take, name):
    with pytest.raises(CommandError, match="the file's name says that these people left"):
        take("email\na@example.org\n", name=f"{name}.csv")
