"""Passkeys in Chromium, with its virtual authenticator; and the control that shows a password."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import add_passkey, log_in


def test_a_passkey_logs_in_and_leads_back_to_the_article(with_key):
    page = with_key
    page.goto("/konto/login/?next=/konto/")
    log_in(page, "mitglied-0000004@demo.example", "lesen-und-wissen")
    add_passkey(page, passwordless=True)
    page.goto("/konto/logout/")
    page.locator("main").get_by_role("button", name="Abmelden").click()

    page.goto("/artikel/1/")
    article = page.url
    page.get_by_role("link", name="Jetzt einloggen").click()
    page.get_by_role("button", name="Mit Passkey einloggen").click()

    page.wait_for_url(f"{article}#volltext")
    expect(page.locator(".body")).to_be_visible()


def test_a_passkey_is_the_second_step(with_key):
    page = with_key
    page.goto("/konto/login/?next=/konto/")
    log_in(page, "mitglied-0000005@demo.example", "lesen-und-wissen")
    add_passkey(page, passwordless=False)
    page.goto("/konto/logout/")
    page.locator("main").get_by_role("button", name="Abmelden").click()

    page.goto("/konto/login/?next=/konto/")
    log_in(page, "mitglied-0000005@demo.example", "lesen-und-wissen")
    expect(page).to_have_title(re.compile("^Zweiter Schritt"))
    page.get_by_role("button", name="Mit Passkey einloggen").click()

    page.wait_for_url("**/konto/")
    expect(page.get_by_text("mitglied-0000005@demo.example")).to_be_visible()


def test_a_key_that_is_not_there_is_told(with_key):
    page = with_key
    page.goto("/konto/login/")
    page.get_by_role("button", name="Mit Passkey einloggen").click()

    page.get_by_text("Das wurde abgebrochen oder hat zu lange gedauert.").wait_for()


def test_a_password_can_be_shown_and_is_sent_as_one(open_page):
    page = open_page()
    page.goto("/konto/signup/")
    field = page.get_by_role("textbox", name="Passwort")
    field.fill("gelber-postbus-im-regen")

    page.get_by_role("button", name="Anzeigen: Passwort").click()
    assert field.get_attribute("type") == "text"
    page.get_by_role("button", name="Verbergen: Passwort").press("Enter")
    assert field.get_attribute("type") == "password"

    page.get_by_role("button", name="Anzeigen: Passwort").click()
    page.evaluate(
        "document.querySelector('main form').addEventListener('submit', (event) => {"
        "event.preventDefault(); document.title = document.querySelector('#id_password1').type; })"
    )
    page.get_by_role("button", name="Weiter").click()
    expect(page).to_have_title("password")


def test_without_javascript_nothing_is_offered_that_does_not_work(open_page):
    page = open_page(javascript=False)
    page.goto("/konto/login/")

    assert page.get_by_role("button").all_inner_texts() == ["Einloggen"]


def test_pasting_a_password_works(open_page):
    page = open_page()
    page.goto("/konto/login/")
    page.get_by_label("E-Mail-Adresse").fill("gelber-postbus-im-regen")
    page.get_by_label("E-Mail-Adresse").select_text()
    page.keyboard.press("Control+X")
    page.get_by_role("textbox", name="Passwort").focus()
    page.keyboard.press("Control+V")

    expect(page.get_by_role("textbox", name="Passwort")).to_have_value("gelber-postbus-im-regen")
