"""Every kind of page: accessible (axe), no sideways scrolling, no violation of the policy."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import log_in

PAGES = {
    "front page": "/",
    "article": "/artikel/1/",
    "open article": "/artikel/4/",
    "topic": "/thema/klimaschutz/",
    "source": "/quelle/stadt-weitweg/",
    "legal page": "/datenschutz/",
    "login": "/konto/login/",
    "registration": "/konto/signup/",
    "claim": "/konto/kommunalwirtschaft/",
    "reset": "/konto/password/reset/",
    "not found": "/gibt-es-nicht/",
}
NOT_FOUND = ["the server responded with a status of 404"]


def faults(page):
    results = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in results.response["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_accessible(open_page, name, scheme):
    page = open_page(scheme=scheme, expected_errors=NOT_FOUND)
    page.goto(PAGES[name])

    assert faults(page) == []


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_scrolls_sideways(open_page, name, width):
    page = open_page(width=width, expected_errors=NOT_FOUND)
    page.goto(PAGES[name])

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_errors_of_a_form_are_accessible_too(open_page):
    page = open_page()
    page.goto("/konto/signup/")
    page.get_by_role("button", name="Weiter").click()

    expect(page).to_have_title(re.compile("^Fehler: Kostenlos registrieren"))
    assert faults(page) == []
    page.get_by_role("link", name="Bitte geben Sie Ihre E-Mail-Adresse ein.").click()
    assert page.evaluate("document.activeElement.name") == "email"


def test_pages_of_a_member(open_page):
    page = open_page()
    page.goto("/konto/login/")
    log_in(page, "leserin@demo.example", "lesen-und-wissen")
    page.wait_for_url("**/")

    for address in [
        "/artikel/1/",
        "/konto/",
        "/konto/angaben/",
        "/konto/geraete/",
        "/konto/zweiter-schritt/",
        "/konto/zweiter-schritt/webauthn/",
        "/konto/zweiter-schritt/webauthn/add/",
        "/konto/zweiter-schritt/totp/activate/",
        "/konto/loeschen/",
        "/konto/reauthenticate/",
        "/konto/email/",
        "/konto/password/change/",
        "/konto/logout/",
    ]:
        page.goto(address)
        assert (address, faults(page)) == (address, [])


def test_print_shows_the_article_without_what_can_be_clicked(open_page):
    page = open_page()
    page.goto("/artikel/1/")
    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".teaser").first).to_be_visible()
    assert not page.locator(".account-links").is_visible()
    assert not page.locator(".ways").is_visible()
