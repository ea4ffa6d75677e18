"""An author whose article was taken over while the form was open keeps what was typed."""

from datetime import timedelta

import pytest

from articles.models import Article
from tests.articles.desk import change_url, filled
from tests.conftest import NOW

TYPED = {
    "headline": "Noch besser",
    "teaser": "Zwei Absätze.\r\n\r\nUnd <mehr>.",
    "body": "<p>Mein <strong>letzter</strong> Satz.</p><script>alert(1)</script>",
}


@pytest.fixture
def draft(write, arne):
    return write("Von Arne", state="review", published_at=None, created_by=arne)


def save_as(client, article, **changes):
    assert client.post(change_url(article), filled(article, **changes)).status_code == 302
    article.refresh_from_db()


@pytest.mark.parametrize(
    ("changes", "done"),
    [
        ({"state": "published"}, "veröffentlicht"),
        (
            {"state": "published", "published_at_0": "23.11.2026", "published_at_1": "07:00"},
            "zur Veröffentlichung geplant",
        ),
        ({"state": "withdrawn"}, "zurückgezogen"),
    ],
)
def test_what_was_typed_is_shown_with_what_happened(log_in, arne, edda, draft, changes, done):
    form = filled(draft, **TYPED)
    save_as(log_in(edda), draft, **changes)

    response = log_in(arne).post(change_url(draft), form)

    assert response.status_code == 403
    content = response.content.decode()
    name = edda.name or edda.email
    said = f"Nicht gesichert: {name} hat den Artikel inzwischen {done} (22.11.2026, 12:00 Uhr)."
    assert said in content
    assert "Noch besser" in content
    assert "Zwei Absätze.<br><br>Und &lt;mehr&gt;." in content
    assert "<p>Mein <strong>letzter</strong> Satz.</p>" in content
    assert "alert(1)" not in content
    assert f'<a href="{change_url(draft)}">So steht der Artikel jetzt da</a>' in content
    assert Article.objects.get().headline == "Von Arne"


def test_a_text_longer_than_any_article_is_shown_too(log_in, arne, edda, draft):
    form = filled(draft, body="<p>" + "a" * 1_000_000)
    save_as(log_in(edda), draft, state="published")

    response = log_in(arne).post(change_url(draft), form)

    assert response.status_code == 403
    assert "&lt;p&gt;aaa" in response.content.decode()


def test_another_authors_article_is_not_told_of(log_in, arne, edda, write):
    article = write(state="draft", published_at=NOW + timedelta(days=1), created_by=edda)

    response = log_in(arne).post(change_url(article), filled(article, **TYPED))

    assert response.status_code == 302
    assert response.headers["Location"] == "/redaktion/"


def test_members_are_refused_as_before(log_in, martha, draft):
    response = log_in(martha).post(change_url(draft), filled(draft, **TYPED))

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/redaktion/login/")
