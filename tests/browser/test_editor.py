"""An editor writes in the rich-text editor, under the strict policy, and a member reads."""

from tests.browser.conftest import log_in


def test_write_and_publish(open_page):
    page = open_page()
    page.goto("/redaktion/")
    log_in(page, "redaktion@demo.example", "schreiben-und-planen")
    page.wait_for_url("**/redaktion/")

    page.goto("/redaktion/articles/article/add/")
    page.locator("[name=headline]").fill("Am Schreibtisch entstanden")
    page.locator("[name=teaser]").fill("Ein kurzer Einstieg für alle.")
    editor = page.locator("[contenteditable=true]")
    editor.click()
    page.keyboard.type("Erster Absatz mit ")
    page.keyboard.press("Control+b")
    page.keyboard.type("Nachdruck")
    page.keyboard.press("Control+b")
    page.keyboard.press("Enter")
    page.keyboard.type("Zweiter Absatz.")
    page.locator("#id_source + .select2-container").click()
    page.locator(".select2-search__field").last.fill("Weitweg")
    page.get_by_role("option", name="Stadt Weitweg").click()
    page.locator("[name=state]").select_option("published")
    page.locator("[name=_save]").first.click()
    page.wait_for_url("**/redaktion/articles/article/")

    page.get_by_role("link", name="Am Schreibtisch entstanden").first.click()
    page.wait_for_url("**/change/")
    assert "Zweiter Absatz." in page.locator("[contenteditable=true]").inner_text()
    page.goto("/quelle/stadt-weitweg/")
    page.get_by_role("link", name="Am Schreibtisch entstanden").click()
    page.wait_for_url("**/artikel/**")
    body = page.locator(".body").inner_html()
    assert body == "<p>Erster Absatz mit <strong>Nachdruck</strong></p><p>Zweiter Absatz.</p>"
