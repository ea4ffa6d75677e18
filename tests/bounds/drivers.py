"""Sends one text to every form, importer and upload."""

import io
import json
import re
from contextlib import suppress

import lxml.html
import pytest
from django.contrib.flatpages.models import FlatPage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from tests.accounts.conftest import CODE, SIGN_UP
from tests.articles.desk import ADD, LIST, change_url, filled
from tests.articles.test_import_articles import LINE
from tests.articles.test_import_formats import FORMATS, TEXTS
from tests.articles.test_pictures import drawn
from tests.conftest import PASSWORD

EVERYBODY = [
    "/konto/signup/", "/konto/kommunalwirtschaft/", "/konto/login/", "/konto/password/reset/",
]  # fmt: skip


def forms_of(response):
    """Of each form on a page its address and what it sends; texts are None where one may type."""
    page = lxml.html.fromstring(response.content)
    for form in page.forms:
        if (form.method or "GET").upper() != "POST" or "logout" in (form.action or ""):
            continue
        yield form.action, dict(_fields(form))


def _fields(form):
    for field in form.inputs:
        kind = (field.get("type") or field.tag).lower()
        if not field.name or kind in {"submit", "image", "button"}:
            continue
        if kind in {"checkbox", "radio"}:
            yield field.name, field.get("value") or "on"
        elif kind == "file":
            continue
        elif kind in {"hidden", "select"} and field.value:
            yield field.name, field.value
        else:
            yield field.name, None


def send_forms(client, place, needle):
    """Each form of the page `place`, with `needle` in each field where a text may be."""
    page = client.get(place)
    if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
        return
    for action, fields in forms_of(page):
        for shape in ["{}", "{}@stadt.example", "https://{}.example/x"]:
            text = shape.format(needle)
            data = {name: text if value is None else value for name, value in fields.items()}
            client.post(action or place, data)


def ask(client, needle):
    """What is read from addresses."""
    for place in ["/suche/", "/suche/vorschlaege/", "/konto/login/", "/thema/klimaschutz/"]:
        for name in ["q", "next", "ab", "thema", "quelle", "land", "zeit", "seite"]:
            client.get(place, {"q": f"{needle} haus", name: needle})
    client.get(f"/{needle}/", {needle: needle})


def write_article(client, article, needle):
    changes = {
        name: f"{needle} {name}"
        for name in ["headline", "subheadline", "teaser", "correction", "withdrawal_note"]
    }
    changes |= {
        "body": f'<h2>{needle}</h2><p><a href="https://x.example/{needle}">{needle} x</a></p>',
        "original_url": f"https://x.example/{needle}",
        "picture_alt": needle,
        "picture_credit": needle,
    }
    client.post(f"{LIST}vorschau/", filled(article, **changes) | {"als": "mitglied"})
    client.get(
        f"{LIST}doppelt/", {"headline": needle, "original_url": f"https://x.example/{needle}"}
    )
    client.get(LIST, {"q": needle})
    client.post(ADD, filled(article, **changes))
    saved = client.post(change_url(article), filled(article, **changes))
    assert saved.headers["Location"] == LIST
    client.get(f"{LIST}{article.pk}/history/")
    client.get(f"{LIST}{article.pk}/history/", {"fassung": needle})


def upload_pictures(client, article, needle):
    """A file that is no picture, and a picture that carries the text."""
    picture = drawn(comment=needle).read()
    words = {"picture_alt": needle, "picture_credit": needle}
    for content in [needle.encode(), picture]:
        file = SimpleUploadedFile(f"{needle}.jpg", content)
        saved = client.post(change_url(article), filled(article, picture=file, **words))
    assert saved.headers["Location"] == LIST


def save_names(client, needle):
    """A source, a topic, synonyms and a legal page whose forms hold no mistake."""
    desk = "/redaktion/articles/"
    source = {"name": f"Stadt {needle}", "url": f"https://{needle}.example/", "ags": ""}
    for place, data in [
        ("source/add/", source),
        ("topic/add/", {"name": f"Alles zu {needle}"}),
        ("synonyms/add/", {"words": f"{needle}, Nadel"}),
    ]:
        saved = client.post(f"{desk}{place}", data)
        assert saved.headers["Location"] == f"{desk}{place.removesuffix('add/')}"
    page = FlatPage.objects.get(url="/impressum/")
    place = f"/redaktion/flatpages/flatpage/{page.pk}/change/"
    saved = client.post(place, {"title": needle, "content": f"<p>{needle}</p>"})
    assert saved.headers["Location"] == "/redaktion/flatpages/flatpage/"
    assert needle in client.get("/impressum/").content.decode()


def search_the_desk(client, needle):
    """Each list by search and filters; the suggestions of the selects."""
    for place in ["articles/article/", "articles/source/", "articles/topic/", "articles/synonyms/", "accounts/user/",
                  "accounts/legacysubscriber/", "accounts/subscriberimport/"]:  # fmt: skip
        assert client.get(f"/redaktion/{place}", {"q": needle}).status_code == 200
        for name in ["status", "erschienen", "thema", "p", "source__id__exact"]:
            client.get(f"/redaktion/{place}", {name: needle})
    for name in ["source", "topics"]:
        asked = {"app_label": "articles", "model_name": "article", "field_name": name}
        found = client.get("/redaktion/autocomplete/", asked | {"term": needle})
        assert found.status_code == 200


def choose_topics(client, needle):
    chosen = {"thema": [needle], "quelle": [needle], "nicht": needle, "next": needle}
    for place in ["/meine-ausgabe/auswahl/", "/thema/klimaschutz/folgen/"]:
        assert client.post(place, chosen).status_code == 302


def enter_codes(browser, member, needle):
    """On the pages for codes: of a sign-up, of a new address, of the second factor."""
    client, begun = browser(), {"email": "nora@stadt.example", "password1": PASSWORD, "terms": "on"}
    assert client.post(SIGN_UP, begun).headers["Location"] == CODE
    for code in [needle, "123456", f"{needle}{needle}"]:
        assert client.post(CODE, {"code": code}).status_code == 200
    new = {"email": "neu@stadt.example", "action_add": "1"}
    confirm = member.post("/konto/email/", new).headers["Location"]
    assert member.post(confirm, {"code": needle}).status_code == 200


def save_searches(client, needle):
    saved = client.post("/meine-suchen/", {"name": needle, "q": needle})
    assert saved.status_code == 302
    (place,) = re.findall(
        r'action="(/meine-suchen/\d+/)"', client.get("/meine-suchen/").content.decode()
    )
    assert client.post(place, {"name": f"{needle} neu", "q": needle}).status_code == 302
    send_forms(client, place, needle)


def import_articles(folder, needle):
    file = folder / "articles.jsonl"
    lines = [
        LINE | dict.fromkeys(["id", "headline", "subheadline", "teaser"], needle)
        | {"body": f"<p>{needle}</p>", "topics": [needle], "original_url": f"https://x.example/{needle}",
           "source": {"name": f"Stadt {needle}", "url": f"https://x.example/{needle}", "ags": needle}},
        LINE | {"id": needle, "original_url": "", "headline": needle, "teaser": needle, "body": needle,
                "topics": [needle], "source": {"name": f"Stadt {needle}"}},
        LINE | {needle: needle},
        LINE | {"headline": f"<b>{needle}</b>"},
        LINE | {"published_at": needle},
    ]  # fmt: skip
    file.write_text("\n".join(map(json.dumps, lines)) + f"\n{needle}", encoding="utf-8")
    call_command("import_articles", file, stdout=io.StringIO(), stderr=io.StringIO())


def import_exports(folder, needle):
    """Each format with the needle in its texts, names and dates; and a list of former addresses."""
    texts = TEXTS | dict.fromkeys(["headline", "source", "topic"], needle)
    texts |= {"teaser": f"{needle}.", "body": f"<p>{needle} b</p>", "id": f"{needle}-2"}
    texts["link"] = f"https://x.example/{needle}"
    written = [write(texts) for write in FORMATS.values()]
    others = [
        *(content.replace(b"08:00", needle.encode()) for content in written),
        f"<{needle}/>".encode(),
        json.dumps({"data": {"posts": [{"id": needle, needle: needle}]}}).encode(),
    ]
    file, addresses = folder / "export", folder / "addresses.csv"
    addresses.write_text(f"/{needle};{needle}-2\n/{needle}/x;{needle}\n{needle}\n")
    for content in written + others:
        file.write_bytes(content)
        for options in [{"redirects": addresses}, {"redirects": file}, {"source": needle}]:
            with suppress(CommandError):
                call_command(
                    "import_articles",
                    file,
                    **options,
                    stdout=io.StringIO(),
                    stderr=io.StringIO(),
                )


def list_of(needle):
    cells = f"{needle}@stadt.example,{needle},{needle},{needle}"
    return (
        "email,first_name,organisation,subscribed_at\n"
        f"{cells}\n{needle}@x,{needle},,\n{needle}b@stadt.example,{needle},{needle},2015-01-01\n"
    )


def import_subscribers(folder, needle):
    file = folder / "subscribers.csv"
    file.write_text(list_of(needle), encoding="utf-8")
    call_command("import_subscribers", file, stdout=io.StringIO(), stderr=io.StringIO())
    file.write_text(f"Merkmal;email\n{needle};a@b.example\n", encoding="utf-8")
    call_command(
        "import_subscribers",
        file,
        ignore_extra=["Merkmal"],
        stdout=io.StringIO(),
        stderr=io.StringIO(),
    )
    file.write_text(f"{needle};email\nx;y\n", encoding="utf-8")
    with pytest.raises(CommandError, match=needle):
        call_command("import_subscribers", file, stdout=io.StringIO(), stderr=io.StringIO())


def upload_list(client, needle):
    file = SimpleUploadedFile(f"{needle}.csv", list_of(needle).encode())
    client.post("/redaktion/accounts/subscriberimport/add/", {"upload": file})
