"""Every address of the site, from the resolver, and arguments with which it opens something real.

A new address must join `ROUTES` (those of the paper and of accounts) or, for the newsroom, the table
of `tests/newsroom/test_roles.py`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.flatpages.models import FlatPage
from django.urls import URLPattern, get_resolver

from accounts.models import SubscriberImport
from articles.models import SITEMAP_SIZE, Article, Synonyms

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
    "saved_searches": ([], 302, "/konto/login/?next=/meine-suchen/", PRIVATE),
    "saved_search": ([1], 302, "/konto/login/?next=/meine-suchen/1/", PRIVATE),
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


@dataclass(frozen=True)
class Route:
    """One address of the resolver. `name` is "admin:None" for those of the admin without a name."""

    name: str
    template: str
    """Such as `/artikel/{pk}/{slug}/`."""

    @property
    def keys(self) -> list[str]:
        return re.findall(r"{(\w+)}", self.template)

    def path(self, arguments: Mapping[str, object]) -> str:
        return self.template.format_map(arguments)


def routes(patterns=None, prefix="/", namespace="") -> Iterator[Route]:
    """Every address, those of included tables too."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        template = prefix + _template_of(str(entry.pattern))
        if isinstance(entry, URLPattern):
            yield Route(f"{namespace}{entry.name}", template)
        else:
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from routes(entry.url_patterns, template, inner)


def _template_of(pattern: str) -> str:
    """Of a path (`<int:pk>/`) or a regular expression (`^(?P<url>.*)$`)."""
    pattern = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", pattern.removeprefix("^").removesuffix("$"))
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", pattern)


class Arguments:
    """With which arguments an address opens something that exists."""

    def __init__(self, article: Article, **things) -> None:
        """`things` by the part of an address that says what it is about, such as a model's name."""
        self.article = article
        self.things = {
            "article": article,
            "source": article.source,
            "topic": article.topics.get(),
            "flatpage": FlatPage.objects.first(),
            "subscriberimport": SubscriberImport.objects.create(file_name="liste.csv"),
            "group": Group.objects.first(),
            "synonyms": Synonyms.objects.first(),
            **things,
        }

    def path(self, route: Route) -> str:
        return route.path(self.of(route))

    def of(self, route: Route) -> dict[str, object]:
        if not route.keys:
            return {}
        things = [thing for key, thing in self.things.items() if f"/{key}/" in route.template]
        if not things and not route.name.startswith("admin:"):
            return dict(zip(route.keys, self._of_paper(route.name), strict=True))
        known = {
            "app_label": "articles",
            "content_type_id": ContentType.objects.get_for_model(Article).pk,
            "url": "gibt-es-nicht/",
        }
        return {key: known.get(key, (things or [self.article])[0].pk) for key in route.keys}

    def _of_paper(self, name: str) -> list[object]:
        values = {
            "{article}": self.article.pk,
            "{article part}": self.article.pk // SITEMAP_SIZE,
            "{slug}": self.article.slug,
            "{source part}": self.article.source_id // SITEMAP_SIZE,
        }
        return [values.get(part, part) for part in ROUTES[name][0]]
