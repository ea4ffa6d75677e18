"""Every kind of page: no sideways scrolling, no text cut off, no violation of the policy."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.once

PAGES = {
    "front page": "/",
    "edition": "/archiv/2015/05/04/",
    "empty day": "/archiv/2015/05/05/",
    "archive": "/archiv/",
    "month": "/archiv/2015/05/",
    "article": "/artikel/1/",
    "open article": "/artikel/4/",
    "topic": "/thema/klimaschutz/",
    "source": "/quelle/stadt-weitweg/",
    "search": "/suche/",
    "hits": "/suche/?q=stadt+rat",
    "narrowed": "/suche/?q=stadt&thema=klimaschutz&zeit=monat",
    "no hits": "/suche/?q=gibtesnicht",
    "legal page": "/datenschutz/",
    "accessibility": "/barrierefreiheit/",
    "login": "/konto/login/",
    "registration": "/konto/signup/",
    "claim": "/konto/kommunalwirtschaft/",
    "reset": "/konto/password/reset/",
    "not found": "/gibt-es-nicht/",
}
# What readers may ask of their browser: larger text (WCAG 2.2, 1.4.4), more room (1.4.12).
LARGER = "html { font-size: 200% }"
SPACED = """
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important }
    p { margin-bottom: 2em !important }
"""
LONG_WORD = "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"
"""Of 67 letters, from a German land's law: headlines must have room for it."""
NOT_FOUND = ["the server responded with a status of 404"]


def lengthen(page):
    """Put the long word into every headline, so that no day's headlines are kinder than another's."""
    page.evaluate(
        """(word) => document.querySelectorAll("h1, .card h2 a, .card h3 a, .related li a")
            .forEach((headline) => headline.append(" ", word))""",
        LONG_WORD,
    )


def overflow(page):
    """By how many points the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


# 320 points are also what 1280 become at 400 %.
@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 800), (768, 800), (1280, 800)])
def test_nothing_scrolls_sideways(open_page, width, height):
    page = open_page(width=width, height=height, expected_errors=NOT_FOUND)

    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        for summary in page.locator("summary").all():
            summary.click()
        lengthen(page)
        found[name] = overflow(page)
    assert found == dict.fromkeys(PAGES, 0)


@pytest.mark.parametrize(
    ("width", "wish"), [(1280, LARGER), (640, LARGER), (1280, SPACED), (320, SPACED)]
)
def test_larger_and_wider_text_is_not_cut_off(open_page, width, wish):
    page = open_page(width=width, expected_errors=NOT_FOUND, bypass_csp=True)

    found = {}
    for name, address in PAGES.items():
        page.goto(address)
        page.add_style_tag(content=wish)
        lengthen(page)
        cut_off = page.evaluate(
            """() => [...document.querySelectorAll("main *:not(input), header *, footer *")].filter(
                (part) => part.scrollWidth > part.clientWidth + 1
                    && getComputedStyle(part).overflowX !== "visible"
                    && !part.closest(".visually-hidden")).map((part) => part.outerHTML.slice(0, 80))"""
        )
        found[name] = (overflow(page), cut_off)
    assert found == dict.fromkeys(PAGES, (0, []))


@pytest.mark.parametrize("name", ["article", "front page", "hits", "archive"])
def test_the_focus_is_always_seen(open_page, name):
    """By Tab through the whole page: each stop lies in the window and has an outline."""
    page = open_page(width=320, height=480)
    page.emulate_media(reduced_motion="reduce")
    page.goto(PAGES[name])

    stops = 0
    while True:
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const part = document.activeElement;
                if (part === document.body) return null;
                const box = part.getBoundingClientRect();
                return {
                    what: part.outerHTML.slice(0, 80),
                    isInside: box.bottom > 0 && box.top < innerHeight && box.width > 0,
                    hasOutline: getComputedStyle(part).outlineStyle !== "none",
                };
            }"""
        )
        if seen is None:
            break
        assert seen["isInside"], seen
        assert seen["hasOutline"], seen
        stops += 1
        assert stops < 300
    assert stops > 10


def test_print_shows_the_article_without_what_can_be_clicked(open_page):
    page = open_page()
    page.goto("/artikel/1/")
    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".lede").first).to_be_visible()
    assert not page.locator(".account-links").is_visible()
    assert not page.locator(".ways").is_visible()
    assert not page.locator(".tools").is_visible()
    expect(page.locator(".wall h2")).to_be_visible()


def test_the_article_fits_the_first_round_trip(open_page):
    """HTML, style, script and icon as they travel, headers too: ten packets of 1,460 bytes."""
    page = open_page()
    address = page.goto("/artikel/1/").url
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    names, sizes = {}, {}
    session.on(
        "Network.requestWillBeSent",
        lambda event: names.update({event["requestId"]: event["request"]["url"]}),
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )

    page.goto(address, wait_until="networkidle")

    travelled = {names[number]: size for number, size in sizes.items() if number in names}
    assert 3 <= len(travelled) <= 4, travelled
    assert sum(travelled.values()) <= 14_000, travelled
