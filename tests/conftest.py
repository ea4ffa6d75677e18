"""The named cast, the frozen clock, and a client that checks every page it fetches."""

import gzip
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.test import Client
from django.test import client as django_client

from accounts.models import LegacySubscriber, User
from articles.models import Article, Body, Source, Topic
from articles.search import index
from tests import pages
from tests.clock import Clock
from web.requests import Request

pytest_plugins = ["tests.any_order", "tests.save_path", "tests.skipping"]


def pytest_addoption(parser):
    parser.addoption(
        "--hostile-full", action="store_true", help="every hostile value in every place"
    )
    parser.addoption("--write-handbook", action="store_true", help="keep docs/handbuch.pdf")


BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)
PASSWORD = "gelber-postbus-im-regen"


@pytest.fixture(autouse=True)
def _plain_settings(settings, tmp_path_factory):
    """No static files are served here; every page is rendered; a hash that costs nothing.

    What the site writes beside its database lies in a folder of this worker's.
    """
    settings.VAR_DIR = tmp_path_factory.getbasetemp() / "var"
    settings.VAR_DIR.mkdir(exist_ok=True)
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.DEPARTURES_FILE = settings.VAR_DIR / "departures.txt"
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PAGE_CACHE_MEGABYTES = 0  # tests/web/ switches it on
    settings.CONTENT_VERSION_POLL_SECONDS = 0  # without a thread
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Sunday, 22 November 2026, noon in Berlin; `clock.shift(…)` moves it (tests/clock.py)."""
    with time_machine.travel(NOW, tick=False) as calendar:
        clock = Clock(calendar)
        clock.replace_in_product(monkeypatch)
        yield clock


# Requests are read as the served application reads them.
django_client.WSGIRequest = Request  # type: ignore[misc]


class CheckingClient(Client):
    """A client that checks every page of the paper for what every page keeps."""

    def request(self, **request):
        response = super().request(**request)
        for name in [name for name, cookie in self.cookies.items() if cookie["max-age"] == 0]:
            del self.cookies[name]  # as browsers do
        path = request.get("PATH_INFO", "")
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        has_content = (
            request.get("REQUEST_METHOD") != "HEAD" and not response.streaming and response.content
        )
        if is_page and has_content and not path.startswith("/redaktion/"):
            if response.headers.get("Content-Encoding") == "gzip":
                response.content = gzip.decompress(response.content)
            response.page = pages.check(response, path)
        return response


@pytest.fixture
def browser():
    """Makes new clients: each is another reader's browser."""
    return CheckingClient


@pytest.fixture
def client():
    return CheckingClient()


# --- Articles --------------------------------------------------------------------------------


@pytest.fixture
def town(db):
    return Source.objects.create(
        name="Stadt Altenbrück", slug="stadt-altenbrueck", url="https://altenbrueck.example/"
    )


@pytest.fixture
def climate(db):
    return Topic.objects.create(name="Klimaschutz", slug="klimaschutz")


@pytest.fixture
def write(town, climate):
    """Write an article with a body; published an hour ago unless told otherwise."""

    def write(
        headline="Ein Haus für alle", *, body="<p>Im Erdgeschoss bleibt Handel.</p>", **fields
    ):
        values = {
            "teaser": "Was aus dem Kaufhaus wird, steht jetzt fest.",
            "source": town,
            "state": Article.State.PUBLISHED,
            "published_at": NOW - timedelta(hours=1),
            "original_url": "https://altenbrueck.example/aktuelles/haus",
        }
        article = Article.objects.create(headline=headline, **values | fields)
        article.topics.add(climate)
        Body.objects.create(article=article, html=body)
        index.write(index.documents([article.pk]))
        return article

    return write


# --- People ----------------------------------------------------------------------------------


@pytest.fixture
def enrol(db):
    """An account: verified and active unless told otherwise."""

    def enrol(email, *, verified=True, **fields):
        user = User.objects.create_user(email, PASSWORD, **fields)
        EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
        return user

    return enrol


@pytest.fixture
def martha(enrol):
    """A member."""
    return enrol("martha@altenbrueck.example")


@pytest.fixture
def edda(enrol):
    """An editor."""
    user = enrol("edda@zeitung.example", is_staff=True)
    user.groups.add(Group.objects.get(name="Redaktion"))
    return user


@pytest.fixture
def arne(enrol):
    """An author."""
    user = enrol("arne@zeitung.example", is_staff=True)
    user.groups.add(Group.objects.get(name="Autorinnen und Autoren"))
    return user


@pytest.fixture
def cora(enrol):
    """A chief editor."""
    user = enrol("cora@zeitung.example", is_staff=True)
    user.groups.add(Group.objects.get(name="Chefredaktion"))
    return user


@pytest.fixture
def adam(enrol):
    """An administrator."""
    return enrol("adam@zeitung.example", is_staff=True, is_superuser=True)


@pytest.fixture
def ludwig(db):
    """A legacy subscriber: known by address alone."""
    return LegacySubscriber.objects.create(
        email="ludwig@stadtwerke.example",
        first_name="Ludwig",
        last_name="Lang",
        organisation="Stadtwerke Altenbrück",
        subscribed_at=datetime(2013, 3, 1, tzinfo=BERLIN),
        consent_source="Bestellformular",
    )


@pytest.fixture
def log_in():
    """A browser in which that user is logged in, and has just confirmed the password.

    With `factor` the second factor too has just been given.
    """

    def log_in(user, *, factor=False):
        client = CheckingClient()
        client.force_login(user, backend="accounts.backends.MemberBackend")
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": method, "at": time.time(), "reauthenticated": True}
            for method in (["password", "mfa"] if factor else ["password"])
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        UserSession.objects.create(user=user, ip="127.0.0.1", session_key=session.session_key)
        return client

    return log_in


READERS = ["anonymous", "member", "unverified", "editor", "deactivated"]


@pytest.fixture
def reader(request, enrol, edda, martha, log_in):
    """A browser of the reader that the test's parameter names."""
    match request.param:
        case "anonymous":
            return CheckingClient()
        case "member":
            return log_in(martha)
        case "unverified":
            return log_in(enrol("ulf@altenbrueck.example", verified=False))
        case "editor":
            return log_in(edda)
        case "deactivated":
            user = enrol("dora@altenbrueck.example")
            client = log_in(user)
            User.objects.filter(pk=user.pk).update(is_active=False)
            return client
    raise AssertionError(request.param)
