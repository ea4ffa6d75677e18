"""axe on every kind of page, in light and dark and with Windows' contrast themes.

Each address of the site has a case here or stands in `NO_PAGE`; those of the newsroom come from the
table of its roles (tests/newsroom/test_roles.py).
"""

import time
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect

from tests.browser.conftest import PASSWORD, SCHEMES, add_passkey, log_in
from tests.newsroom.test_roles import DESK
from tests.routes import ROUTES, routes

pytestmark = pytest.mark.once
NO_PAGE = {
    # files, data and answers to machines
    "picture", "card", "feed", "topic_feed", "source_feed", "robots", "sitemap", "sitemap_articles",
    "sitemap_news", "sitemap_sources", "sitemap_topics", "suggestions", "healthz", "readyz",
    "account_download", "mfa_download_recovery_codes", "mfa_login_webauthn",
    # ways to another page
    "article_by_number", "save", "follow_topic", "follow_source", "account_subscription",
    "account_email_verification_sent", "account_set_password",
}  # fmt: skip
NO_PAGE_OF_NEWSROOM = {"jsi18n", "autocomplete", "articles_article_duplicates"}
ANONYMOUS = {
    "front_page": ["/"],
    "article": ["/artikel/1/", "/artikel/4/", "{paper}"],
    "edition": ["/archiv/2015/05/04/", "/archiv/2015/05/05/"],
    "archive": ["/archiv/"],
    "month": ["/archiv/2015/05/"],
    "topic": ["/thema/klimaschutz/"],
    "source": ["/quelle/stadt-weitweg/"],
    "search": [
        "/suche/",
        "/suche/?q=stadt+rat",
        "/suche/?q=stadt&thema=klimaschutz&zeit=monat",
        "/suche/?q=gibtesnicht",
    ],
    "impressum": ["/impressum/"],
    "datenschutz": ["/datenschutz/"],
    "barrierefreiheit": ["/barrierefreiheit/"],
    "nutzungsbedingungen": ["/nutzungsbedingungen/"],
    "account_login": ["/konto/login/"],
    "account_signup": ["/konto/signup/"],
    "account_claim": ["/konto/kommunalwirtschaft/"],
    "account_reset_password": ["/konto/password/reset/"],
    "account_inactive": ["/konto/inactive/"],
}
MEMBER = {
    "article": ["{paper}"],
    "topic": ["/thema/klimaschutz/"],
    "search": ["/suche/?q=sanierung", "/suche/?q=stadt+rat&zeit=monat"],
    "my_edition": ["/meine-ausgabe/"],
    "choose": ["/meine-ausgabe/auswahl/"],
    "reading_list": ["/merkliste/"],
    "saved_searches": ["/meine-suchen/"],
    "saved_search": ["{saved}"],
    "account": ["/konto/"],
    "account_details": ["/konto/angaben/"],
    "account_delete": ["/konto/loeschen/"],
    "account_reauthenticate": ["/konto/reauthenticate/"],
    "account_email": ["/konto/email/"],
    "account_change_password": ["/konto/password/change/"],
    "account_logout": ["/konto/logout/"],
    "usersessions_list": ["/konto/geraete/"],
    "mfa_index": ["/konto/zweiter-schritt/"],
    "mfa_list_webauthn": ["/konto/zweiter-schritt/webauthn/"],
    "mfa_add_webauthn": ["/konto/zweiter-schritt/webauthn/add/"],
    "mfa_activate_totp": ["/konto/zweiter-schritt/totp/activate/"],
}
WITH_FACTORS = {
    "mfa_index": ["/konto/zweiter-schritt/"],
    "mfa_list_webauthn": ["/konto/zweiter-schritt/webauthn/"],
    "mfa_edit_webauthn": ["{key}edit/"],
    "mfa_remove_webauthn": ["{key}remove/"],
    "mfa_view_recovery_codes": ["/konto/zweiter-schritt/recovery-codes/"],
    "mfa_generate_recovery_codes": ["/konto/zweiter-schritt/recovery-codes/generate/"],
    "mfa_deactivate_totp": ["/konto/zweiter-schritt/totp/deactivate/"],
    "mfa_reauthenticate": ["/konto/zweiter-schritt/reauthenticate/"],
    "mfa_reauthenticate_webauthn": ["/konto/zweiter-schritt/webauthn/reauthenticate/"],
}
ON_THE_WAY = {"account_code", "mfa_authenticate"}
"""No address leads there; what must be done before does."""

PLAIN = {"color_scheme": "light", "forced_colors": "none"}
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
CONTRAST = {"type": "rule", "values": ["color-contrast"]}
"""What colours change; all else is the same in each scheme."""


def test_every_address_has_its_case():
    cases = {*ANONYMOUS, *MEMBER, *WITH_FACTORS, *ON_THE_WAY}

    assert cases | NO_PAGE == set(ROUTES)
    assert not cases & NO_PAGE


def run_axe(page, rules):
    options = {"runOnly": rules, "resultTypes": ["violations"], "preload": False}
    violations = page.evaluate("async (options) => (await axe.run(options)).violations", options)
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in violations
        for node in violation["nodes"][:3]
    ]


def faults(page, *, schemes=SCHEMES):
    """What axe finds in the page as it stands there, each with an element."""
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    page.evaluate(AXE_SCRIPT)
    found = run_axe(page, RULES)
    for name in [name for name in schemes if name != "light"]:
        page.emulate_media(**PLAIN | SCHEMES[name])
        page.evaluate("document.getAnimations().forEach(change => change.finish())")
        found += [f"{name}: {fault}" for fault in run_axe(page, CONTRAST)]
    page.emulate_media(**PLAIN)
    return found


def open_and_check(page, cases, status=200, schemes=SCHEMES, **places):
    """The faults of those addresses, each opened once. No page may lead to another one."""
    found = {}
    for address in [place.format(**places) for addresses in cases for place in addresses]:
        response = page.goto(address)
        assert (response.status, urlsplit(page.url).path[: len(urlsplit(address).path)]) == (
            status,
            urlsplit(address).path,
        )
        found[address] = faults(page, schemes=schemes)
    return {address: found for address, found in found.items() if found}


def logged_in(page, role):
    email, password = {
        "member": ("leserin@demo.example", "lesen-und-wissen"),
        "with factors": ("mitglied-0000003@demo.example", "lesen-und-wissen"),
        "editor": ("redaktion@demo.example", "schreiben-und-planen"),
        "administrator": ("verwaltung@demo.example", "ordnen-und-pflegen"),
    }[role]
    page.goto("/konto/login/?next=/konto/")
    log_in(page, email, password)
    page.wait_for_url("**/konto/")
    page.goto("/konto/reauthenticate/?next=/konto/angaben/")
    page.get_by_role("textbox", name="Passwort").fill(password)
    page.get_by_role("button", name="Bestätigen").click()
    page.wait_for_url("**/konto/angaben/")
    return page


def test_pages_of_an_anonymous_reader(open_page, paper):
    page = open_page(expected_errors=["the server responded with a status of 404"])

    assert open_and_check(page, ANONYMOUS.values(), paper=paper) == {}
    assert open_and_check(page, [["/gibt-es-nicht/"]], status=404) == {}


def test_sign_up_with_errors_and_with_the_code(open_page):
    page = open_page()
    page.goto("/konto/signup/")
    page.get_by_role("button", name="Weiter").click()
    page.get_by_role("link", name="Bitte geben Sie Ihre E-Mail-Adresse ein.").click()
    assert page.evaluate("document.activeElement.name") == "email"
    assert page.title().startswith("Fehler: Kostenlos registrieren")
    assert faults(page) == []

    page.get_by_label("E-Mail-Adresse").fill("axel@weitweg.example")
    page.get_by_role("textbox", name="Passwort").fill(PASSWORD)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Weiter").click()
    page.wait_for_url("**/konto/code/**")
    assert faults(page) == []


def test_pages_of_a_member(open_page, paper):
    page = logged_in(open_page(), "member")
    page.goto("/thema/klimaschutz/")
    if page.get_by_role("button", name="Folgen", exact=True).is_visible():
        page.get_by_role("button", name="Folgen", exact=True).click()
    page.goto("/artikel/1/")
    if page.get_by_role("button", name="Merken").is_visible():
        page.get_by_role("button", name="Merken").click()
    expect(page.get_by_role("button", name="Gemerkt")).to_be_visible()

    page.goto("/suche/?q=stadt+rat&zeit=monat")
    if page.locator("summary", has_text="Suche speichern").is_visible():
        page.locator("summary", has_text="Suche speichern").click()
        page.get_by_role("button", name="Speichern").click()
    page.get_by_role("link", name="stadt rat", exact=True).click()
    page.wait_for_url("**/meine-suchen/**")
    saved = urlsplit(page.url).path

    assert open_and_check(page, MEMBER.values(), paper=paper, saved=saved) == {}


def test_pages_of_a_member_with_a_second_factor(with_key):
    page = logged_in(with_key, "with factors")
    add_passkey(page, passwordless=False)
    page.goto("/konto/zweiter-schritt/totp/activate/")
    secret = page.locator("main code").inner_text()
    page.get_by_label("Code aus der App").fill(
        format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    )
    page.locator("main").get_by_role("button").click()
    page.wait_for_url("**/konto/zweiter-schritt/**")
    page.goto("/konto/zweiter-schritt/webauthn/")
    key = page.locator("a[href$='/edit/']").get_attribute("href").removesuffix("edit/")

    assert open_and_check(page, WITH_FACTORS.values(), key=key) == {}
    page.goto("/konto/logout/")
    page.locator("main").get_by_role("button", name="Abmelden").click()
    page.goto("/konto/login/")
    log_in(page, "mitglied-0000003@demo.example", "lesen-und-wissen")
    page.wait_for_url("**/konto/zweiter-schritt/authenticate/**")
    assert faults(page) == []


@pytest.mark.parametrize("role", ["editor", "administrator"])
def test_pages_of_the_newsroom(open_page, role):
    """An editor opens what editors may, an administrator all else."""
    known = {route.name: route for route in routes()}
    first = {"object_id": 1, "app_label": "articles"}
    addresses = [
        known[f"admin:{name}"].path(first)
        for name, (_, editor, _, administrator) in DESK.items()
        if name not in NO_PAGE_OF_NEWSROOM
        and administrator == 200
        and (editor == 200) == (role == "editor")
    ]

    page = logged_in(open_page(), role)
    assert open_and_check(page, [addresses], schemes=["light", "dark"]) == {}


def test_pages_to_which_forms_of_the_newsroom_lead(open_page):
    """The previews of an article, and the question before many are changed."""
    page = logged_in(open_page(), "editor")
    page.goto("/redaktion/articles/article/1/change/")
    for preview in page.locator("button[name=als]").all():
        with page.context.expect_page() as opened:
            preview.click()
        opened.value.wait_for_load_state()
        assert faults(opened.value) == []

    page.goto("/redaktion/articles/article/")
    page.locator("[name=_selected_action]").first.check()
    page.locator("[name=action]").first.select_option("schedule")
    page.get_by_role("button", name="Ausführen").click()
    page.get_by_label("Datum").wait_for()
    assert faults(page, schemes=["light", "dark"]) == []
