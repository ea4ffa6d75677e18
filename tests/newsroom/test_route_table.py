"""Every address, what it answers to a stranger, and whether it may be kept. A new one must join."""

import pytest
from django.urls import URLPattern, get_resolver, reverse

from articles.models import SITEMAP_SIZE

PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=600, stale-if-error=86400"
PRIVATE = "private, no-store"

# name: (arguments, status for a stranger, where a redirect leads, Cache-Control)
ROUTES = {
    "front_page": ([], 200, None, PUBLIC),
    "article": (["{article}", "{slug}"], 200, None, PUBLIC),
    "article_by_number": (["{article}"], 301, "/artikel/", PUBLIC),
    "archive": ([], 200, None, PUBLIC),
    "month": ([2026, 11], 200, None, PUBLIC),
    "edition": ([2026, 11, 22], 200, None, PUBLIC),
    "picture": (["0" * 32 + "/640w.webp"], 404, None, PUBLIC),
    "search": ([], 200, None, PUBLIC),
    "suggestions": ([], 200, None, PUBLIC),
    "topic": (["klimaschutz"], 200, None, PUBLIC),
    "feed": ([], 200, None, PUBLIC),
    "topic_feed": (["klimaschutz"], 200, None, PUBLIC),
    "source_feed": (["stadt-altenbrueck"], 200, None, PUBLIC),
    "card": (["{article}", "0" * 12], 302, "/karten/", PUBLIC),
    "robots": ([], 200, None, PUBLIC),
    "sitemap": ([], 200, None, PUBLIC),
    "sitemap_articles": (["{article part}"], 200, None, PUBLIC),
    "sitemap_news": ([], 200, None, PUBLIC),
    "sitemap_sources": (["{source part}"], 200, None, PUBLIC),
    "sitemap_topics": ([], 200, None, PUBLIC),
    "my_edition": ([], 302, "/konto/login/?next=/meine-ausgabe/", PRIVATE),
    "choose": ([], 302, "/konto/login/?next=/meine-ausgabe/auswahl/", PRIVATE),
    "reading_list": ([], 302, "/konto/login/?next=/merkliste/", PRIVATE),
    "save": (["{article}"], 302, "/konto/login/?next=/merkliste/", PRIVATE),
    "follow_topic": (["klimaschutz"], 302, "/konto/login/?next=/thema/klimaschutz/", PRIVATE),
    "follow_source": (["stadt-altenbrueck"], 302, "/konto/login/?next=/quelle/", PRIVATE),
    "source": (["stadt-altenbrueck"], 200, None, PUBLIC),
    "impressum": ([], 200, None, PUBLIC),
    "datenschutz": ([], 200, None, PUBLIC),
    "barrierefreiheit": ([], 200, None, PUBLIC),
    "nutzungsbedingungen": ([], 200, None, PUBLIC),
    "healthz": ([], 200, None, PRIVATE),
    "readyz": ([], 200, None, PRIVATE),
    "account": ([], 302, "/konto/login/?next=/konto/", PRIVATE),
    "account_details": ([], 302, "/konto/login/?next=", PRIVATE),
    "account_subscription": ([1], 302, "/konto/login/?next=", PRIVATE),
    "account_download": ([], 302, "/konto/login/?next=", PRIVATE),
    "account_delete": ([], 302, "/konto/login/?next=", PRIVATE),
    "usersessions_list": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_index": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_authenticate": ([], 302, "/konto/login/", PRIVATE),
    "mfa_reauthenticate": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_activate_totp": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_deactivate_totp": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_view_recovery_codes": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_list_webauthn": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_add_webauthn": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_edit_webauthn": ([1], 302, "/konto/login/?next=", PRIVATE),
    "mfa_remove_webauthn": ([1], 302, "/konto/login/?next=", PRIVATE),
    "mfa_reauthenticate_webauthn": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_login_webauthn": ([], 302, "/konto/login/", PRIVATE),
    "mfa_generate_recovery_codes": ([], 302, "/konto/login/?next=", PRIVATE),
    "mfa_download_recovery_codes": ([], 302, "/konto/login/?next=", PRIVATE),
    "account_claim": ([], 200, None, PRIVATE),
    "account_signup": ([], 200, None, PRIVATE),
    "account_code": ([], 302, "/konto/signup/", PRIVATE),
    "account_login": ([], 200, None, PRIVATE),
    "account_logout": ([], 302, "/", PRIVATE),
    "account_inactive": ([], 200, None, PRIVATE),
    "account_reauthenticate": ([], 302, "/konto/login/?next=", PRIVATE),
    "account_email": ([], 302, "/konto/login/?next=", PRIVATE),
    "account_email_verification_sent": ([], 302, "/konto/", PRIVATE),
    "account_change_password": ([], 302, "/konto/login/?next=", PRIVATE),
    "account_set_password": ([], 302, "/konto/login/?next=", PRIVATE),
    "account_reset_password": ([], 200, None, PRIVATE),
}
UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]


def routes(patterns=None, namespace=""):
    """Name and pattern of every address, those of included tables too."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{namespace}{entry.name}", entry
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry.url_patterns, inner)


def admin_addresses():
    """Every address of the admin, with plausible arguments."""
    for name, entry in routes():
        if name.startswith("admin:") and entry.name not in {"login", "logout", "jsi18n"}:
            converters = entry.pattern.converters
            arguments = {key: "articles" if key == "app_label" else 1 for key in converters}
            if entry.pattern.regex.groupindex and not arguments:
                arguments = (
                    {"url": "x"}
                    if "url" in entry.pattern.regex.groupindex
                    else {"app_label": "articles"}
                )
            if entry.name:
                yield reverse(name, kwargs=arguments)
    yield "/redaktion/gibt-es-nicht/"


@pytest.fixture
def address(write):
    article = write()

    def address(name):
        values = {
            "{article}": article.pk,
            "{article part}": article.pk // SITEMAP_SIZE,
            "{slug}": article.slug,
            "{source part}": article.source_id // SITEMAP_SIZE,
        }
        return reverse(name, args=[values.get(part, part) for part in ROUTES[name][0]])

    return address


def test_the_table_is_complete():
    names = {name for name, _ in routes() if not name.startswith("admin:")}

    assert names == set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
def test_what_a_stranger_gets(client, address, name):
    _, status, target, cache_control = ROUTES[name]

    response = client.get(address(name))

    assert response.status_code == status
    if target:
        assert response.headers["Location"].startswith(target)
    assert response.headers["Cache-Control"] == cache_control
    if cache_control == PUBLIC:
        assert not response.cookies


@pytest.mark.parametrize("name", [name for name, row in ROUTES.items() if row[3] == PUBLIC])
@pytest.mark.parametrize("method", UNSAFE)
def test_public_pages_only_answer_reading(client, address, name, method):
    response = client.generic(method, address(name))

    assert response.status_code == 405
    assert response.headers["Cache-Control"] == PRIVATE


@pytest.mark.parametrize(
    "name", ["account_signup", "account_claim", "account_login", "account_reset_password"]
)
def test_forms_want_their_token(browser, address, name):
    strict = browser(enforce_csrf_checks=True)

    response = strict.post(address(name), {"email": "a@b.example", "csrfmiddlewaretoken": "x" * 64})

    assert response.status_code == 403
    assert "Das Formular ist abgelaufen" in response.content.decode()


def test_the_admin_is_out_of_reach_for_everyone_else(browser, log_in, martha, write):
    write()
    addresses = list(admin_addresses())
    assert len(addresses) > 30

    for reader in [browser(), log_in(martha)]:
        for place in addresses:
            response = reader.get(place)
            assert response.status_code == 302, place
            assert response.headers["Location"].startswith("/redaktion/login/"), place
