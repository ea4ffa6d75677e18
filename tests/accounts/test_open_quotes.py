"""A quotation mark that nobody closed swallows no lines: the list stops there and names the place."""

import pytest
from django.core.management import CommandError

from tests.accounts.lists import subscribed, unsubscribed

OPEN = r"line 3: a quotation mark that is not closed\?"
LEAVES = "b@example.org;Bernd;2021-06-05\n"
OTHERS = "".join(f"n{number}@example.org;Nora;\n" for number in range(30_000))


@pytest.mark.parametrize(
    "below",
    [
        LEAVES,
        f"{LEAVES}c@example.org;Clara;\n",
        f'{LEAVES}c@example.org;"Clara";\n',
        f'{LEAVES}c@example.org;Clara";\n',
        f"{OTHERS}{LEAVES}",
    ],
    ids=["the last line", "to the end", "to the next mark", "to a stray mark", "half a megabyte"],
)
def test_the_lines_below_it_are_not_lost_silently(take, below):
    take("email\nb@example.org\n")
    rows = f'a@example.org;Anna;\nx@example.org;"Xaver;\n{below}'

    with pytest.raises(CommandError, match=OPEN):
        take(f"email;first_name;unsubscribed_at\n{rows}")

    assert "x@example.org" not in subscribed()
    take(f"email;first_name;unsubscribed_at\n{rows.replace(chr(34), '')}")
    assert unsubscribed() == {"b@example.org"}


def test_nor_those_below_a_mark_in_a_column_that_is_passed_over(take):
    rows = f'x@example.org;"Köln;\n{LEAVES}'

    with pytest.raises(CommandError, match=OPEN.replace("3", "2")):
        take(f"email;Ort;unsubscribed_at\n{rows}", ignore_extra=["Ort"])


def test_nor_those_below_a_mark_in_the_header_row(take):
    with pytest.raises(CommandError, match="the header row has a quotation mark that is not"):
        take('email;"Vorname;Abgemeldet am\nx@example.org;"Xaver";2021-06-05\n')


def test_a_mark_that_swallows_no_line_is_no_fault(take):
    out, err = take('email;first_name\na@example.org;An"na\nb@example.org;"Bernd\n')

    assert (out, err) == ("2 new", "")


def test_a_cell_of_several_lines_without_an_address_is_none_either(take):
    assert take('email;first_name\na@example.org;"An\nna"\nb@example.org;B\n') == ("2 new", "")
