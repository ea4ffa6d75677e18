"""Pages are rendered once per audience, and nothing of one reader stands on another's."""

import re
from datetime import timedelta

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from articles import views
from articles.access import may_read_body
from articles.archive import Archive
from articles.models import Article, Body
from articles.records import parse
from tests.articles.test_access_matrix import BODY, MAY_READ, SECRET, STATES, STATUS
from tests.conftest import NOW, READERS
from web import audiences, content_version
from web.page_store import Audience, store

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("state", STATES)
def test_all_readers_one_after_the_other_get_what_is_theirs(
    browser, log_in, enrol, edda, martha, write, state
):
    """Every order of two readers: the second is shown what the first's page left behind."""
    dora = enrol("dora@altenbrueck.example")
    ulf = enrol("ulf@altenbrueck.example", verified=False)
    browsers = {
        "anonymous": browser(),
        "member": log_in(martha),
        "unverified": log_in(ulf),
        "editor": log_in(edda),
        "deactivated": log_in(dora),
    }
    dora.is_active = False
    dora.save()
    assert set(browsers) == set(READERS)
    address = write("Störfall am Markt", body=BODY, **STATES[state]).get_absolute_url()

    for first in READERS:
        for second in READERS:
            store.clear()
            browsers[first].get(address)
            response = browsers[second].get(address)
            assert response.status_code == STATUS[state]
            assert (SECRET in text(response)) == ((state, second) in MAY_READ), (first, second)


class TestNothingPersonal:
    def test_kept_pages_are_rendered_for_a_stand_in(self, log_in, martha, monkeypatch):
        """Address and kind of reader: what else a template might ask for is not there."""
        seen, render = [], audiences.render_to_string

        def rendered(template, context, request):
            seen.append(request)
            return render(template, context, request)

        monkeypatch.setattr(audiences, "render_to_string", rendered)
        log_in(martha).get("/impressum/?utm_source=brief")

        (request,) = seen
        assert request.path == "/impressum/"
        assert request.user == Audience(is_authenticated=True, is_staff=False)
        assert (set(request.COOKIES.values()), dict(request.GET), request.META) == ({""}, {}, {})

    def test_each_reader_has_a_token_of_their_own_and_it_works(self, write, martha, enrol, log_in):
        address = write().get_absolute_url()
        saving = f"/merkliste/{Article.objects.get().pk}/"
        tokens = []
        for user in (martha, enrol("otto@altenbrueck.example")):
            client = Client(enforce_csrf_checks=True)
            client.cookies = log_in(user).cookies
            found = TOKEN.findall(text(client.get(address)))
            assert len(found) == 2
            assert found[0] == found[1]
            tokens += found[:1]
            assert client.post(saving, {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
            assert client.post(saving, {"csrfmiddlewaretoken": tokens[-1]}).status_code == 302
        assert tokens[0] != tokens[1]
        assert audiences.TOKEN_MARK not in str(tokens)

    def test_what_one_reader_asked_for_beside_stands_on_nobodys_page(self, client, write):
        write()
        odd = client.get("/thema/klimaschutz/?utm_source=brief&x=%22%3E")
        plain = client.get("/thema/klimaschutz/")

        assert odd.content == plain.content
        assert "utm_source" not in text(plain)

    def test_what_a_member_saved_and_follows(self, log_in, martha, enrol, write):
        article = write()
        first, second = log_in(martha), log_in(enrol("otto@altenbrueck.example"))
        for place in (article.get_absolute_url(), "/thema/klimaschutz/"):
            first.get(place)
        first.post(f"/merkliste/{article.pk}/")
        first.post("/thema/klimaschutz/folgen/")

        assert "Gemerkt" in text(first.get(article.get_absolute_url()))
        assert "Gemerkt" not in text(second.get(article.get_absolute_url()))
        assert "Sie folgen" in text(first.get("/thema/klimaschutz/"))
        assert "Sie folgen" not in text(second.get("/thema/klimaschutz/"))

    def test_the_newsroom_is_offered_to_editors_alone(self, client, log_in, martha, edda):
        for reader, is_shown in [(log_in(edda), True), (log_in(martha), False), (client, False)]:
            assert ('href="/redaktion/"' in text(reader.get("/"))) == is_shown

    @pytest.mark.parametrize("place", ["/", "article"])
    def test_who_has_just_logged_out_is_told_and_nobody_else(
        self, client, log_in, martha, write, place
    ):
        article = write()
        place = article.get_absolute_url() if place == "article" else place
        assert "abgemeldet" not in text(client.get(place))  # kept from now on
        member = log_in(martha)
        member.post("/konto/logout/")

        assert "Sie sind abgemeldet." in text(member.get(place))
        assert "abgemeldet" not in text(client.get(place))
        assert "abgemeldet" not in text(member.get(place))

    def test_a_message_is_shown_to_its_reader_once(self, log_in, martha, enrol, rf):
        first, second = log_in(martha), log_in(enrol("otto@altenbrueck.example"))
        request = rf.get("/")
        storage = CookieStorage(request)
        request._messages = storage
        messages.success(request, "Nur für Martha")
        response = HttpResponse()
        storage.update(response)
        first.cookies["messages"] = response.cookies["messages"].value

        assert "Nur für Martha" in text(first.get("/"))
        assert "Nur für Martha" not in text(second.get("/"))
        assert "Nur für Martha" not in text(first.get("/"))


class TestFreshness:
    def test_a_save_is_seen_at_once(self, client, log_in, martha, write, on_commit):
        article = write("Vorher", body="<p>Das gilt nicht mehr</p>")
        readers = [client, log_in(martha)]
        address = article.get_absolute_url()
        for reader in readers:
            reader.get(address)
            reader.get("/")

        with on_commit():
            article.headline = "Nachher"
            article.save()
            Body.objects.get(article=article).delete()

        for reader in readers:
            assert "Nachher" in text(reader.get("/"))
            assert "Das gilt" not in text(reader.get(article.get_absolute_url()))
            assert reader.get(address).status_code == 301

    def test_what_was_free_is_behind_the_wall_again(self, client, write, on_commit):
        article = write(body=BODY, open_to_all=True)
        assert SECRET in text(client.get(article.get_absolute_url()))

        with on_commit():
            article.open_to_all = False
            article.save()

        assert SECRET not in text(client.get(article.get_absolute_url()))

    def test_a_member_sees_at_once_what_another_process_changed_in_an_article(
        self, log_in, martha, write, clock
    ):
        """Before this process has looked at the content's version again."""
        article = write(body="<p>Das galt gestern</p>")
        member = log_in(martha)
        assert "Das galt gestern" in text(member.get(article.get_absolute_url()))

        clock.shift(1)
        Body.objects.update(html="<p>Das gilt heute</p>")
        Article.objects.update(changed_at=timezone.now())
        content_version.bump()

        assert "Das gilt heute" in text(member.get(article.get_absolute_url()))

    def test_what_is_closed_between_decision_and_rendering_is_shown_to_nobody(
        self, log_in, enrol, write, clock, poll, monkeypatch
    ):
        address = write(body=BODY, open_to_all=True).get_absolute_url()
        first, second = (
            log_in(enrol(f"{name}@altenbrueck.example", verified=False))
            for name in ("ulf", "ursel")
        )

        def decide_and_close(reader, article):
            decision = may_read_body(reader, article)
            if Article.objects.filter(open_to_all=True).update(
                open_to_all=False, changed_at=timezone.now()
            ):
                content_version.bump()
            return decision

        clock.shift(1)
        monkeypatch.setattr(views.article, "may_read_body", decide_and_close)

        assert SECRET not in text(first.get(address))
        for _ in range(2):
            assert SECRET not in text(second.get(address))
            poll()

    def test_an_import(self, client, write, on_commit):
        write("Vorher")
        client.get("/")
        line = b"""{"headline": "Importiert", "teaser": "Kurz", "body": "<p>Lang</p>",
            "source": {"name": "Stadt Neu"}, "published_at": "2026-11-22T11:30:00+01:00"}"""

        with on_commit():
            Archive().store([parse(line)])

        assert "Importiert" in text(client.get("/"))

    def test_a_planned_article_appears_with_its_moment(
        self, client, log_in, martha, write, clock, poll
    ):
        write("Heute früh")
        planned = write("Um halb eins", published_at=NOW + timedelta(minutes=30))
        readers = [client, log_in(martha)]
        for reader in readers:
            assert "Um halb eins" not in text(reader.get("/"))
            assert reader.get(planned.get_absolute_url()).status_code == 404

        clock.shift(30 * 60)
        poll()

        for reader in readers:
            assert "Um halb eins" in text(reader.get("/"))
            assert reader.get(planned.get_absolute_url()).status_code == 200

    def test_a_new_day_begins_at_midnight_in_berlin(self, client, clock, poll):
        assert "Sonntag, 22. November 2026" in text(client.get("/suche/"))
        assert "Sonntag, 22. November 2026" in text(client.get("/datenschutz/"))

        clock.shift(12 * 3600)
        poll()

        assert "Montag, 23. November 2026" in text(client.get("/datenschutz/"))

    def test_what_is_missing_is_not_remembered_as_such(self, client, write):
        for place in ("/artikel/7/ein-haus-fuer-alle/", "/archiv/2026/11/22/"):
            assert client.get(place).status_code == 404
        write(pk=7)

        for place in ("/artikel/7/ein-haus-fuer-alle/", "/archiv/2026/11/22/"):
            assert client.get(place).status_code == 200
