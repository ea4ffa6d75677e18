"""An editor's day in Chromium, under the strict policy: any violation it reports fails the test."""

import re
import time
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.articles.test_pictures import drawn
from tests.browser.conftest import PATIENCE, log_in

ADD = "/redaktion/articles/article/add/"


def until(condition):
    """Wait for what no event tells; the policy forbids the waiting that evaluates strings."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not happen")


def choose_source(page, name):
    page.locator("#id_source + .select2-container").click()
    page.locator(".select2-search__field").last.fill(name)
    page.get_by_role("option", name=name).click()


def begin(page, headline, *, text="Der Volltext."):
    page.goto(ADD)
    page.locator("[name=headline]").fill(headline)
    page.locator("[name=teaser]").fill("Ein kurzer Einstieg für alle.")
    page.locator("[contenteditable=true]").click()
    page.keyboard.type(text)
    choose_source(page, "Stadt Weitweg")


def button(page):
    return page.locator("[data-says-what-happens]").first


def save(page):
    button(page).click()
    page.wait_for_url("**/redaktion/articles/article/")


def open_again(page, headline):
    page.get_by_role("link", name=headline).first.click()
    page.wait_for_url("**/change/**")


def test_write_and_publish(at_desk):
    page = at_desk()
    begin(page, "Am Schreibtisch entstanden", text="Erster Absatz mit ")
    page.locator("[contenteditable=true]").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("Control+b")
    page.keyboard.type("Nachdruck")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.keyboard.type("Zweiter Absatz.")
    page.locator("[name=state]").select_option("published")
    expect(button(page)).to_have_value("Jetzt veröffentlichen")
    save(page)

    open_again(page, "Am Schreibtisch entstanden")
    assert "Zweiter Absatz." in page.locator("[contenteditable=true]").inner_text()
    page.goto("/quelle/stadt-weitweg/")
    page.get_by_role("link", name="Am Schreibtisch entstanden").click()
    page.wait_for_url("**/artikel/**")
    body = page.locator(".body").inner_html()
    assert body == "<p>Erster Absatz mit <strong>Nachdruck</strong></p><p>Zweiter Absatz.</p>"


def test_plan_correct_withdraw_and_bring_back(at_desk):
    page = at_desk()
    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - the browser's own clock
    begin(page, "Eine Meldung mit Folgen", text="Der erste Stand.")
    page.locator("[name=state]").select_option("published")
    page.locator("[name=published_at_0]").fill(f"{tomorrow:%d.%m.%Y}")
    page.locator("[name=published_at_1]").fill("7:00")
    page.locator("[name=published_at_1]").blur()
    photo = {"name": "markt.jpg", "mimeType": "image/jpeg", "buffer": drawn().read()}
    page.locator("[name=picture]").set_input_files(photo)
    page.locator("[name=picture_alt]").fill("Der Marktplatz im Regen")
    page.locator("[name=picture_credit]").fill("Foto: Stadt Weitweg")
    assert re.fullmatch(r"Für \w\w\.?, \d+\.\d+\., 7:00 Uhr planen", button(page).input_value())
    save(page)
    page.goto("/redaktion/")
    expect(page.locator(".ahead", has_text="Eine Meldung mit Folgen")).to_be_visible()

    page.get_by_role("link", name="Eine Meldung mit Folgen").first.click()
    page.locator("[name=published_at_0]").fill(f"{tomorrow - timedelta(days=2):%d.%m.%Y}")
    save(page)
    open_again(page, "Eine Meldung mit Folgen")
    page.locator("[name=correction]").fill("Die Summe war falsch.")
    page.locator("[contenteditable=true]").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Nachgetragen.")
    expect(button(page)).to_have_value("Änderungen veröffentlichen")
    save(page)
    open_again(page, "Eine Meldung mit Folgen")
    page.get_by_role("link", name="Auf der Website anzeigen").click()
    page.wait_for_url("**/artikel/**")
    expect(page.get_by_text("Die Summe war falsch.")).to_be_visible()
    shown = page.get_by_role("img", name="Der Marktplatz im Regen")
    until(lambda: shown.evaluate("image => image.naturalWidth") > 0)
    article = page.url

    page.go_back()
    page.get_by_role("link", name="Verlauf").click()
    expect(page.locator("ins", has_text="Nachgetragen")).to_be_visible()
    page.get_by_role("link", name="1", exact=True).click()
    page.get_by_role("link", name="Fassung 1 in das Formular einsetzen").click()
    page.wait_for_url("**/change/?fassung=1")
    expect(page.locator("[contenteditable=true]")).to_have_text("Der erste Stand.")
    page.locator("[name=published_at_0]").fill(f"{tomorrow - timedelta(days=2):%d.%m.%Y}")
    page.locator("[name=state]").select_option("withdrawn")
    page.locator("[name=withdrawal_note]").fill("Die Quelle hat sie widerrufen.")
    expect(button(page)).to_have_value("Zurückziehen")
    save(page)

    assert page.request.get(article).status == 410
    assert "Die Quelle hat sie widerrufen." in page.request.get(article).text()


def test_two_editors_at_once(at_desk):
    first, second = at_desk(), at_desk()
    begin(first, "Zwei schreiben zugleich")
    save(first)
    open_again(first, "Zwei schreiben zugleich")
    second.goto(first.url)
    second.locator("[name=teaser]").fill("Der Teaser der Zweiten.")
    save(second)
    first.locator("[name=teaser]").fill("Der Teaser des Ersten.")
    button(first).click()

    first.get_by_role("heading", name="Beide Fassungen nebeneinander").wait_for()
    expect(first.locator(".unsaved")).to_have_count(0)
    expect(first.locator(".changes del").first).to_be_visible()
    expect(first.locator("[name=teaser]")).to_have_value("Der Teaser des Ersten.")
    save(first)
    open_again(first, "Zwei schreiben zugleich")
    expect(first.locator("[name=teaser]")).to_have_value("Der Teaser des Ersten.")


def test_unsaved_text_survives_a_closed_tab(at_desk):
    page = at_desk()
    begin(page, "Nie gesichert", text="Was sonst verloren wäre.")
    until(lambda: "verloren" in page.evaluate("JSON.stringify(localStorage)"))
    again = page.context.new_page()
    page.close()

    again.goto(ADD)
    again.get_by_role("button", name="Wiederherstellen").click()
    again.get_by_text("Ihr ungesicherter Text ist wieder da.").wait_for()
    expect(again.locator("[name=headline]")).to_have_value("Nie gesichert")
    expect(again.locator("[contenteditable=true]")).to_have_text("Was sonst verloren wäre.")
    save(again)
    again.goto(ADD)
    assert again.locator(".unsaved").count() == 0


def test_unsaved_text_survives_an_expired_login(at_desk):
    page = at_desk()
    begin(page, "Länger als die Sitzung", text="Lange geschrieben.")
    page.context.clear_cookies(name="sitzung")
    button(page).click()
    page.wait_for_url("**/konto/login/**")
    log_in(page, "redaktion@demo.example", "schreiben-und-planen")
    page.wait_for_url("**/redaktion/articles/article/add/")

    page.get_by_role("button", name="Wiederherstellen").click()
    page.get_by_text("Ihr ungesicherter Text ist wieder da.").wait_for()
    expect(page.locator("[contenteditable=true]")).to_have_text("Lange geschrieben.")


def test_previews_of_unsaved_text(at_desk):
    page = at_desk()
    begin(page, "Noch nicht gesichert", text="Nur für Mitglieder.")

    def preview(name):
        with page.context.expect_page() as opened:
            page.get_by_role("button", name=name, exact=True).click()
        opened.value.wait_for_load_state()
        return opened.value

    expect(preview("Ohne Konto").locator(".wall")).to_be_visible()
    expect(preview("Mitglied").get_by_text("Nur für Mitglieder.")).to_be_visible()
    frame = preview("Telefon").frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Noch nicht gesichert")).to_be_visible()
    assert frame.locator("html").evaluate("html => html.clientWidth") == 390
    expect(preview("Geteilter Link").get_by_text("Ein kurzer Einstieg für alle.")).to_be_visible()


def test_what_is_there_already_is_pointed_out(at_desk):
    page = at_desk()
    begin(page, "Das stand schon einmal hier")
    save(page)
    page.goto(ADD)
    page.locator("[name=headline]").fill("Das stand schon einmal hier!")
    page.locator("[name=headline]").blur()

    page.locator(".duplicates").get_by_role("link", name="Das stand schon einmal hier").wait_for()


def test_by_keyboard_alone(at_desk):
    page = at_desk()
    page.goto(ADD)
    reached, typed = set(), False
    page.locator("[name=headline]").focus()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.name || document.activeElement.className")
        )
        if page.evaluate("document.activeElement.isContentEditable") and not typed:
            page.keyboard.type("Ohne Maus.")
            typed = True

    assert {"subheadline", "teaser", "original_url", "state", "published_at_0", "_save"} <= reached
    expect(page.locator("[name=body]")).to_have_value("<p>Ohne Maus.</p>")


OFFICE = [
    "", "articles/", "articles/article/", "articles/article/add/", "articles/article/1/change/",
    "articles/article/1/history/", "articles/article/1/delete/", "articles/article/geloescht/",
    "articles/source/", "articles/source/1/change/", "articles/topic/", "articles/topic/add/",
    "flatpages/flatpage/", "flatpages/flatpage/1/change/", "accounts/user/", "accounts/user/add/",
    "accounts/user/1/change/", "accounts/legacysubscriber/", "accounts/legacysubscriber/1/change/",
    "accounts/legacysubscriber/uebersicht/", "accounts/subscriberimport/",
    "accounts/subscriberimport/add/", "auth/group/", "auth/group/1/change/",
]  # fmt: skip


def test_every_page_keeps_the_policy_and_fits_at_twice_the_size(open_page):
    """A screen of 1280 points at 200 % is one of 640. What the policy reports fails the test."""
    page = open_page(width=640)
    page.goto("/redaktion/")
    log_in(page, "verwaltung@demo.example", "ordnen-und-pflegen")
    page.wait_for_url("**/redaktion/")

    for place in OFFICE:
        response = page.goto(f"/redaktion/{place}")
        assert (place, response.status) == (place, 200)
        assert (place, page.evaluate("document.documentElement.scrollWidth") <= 640) == (
            place,
            True,
        )


def test_publishing_many_asks_and_counts(at_desk):
    page = at_desk()
    begin(page, "Einer von vielen")
    save(page)
    page.get_by_role("row", name="Einer von vielen").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("publish")
    page.get_by_role("button", name="Ausführen").click()
    page.get_by_role("heading", name="Jetzt veröffentlichen: ein Artikel").wait_for()
    page.get_by_role("button", name="Jetzt veröffentlichen").click()

    expect(page.get_by_text("Jetzt veröffentlichen: ein Artikel.")).to_be_visible()
