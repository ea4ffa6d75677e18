"""Every HTML mail in a browser's window: readable in light and dark, accessible, never too wide."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from accounts import mails

pytestmark = pytest.mark.once

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_message.txt")
    for path in TEMPLATES.rglob("*_message.txt")
)
CONTEXT = {
    "code": "123456",
    "minutes": 30,
    "next_url": "/artikel/1/ein-haus-fuer-alle/",
    "from_email": "vorstandssekretariat@stadtentwicklungsgesellschaft-altenbrueck.example",
    "to_email": "martha@altenbrueck.example",
    "deleted_email": "martha@altenbrueck.example",
}
PAPER = {"light": "rgb(255, 254, 250)", "dark": "rgb(23, 22, 20)"}


@pytest.mark.parametrize("scheme", PAPER)
def test_mails_are_readable(chromium, scheme):
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 320, "height": 900})
    for name in NAMES:
        ((html, _),) = mails.build(name, "martha@altenbrueck.example", CONTEXT).alternatives
        page.set_content(html)

        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == PAPER[scheme]
        declared = page.locator('meta[name="color-scheme"]').get_attribute("content")
        assert declared == "light dark"
        result = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
        assert result.violations_count == 0, f"{name}: {result.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    page.close()
