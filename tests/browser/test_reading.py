"""Finding, keeping and passing on what one reads: by hand and by keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARTICLE, log_in


@pytest.fixture
def member(open_page):
    page = open_page()
    page.goto("/konto/login/")
    log_in(page, "leserin@demo.example", "lesen-und-wissen")
    page.wait_for_url("**/")
    return page


def test_search_by_keyboard_with_suggestions(open_page):
    page = open_page()
    page.goto("/suche/")
    page.get_by_label("Suchwörter").focus()

    page.keyboard.type("Konferenz")
    suggestion = page.get_by_role("list", name="Vorschläge").get_by_role("link").first
    expect(suggestion).to_have_text("Thema Konferenzen")
    page.keyboard.press("ArrowDown")
    expect(suggestion).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Suchwörter")).to_be_focused()
    expect(suggestion).to_be_hidden()
    page.keyboard.press("Enter")

    page.wait_for_url("**/suche/?q=Konferenz")
    expect(page.locator("mark").first).to_have_text("Klimakonferenz")


def test_search_without_a_script(open_page):
    page = open_page(javascript=False)
    page.goto("/suche/")
    page.get_by_label("Suchwörter").fill("klimakonferenz elbe")
    page.get_by_role("button", name="Suchen").click()

    expect(page.get_by_role("link", name=ARTICLE["headline"])).to_be_visible()
    page.get_by_text("Eingrenzen").click()
    page.get_by_role("link", name=re.compile("^2015")).click()
    expect(page.get_by_role("link", name="Eingrenzung aufheben")).to_be_visible()
    expect(page.get_by_role("link", name=ARTICLE["headline"])).to_be_visible()


def test_back_through_the_wall_to_the_first_hidden_paragraph(open_page):
    page = open_page(height=600)
    page.goto("/thema/konferenzen/")
    page.get_by_role("link", name=ARTICLE["headline"]).click()
    page.get_by_role("link", name="Jetzt einloggen").click()
    log_in(page, "leserin@demo.example", "lesen-und-wissen")

    page.wait_for_url("**/artikel/**#volltext")
    expect(page.locator("#volltext p").first).to_be_in_viewport()
    # The next stop of the Tab key lies behind the place where the reader goes on.
    page.keyboard.press("Tab")
    assert page.evaluate(
        """document.querySelector("#volltext").compareDocumentPosition(document.activeElement)
            & Node.DOCUMENT_POSITION_FOLLOWING"""
    )


def test_follow_and_save_by_keyboard(member):
    member.goto("/thema/konferenzen/")
    member.get_by_role("button", name="Folgen").focus()
    member.keyboard.press("Enter")
    expect(member.get_by_role("button", name="Sie folgen")).to_be_visible()

    member.get_by_role("link", name="Meine Ausgabe").first.focus()
    member.keyboard.press("Enter")
    member.get_by_role("link", name=ARTICLE["headline"]).focus()
    member.keyboard.press("Enter")
    member.get_by_role("button", name="Merken").focus()
    member.keyboard.press("Enter")
    expect(member.get_by_role("button", name="Gemerkt")).to_be_visible()

    member.goto("/merkliste/")
    expect(member.get_by_role("link", name=ARTICLE["headline"])).to_be_visible()
    member.get_by_role("button", name=f"Von der Liste nehmen: {ARTICLE['headline']}").focus()
    member.keyboard.press("Enter")
    expect(member.get_by_role("link", name=ARTICLE["headline"])).to_be_hidden()
    member.goto("/meine-ausgabe/auswahl/")
    member.get_by_label("Konferenzen").focus()
    member.keyboard.press("Space")
    member.get_by_role("button", name="Auswahl speichern").focus()
    member.keyboard.press("Enter")
    expect(
        member.get_by_role("link", name="Auswahl ändern").or_(
            member.get_by_text("Noch folgen Sie nichts")
        )
    ).to_be_visible()
    expect(member.get_by_role("link", name=ARTICLE["headline"])).to_be_hidden()


def test_copy_the_link(open_page):
    page = open_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/artikel/1/")
    page.get_by_role("button", name="Link kopieren").click()

    expect(page.get_by_text("Kopiert")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_through_the_archive_by_its_calendar(open_page):
    page = open_page()
    page.goto("/")
    page.get_by_role("link", name="Archiv").click()
    page.locator(".year", has_text="2015").get_by_role("link", name="Mai").click()
    page.get_by_role("link", name="Ausgabe vom 4. Mai").click()

    expect(page.get_by_role("link", name=ARTICLE["headline"])).to_be_visible()
    page.locator(".paging .later").click()
    expect(page.locator(".lead")).to_be_visible()


def test_ways_to_pass_on_begin_where_the_text_does_on_a_telephone(member, paper):
    member.set_viewport_size({"width": 320, "height": 800})
    member.goto(paper)

    keep = member.get_by_role("button", name="Merken").bounding_box()
    assert member.get_by_text("Teilen:").bounding_box()["x"] == keep["x"]


def test_lines_of_the_front_page_are_short_enough_to_read(open_page):
    """A lead and two articles beside it."""
    page = open_page(width=768)
    page.goto("/archiv/2012/05/07/")

    measure = page.locator(".lead .lede").evaluate(
        "part => parseFloat(getComputedStyle(part).maxWidth)"
    )
    widths = page.locator(".seconds .lede").evaluate_all(
        "parts => parts.map(part => part.clientWidth)"
    )
    assert len(widths) == 2
    assert max(widths) <= measure


def test_the_date_of_an_article_stays_on_a_line(open_page, paper):
    page = open_page(width=320)
    page.goto(paper)

    assert page.locator(".byline time").evaluate("part => part.getClientRects().length") == 1
