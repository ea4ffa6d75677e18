"""Every function that a form, importer or upload reaches stands in the table of growth cases."""

import pytest

from accounts import subscriber_runs
from accounts.models import SubscriberImport
from tests.bounds import drivers
from tests.bounds.cases import CASES
from tests.bounds.collector import functions_given
from tests.bounds.pass_on import PASS_ON

pytestmark = pytest.mark.once

NEEDLE = "zqxneedlexqz"


@pytest.fixture
def reached(settings, tmp_path, monkeypatch, log_in, browser, martha, adam, write):
    """Names of all functions that the needle came to."""
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(subscriber_runs, "_spawn", lambda run: None)
    article = write()
    desk = log_in(adam)
    with functions_given(NEEDLE) as found:
        for place in drivers.EVERYBODY:
            drivers.send_forms(browser(), place, NEEDLE)
        drivers.save_searches(log_in(martha), NEEDLE)
        for place in PLACES:
            drivers.send_forms(log_in(martha), place, NEEDLE)
        for place in DESK:
            drivers.send_forms(desk, place, NEEDLE)
        for client in [browser(), log_in(martha)]:
            drivers.ask(client, NEEDLE)
        drivers.write_article(desk, article, NEEDLE)
        article.refresh_from_db()
        drivers.upload_pictures(desk, article, NEEDLE)
        drivers.save_names(desk, NEEDLE)
        drivers.search_the_desk(desk, NEEDLE)
        drivers.choose_topics(log_in(martha), NEEDLE)
        drivers.enter_codes(browser, log_in(martha), NEEDLE)
        drivers.import_articles(tmp_path, NEEDLE)
        drivers.import_exports(tmp_path, NEEDLE)
        drivers.import_subscribers(tmp_path, NEEDLE)
        drivers.upload_list(desk, NEEDLE)
        for run in SubscriberImport.objects.all():
            subscriber_runs.work(run.pk)
    return found


PLACES = ["/konto/", "/konto/angaben/", "/konto/email/", "/konto/password/change/",
          "/konto/zweiter-schritt/totp/activate/", "/konto/zweiter-schritt/webauthn/add/",
          "/konto/reauthenticate/", "/meine-ausgabe/auswahl/", "/merkliste/", "/suche/?q=haus",
          "/meine-suchen/"]  # fmt: skip
DESK = ["/redaktion/articles/source/add/", "/redaktion/articles/topic/add/",
        "/redaktion/articles/synonyms/add/",
        "/redaktion/accounts/user/add/", "/redaktion/accounts/legacysubscriber/add/",
        "/redaktion/flatpages/flatpage/", "/redaktion/auth/group/add/"]  # fmt: skip


def is_in_the_table(name):
    """By itself, or as a private part of a module that has a case."""
    if name in PASS_ON or "__create_fn__" in name:  # a dataclass keeps what it is given
        return True
    measured = {case.partition(":")[0] for case in CASES}
    public, has_private_part, _ = name.partition("._")
    return name in measured or (
        has_private_part and any(case.startswith(f"{public}.") for case in [*measured, *PASS_ON])
    )


def test_every_function_that_is_reached_is_in_the_table(reached):
    missing = sorted(name for name in reached if not is_in_the_table(name))
    assert not missing, "\n".join(missing)
    assert len(reached) > 100


def test_a_function_that_is_not_in_the_table_is_noticed():
    def planted(text):
        return text

    with functions_given(NEEDLE) as found:
        planted(f"a {NEEDLE} b")

    assert [name.rpartition(".")[2] for name in found] == ["planted"]
    assert not any(map(is_in_the_table, found))
