"""Topics and sources with the longest names, without a place to break: no page scrolls sideways."""

import pytest

from tests.browser.conftest import UNBROKEN, log_in

pytestmark = pytest.mark.once

TOPIC = f"/thema/{'t' * 80}/"
SOURCE = f"/quelle/{'q' * 80}/"
SEARCH = "/suche/?q=trennen"


def overflows(page, addresses):
    """Of each page, by how many points it is wider than the window."""
    found = {}
    for address in addresses:
        assert page.goto(address).status == 200
        for summary in page.locator("summary").all():
            summary.click()
        found[address] = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return found


@pytest.mark.parametrize("width", [320, 360])
def test_no_page_of_an_anonymous_reader_scrolls_sideways(open_page, width):
    page = open_page(width=width)
    page.goto("/archiv/2014/05/05/")
    article = page.get_by_role("link", name=UNBROKEN["headline"]).get_attribute("href")
    narrowed = f"{SEARCH}&thema={'t' * 80}&quelle={'q' * 80}"
    addresses = [
        "/", "/archiv/2014/05/05/", article, TOPIC, SOURCE, "/suche/", SEARCH, narrowed,
        f"/suche/?q={'t' * 20}",
    ]  # fmt: skip

    assert overflows(page, addresses) == dict.fromkeys(addresses, 0)


@pytest.mark.parametrize("width", [320, 360])
def test_suggestions_do_not_scroll_sideways(open_page, width):
    page = open_page(width=width)
    page.goto("/suche/")

    page.get_by_label("Suchwörter").press_sequentially("ttttt")
    page.locator(".suggestions a").first.wait_for()

    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") == 0


@pytest.mark.parametrize("width", [320, 360])
def test_no_page_of_a_member_scrolls_sideways(open_page, width):
    page = open_page(width=width)
    page.goto("/konto/login/")
    log_in(page, "leserin@demo.example", "lesen-und-wissen")
    page.wait_for_url("**/")
    for address in (TOPIC, SOURCE):
        page.goto(address)
        if page.get_by_role("button", name="Folgen", exact=True).is_visible():
            page.get_by_role("button", name="Folgen", exact=True).click()
    addresses = [TOPIC, SOURCE, "/meine-ausgabe/", "/meine-ausgabe/auswahl/", "/suche/"]

    assert overflows(page, addresses) == dict.fromkeys(addresses, 0)
