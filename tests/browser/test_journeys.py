"""From the wall to the full text, with real mail over SMTP, with JavaScript and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ARTICLE, PASSWORD, SECRET, log_in

JAVASCRIPT = pytest.mark.parametrize("javascript", [True, False], ids=["js", "no-js"])


class Screens:
    """Counts the pages between wall and full text."""

    def __init__(self, page):
        self.titles = []
        page.on("load", lambda loaded: self.titles.append(loaded.title()))


def find_article(page):
    """As a reader would: over the topic's page."""
    page.goto("/thema/konferenzen/")
    page.get_by_role("link", name=ARTICLE["headline"]).click()
    page.wait_for_url("**/artikel/**")
    assert ARTICLE["teaser"] in page.content()
    assert "Störche" not in page.content()
    return page.url


def two_screens(page, mailbox, email):
    """Address, password and terms; then the code from the mail."""
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("textbox", name="Passwort").fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Code").fill(mailbox.code_for(email))
    page.get_by_role("button", name="Bestätigen und weiterlesen").click()


@JAVASCRIPT
def test_register(open_page, mailbox, javascript):
    email = f"nora-{javascript}@weitweg.example".lower()
    page = open_page(javascript=javascript)
    article = find_article(page)
    screens = Screens(page)

    page.get_by_role("link", name="Kostenlos registrieren").click()
    two_screens(page, mailbox, email)
    page.wait_for_url(f"{article}#volltext")

    assert SECRET in page.content()
    assert [title.split(" – ")[0] for title in screens.titles] == [
        "Kostenlos registrieren",
        "Code eingeben",
        ARTICLE["headline"],
    ]
    mailbox.wait_for(email)  # one mail, and only one


@JAVASCRIPT
def test_claim(open_page, mailbox, javascript):
    email = "ludwig@weitweg.example" if javascript else "lea@weitweg.example"
    page = open_page(javascript=javascript)
    article = find_article(page)
    screens = Screens(page)

    page.get_by_role(
        "link", name="Passwort für kommunalwirtschaft.eu-Abonnenten hinzufügen"
    ).click()
    two_screens(page, mailbox, email)
    page.wait_for_url(f"{article}#volltext")

    assert SECRET in page.content()
    assert len(screens.titles) == 3
    assert "Abonnement von kommunalwirtschaft.eu" in mailbox.wait_for(email)


def test_log_in_and_out_again(open_page):
    page = open_page()
    article = find_article(page)

    page.get_by_role("link", name="Jetzt einloggen").click()
    log_in(page, "leserin@demo.example", "lesen-und-wissen")
    page.wait_for_url(f"{article}#volltext")
    assert SECRET in page.content()

    page.get_by_role("button", name="Abmelden").click()
    page.wait_for_url(article)
    assert SECRET not in page.content()
    page.go_back()
    assert SECRET not in page.content()


def tab_to(page, text):
    """Press Tab until what is focused bears that text, or is the field with that name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("[document.activeElement.textContent, document.activeElement.name]")
        if text in focused:
            return
    raise AssertionError(f"no way to {text} by Tab")


@pytest.mark.parametrize(
    ("door", "email"),
    [
        ("Kostenlos registrieren", "tabea@weitweg.example"),
        ("Passwort für kommunalwirtschaft.eu-Abonnenten hinzufügen", "lukas@weitweg.example"),
    ],
)
def test_by_keyboard_alone(open_page, mailbox, door, email):
    """From the wall through registration or claim to the first hidden paragraph."""
    page = open_page()
    article = find_article(page)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Zum Inhalt"
    tab_to(page, door)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/konto/(signup|kommunalwirtschaft)/"))
    tab_to(page, "email")
    page.keyboard.type(email)
    tab_to(page, "password1")
    page.keyboard.type(PASSWORD)
    tab_to(page, "terms")
    page.keyboard.press("Space")
    tab_to(page, "Weiter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/konto/code/**")
    code = mailbox.code_for(email)
    if page.evaluate("document.activeElement.name") != "code":
        tab_to(page, "code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")

    page.wait_for_url(f"{article}#volltext")
    expect(page.locator("#volltext")).to_be_in_viewport()
    assert SECRET in page.content()


@JAVASCRIPT
def test_forgotten_password(open_page, mailbox, javascript):
    """From the wall over login and reset to the full text."""
    email = f"mitglied-000000{1 + javascript}@demo.example"
    page = open_page(javascript=javascript)
    article = find_article(page)

    page.get_by_role("link", name="Jetzt einloggen").click()
    page.get_by_role("link", name="Passwort vergessen?").click()
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("textbox", name="Ihr neues Passwort").fill("ein-ganz-neuer-satz")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Code").fill(mailbox.code_for(email))
    page.get_by_role("button", name="Bestätigen und weiterlesen").click()
    page.wait_for_url(f"{article}#volltext")

    assert SECRET in page.content()


def test_a_members_account(open_page, mailbox):
    """Change details, password and address, log out elsewhere, and leave."""
    page = open_page()
    page.goto("/konto/login/?next=/konto/")
    log_in(page, "mitglied-0000003@demo.example", "lesen-und-wissen")

    page.get_by_role("link", name="Angaben berichtigen").click()
    page.get_by_label("Name").fill("Karla Kranz")
    page.get_by_role("button", name="Speichern").click()
    expect(page.get_by_text("Karla Kranz")).to_be_visible()

    page.get_by_role("link", name="Passwort ändern").click()
    page.get_by_role("textbox", name="Jetziges Passwort").fill("lesen-und-wissen")
    page.get_by_role("textbox", name="Neues Passwort").fill("ein-ganz-neuer-satz")
    page.get_by_role("button", name="Passwort ändern").click()
    expect(page.get_by_text("Ihr Passwort ist geändert.")).to_be_visible()

    page.goto("/konto/email/")
    page.get_by_label("Neue E-Mail-Adresse").fill("karla@weitweg.example")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("textbox", name="Passwort").fill("ein-ganz-neuer-satz")
    page.get_by_role("button", name="Bestätigen").click()
    if page.get_by_label("Neue E-Mail-Adresse").count():  # asked again after the password
        page.get_by_label("Neue E-Mail-Adresse").fill("karla@weitweg.example")
        page.get_by_role("button", name="Weiter").click()
    page.get_by_label("Code").fill(mailbox.code_for("karla@weitweg.example"))
    page.get_by_role("button", name="Bestätigen").click()
    page.goto("/konto/")
    expect(page.get_by_text("karla@weitweg.example")).to_be_visible()

    page.get_by_role("link", name="Angemeldete Geräte").click()
    expect(page.get_by_text("dieses Gerät")).to_be_visible()

    page.goto("/konto/")
    page.get_by_role("link", name="Konto löschen").click()
    page.get_by_role("button", name="Konto endgültig löschen").click()
    expect(page.get_by_role("heading", name="Ihr Konto ist gelöscht")).to_be_visible()


def test_log_out_over_its_page(open_page):
    page = open_page()
    page.goto("/konto/login/?next=/konto/logout/")
    log_in(page, "leserin@demo.example", "lesen-und-wissen")
    page.get_by_role("button", name="Abmelden").click()

    page.wait_for_url("**/")
    expect(page.get_by_role("status")).to_have_text("Sie sind abgemeldet.")
    page.goto("/konto/")
    assert page.url.endswith("/konto/login/?next=/konto/")
