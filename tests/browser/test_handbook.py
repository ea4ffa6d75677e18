"""The editors' handbook: two pages with pictures of the real screens. `make handbook` keeps them.

Each picture is taken on the way that the text describes, so what no longer exists fails here.
"""

import base64
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import log_in
from tests.browser.test_editor import ADD, begin, button, open_again, save

pytestmark = pytest.mark.once

DOCS = Path(__file__).parents[2] / "docs"
PAGES = 2


@pytest.fixture
def screens(open_page):
    """Pictures of the newsroom as data addresses, by the name they have in the handbook."""
    page = open_page()
    page.goto("/redaktion/")
    log_in(page, "redaktion@demo.example", "schreiben-und-planen")
    page.wait_for_url("**/redaktion/")
    taken = {}

    def take(name, *, of=page, height=620):
        clip = {"x": 0, "y": 0, "width": of.viewport_size["width"], "height": height}
        picture = of.screenshot(clip=clip, type="jpeg", quality=80)
        taken[name] = f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"

    tomorrow = datetime.now() + timedelta(days=1)  # noqa: DTZ005 - the browser's own clock
    begin(page, "Rathaus öffnet den Dachgarten", text="Vom Frühjahr an wächst dort Gemüse.")
    page.locator("[name=state]").select_option("published")
    page.locator("[name=published_at_0]").fill(f"{tomorrow:%d.%m.%Y}")
    page.locator("[name=published_at_1]").fill("07:00")
    page.locator("[name=published_at_1]").blur()
    page.evaluate("scrollTo(0, 0)")
    take("form", height=600)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Telefon", exact=True).click()
    opened.value.wait_for_load_state()
    opened.value.set_viewport_size({"width": 520, "height": 760})
    take("phone", of=opened.value, height=540)
    opened.value.close()
    save(page)
    open_again(page, "Rathaus öffnet den Dachgarten")
    page.locator("[name=teaser]").fill("Ein kurzer Einstieg für wirklich alle.")
    save(page)
    open_again(page, "Rathaus öffnet den Dachgarten")
    page.get_by_role("link", name="Verlauf").click()
    page.get_by_role("heading", name="Was Fassung 2 geändert hat").wait_for()
    take("history", height=450)
    page.goto("/redaktion/")
    take("start", height=560)
    page.goto(ADD)
    expect(button(page)).to_have_value("Entwurf sichern")
    return taken


def test_two_pages(screens, chromium, tmp_path, request):
    text = (DOCS / "handbuch.html").read_text()
    for name, picture in screens.items():
        assert f"{{{name}}}" in text
        text = text.replace(f"{{{name}}}", picture)
    assert re.findall(r'src="\{', text) == []
    page = chromium.new_page()
    page.set_content(text, wait_until="load")
    written = tmp_path / "handbuch.pdf"
    page.pdf(path=written, prefer_css_page_size=True)
    page.close()

    assert len(re.findall(rb"/Type\s*/Page\b", written.read_bytes())) == PAGES
    if request.config.getoption("--write-handbook"):
        (DOCS / "handbuch.pdf").write_bytes(written.read_bytes())
