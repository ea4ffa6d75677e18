"""The whole site as its operators run it: gunicorn, mail worker, database, a mail server, Chromium."""

import contextlib
import json
import os
import re
import shutil
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from playwright.sync_api import expect, sync_playwright

from tests import servers
from tests.papers import council_papers

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE = servers.PATIENCE
"""Seconds that a page may take to change, or a mail to arrive."""
CHROMIUM_FLAGS = [
    "--no-sandbox",  # the suite may run as root, in a container
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ARTICLE = {
    "id": "browser-1",
    "headline": "Klimakonferenz an der Elbe",
    "subheadline": "Die Stadt war durch ihren Dezernenten vertreten",
    "teaser": "Die Jahreskonferenz fand in diesem Frühjahr an der Elbe statt.",
    "body": "<p>Dreizehn Störche landeten auf dem Rathausdach.</p>",
    "source": {"name": "Stadt Weitweg", "url": "https://weitweg.example/"},
    "original_url": "https://weitweg.example/aktuelles/konferenz",
    "topics": ["Konferenzen"],
    "published_at": "2015-05-04T09:00:00+02:00",
}
UNBROKEN = ARTICLE | {
    "id": "browser-2",
    "headline": "Namen ohne eine Stelle zum Trennen",
    "source": {"name": "Q" * 200},
    "original_url": "https://weitweg.example/aktuelles/namen",
    "topics": ["T" * 100],
    "published_at": "2014-05-05T09:00:00+02:00",
}
"""The longest names that a topic and a source may have, without a place to break."""
PAPER = council_papers()[0] | {"published_at": "2013-05-06T09:00:00+02:00"}
PAPER["body"] += """<h2>Kosten</h2><table><thead><tr><th scope="col">Maßnahme</th>
<th scope="col">2026</th><th scope="col">2027</th><th scope="col">Zuständigkeit</th></tr></thead>
<tbody><tr><th scope="row">Planung</th><td>120.000 €</td><td>80.000 €</td><td>Tiefbauamt</td></tr>
<tr><th scope="row">Bauausführung</th><td>0 €</td><td>1.450.000 €</td>
<td>Grundstücksverkehrsgenehmigungsbehörde</td></tr></tbody></table>"""
"""A real council paper, which has got a table."""
EDITION = [
    ARTICLE
    | {
        "id": f"browser-edition-{number}",
        "headline": f"Meldung {number} des Tages",
        "original_url": f"https://weitweg.example/aktuelles/meldung-{number}",
        "published_at": f"2012-05-07T0{number}:00:00+02:00",
    }
    for number in (1, 2, 3)
]
"""A day with a lead and two articles beside it."""
SCHEMES = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},  # as Windows' contrast themes
}
LOCALHOST = "localhost"  # WebAuthn wants HTTPS or this name; an IP address is no name
PASSWORD = "gelber-postbus-im-regen"
SECRET = "Dreizehn Störche landeten auf dem Rathausdach."


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(item.fspath).parent.name == "browser":
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def clock():
    """Real time: several processes and a browser take part."""


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


class Mailbox:
    """What the mail server received."""

    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append((envelope.rcpt_tos, message))
        return "250 OK"

    def wait_for(self, address):
        """The text of the one mail to that address, once it arrived."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = [message for to, message in self.mails if address in to]
            if found:
                assert len(found) == 1
                return found[0].get_body(("plain",)).get_content()
            time.sleep(0.1)
        raise AssertionError(f"no mail to {address} within {PATIENCE} seconds")

    def code_for(self, address):
        (code,) = re.findall(r"^\d{6}\r?$", self.wait_for(address), flags=re.MULTILINE)
        return code.strip()


@pytest.fixture(scope="session")
def mailbox():
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=servers.free_port())
    controller.start()
    box.port = controller.port
    yield box
    controller.stop()


@pytest.fixture(scope="session")
def site(mailbox, tmp_path_factory):
    """The address of the running site."""
    folder = tmp_path_factory.mktemp("site")
    port = servers.free_port()
    base_url = f"http://127.0.0.1:{port}"
    with servers.database(folder, "browser") as database_url, contextlib.ExitStack() as started:
        environment = os.environ | {
            "DATABASE_URL": database_url,
            "BASE_URL": base_url,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "PICTURE_STORAGE": json.dumps(
                {
                    "BACKEND": "django.core.files.storage.FileSystemStorage",
                    "OPTIONS": {"location": str(folder / "pictures")},
                }
            ),
            "EMAIL_URL": f"smtp://127.0.0.1:{mailbox.port}",
        }
        servers.collect_static(environment)
        fill(environment, folder)
        log = started.enter_context((folder / "server.log").open("w"))
        for command in (servers.gunicorn(port, "--workers", "2"), ["manage.py", "send_mails"]):
            started.enter_context(servers.running(command, environment, stderr=log))
        servers.wait_until_ready(f"{base_url}/readyz")
        yield base_url
    assert_names_nobody((folder / "server.log").read_text(), mailbox)


def fill(environment, folder):
    """Some articles of the demo, six of our own, and three legacy subscribers."""
    lines = [json.dumps(article) for article in (ARTICLE, UNBROKEN, PAPER, *EDITION)]
    (folder / "articles.jsonl").write_text("\n".join(lines))
    (folder / "subscribers.csv").write_text(
        "email\nludwig@weitweg.example\nlea@weitweg.example\nlukas@weitweg.example\n"
    )
    servers.manage(environment, "migrate")
    servers.manage(environment | {"DEMO": "on"}, "demo", "--articles", "30", "--members", "5")
    servers.manage(environment, "import_articles", str(folder / "articles.jsonl"))
    servers.manage(environment, "import_subscribers", str(folder / "subscribers.csv"))


def assert_names_nobody(log, mailbox):
    """After all journeys the servers' log holds no address, no code and no password."""
    secrets = {PASSWORD, "lesen-und-wissen", "schreiben-und-planen"}
    for recipients, message in mailbox.mails:
        secrets |= {*recipients, *re.findall(r"\b\d{6}\b", message["Subject"])}
    assert [secret for secret in secrets if secret in log] == []


@pytest.fixture
def paper(site, open_page):
    """The address of a real council paper with a table."""
    page = open_page()
    page.goto(f"/archiv/{PAPER['published_at'][:10].replace('-', '/')}/")
    return page.get_by_role("link", name=PAPER["headline"]).get_attribute("href")


def log_in(page, email, password):
    """On the login page, wherever it was reached from."""
    page.get_by_label("E-Mail-Adresse").fill(email)
    page.get_by_role("textbox", name="Passwort").fill(password)
    page.get_by_role("button", name="Einloggen", exact=True).click()


@pytest.fixture
def open_page(chromium, site):
    """Open a browser tab; it fails on console errors and on requests that leave the site."""
    contexts = []
    troubles = []

    def open_page(
        *,
        javascript=True,
        width=1280,
        height=800,
        scheme="light",
        expected_errors=(),
        host="127.0.0.1",
        bypass_csp=False,
    ):
        base_url = site.replace("127.0.0.1", host)
        context = chromium.new_context(
            base_url=base_url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            **SCHEMES[scheme],
            bypass_csp=bypass_csp,
            locale="de-DE",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)

        def on_console(message):
            if message.type == "error" and not any(e in message.text for e in expected_errors):
                troubles.append(message.text)

        def on_request(request):
            if not request.url.startswith((base_url, "data:", "blob:")):
                troubles.append(f"request to {request.url}")

        page.on("console", on_console)
        page.on("request", on_request)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def at_desk(open_page):
    """Open a tab in which an editor is logged in."""

    def at_desk(**options):
        page = open_page(**options)
        page.goto("/redaktion/")
        log_in(page, "redaktion@demo.example", "schreiben-und-planen")
        page.wait_for_url("**/redaktion/")
        return page

    return at_desk


@pytest.fixture
def with_key(open_page):
    """A browser tab with a key that is always touched and unlocked."""
    page = open_page(host=LOCALHOST)
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


def add_passkey(page, *, passwordless):
    page.goto("/konto/zweiter-schritt/")
    page.get_by_role("link", name="Passkey einrichten").click()
    if page.get_by_role("textbox", name="Passwort").count():
        page.get_by_role("textbox", name="Passwort").first.fill("lesen-und-wissen")
        page.get_by_role("button", name="Bestätigen").click()
    page.get_by_label("Name").fill("Dienstrechner")
    page.get_by_role("checkbox").set_checked(passwordless)
    page.get_by_role("button", name="Passkey einrichten").click()
    page.get_by_role("heading", name="Ihre Ersatzcodes").wait_for()
