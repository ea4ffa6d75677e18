"""Any file as a list of subscribers, any line as an article: taken in, or refused with a reason."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from accounts.addresses import canonical
from accounts.models import LegacySubscriber
from articles.models import Article
from tests.properties.text import anything, words

pytestmark = pytest.mark.django_db

LISTS = sorted(
    file for file in (Path(__file__).parents[1] / "data" / "lists").iterdir() if file.is_file()
)
HEADERS = ["email", "first_name", "last_name", "organisation", "subscribed_at", "unsubscribed_at"]
VALID = {
    "id": "ext-1",
    "headline": "Ein Haus für alle",
    "teaser": "Was aus dem Kaufhaus wird.",
    "body": "<p>Im Erdgeschoss bleibt Handel.</p>",
    "source": {"name": "Stadt Altenbrück", "url": "https://a.example/", "ags": "07312000"},
    "original_url": "https://a.example/b",
    "topics": ["Klimaschutz"],
    "published_at": "2015-05-04T09:00:00+02:00",
}

cells = anything | st.emails() | st.dates().map(str) | st.just("01.02.2015")
tables = st.builds(
    lambda head, rows, mark, end: end.join(mark.join(row) for row in [head, *rows]),
    st.lists(st.sampled_from(HEADERS), min_size=1, max_size=4, unique=True),
    st.lists(st.lists(cells, min_size=1, max_size=4), max_size=4),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
encoded = st.builds(
    lambda text, encoding: text.encode(encoding, "replace"),
    tables,
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"]),
)
damaged = st.builds(
    lambda file, place, what: (
        (content := file.read_bytes())[: place % (len(content) + 1)]
        + what
        + content[place % (len(content) + 1) :]
    ),
    st.sampled_from(LISTS),
    st.integers(0, 5_000),
    st.binary(max_size=5) | st.sampled_from([b'"', b"\0", b"\r", b"\xff\xfe", b"\n\n"]),
)
files = st.binary() | encoded | damaged

EXPORTS = sorted((Path(__file__).parents[1] / "data/exports").iterdir())
damaged_exports = st.builds(
    lambda file, place, cut, what: (
        (content := file.read_bytes())[: place % len(content)]
        + what
        + content[place % len(content) + cut :]
    ),
    st.sampled_from(EXPORTS),
    st.integers(0, 8_000),
    st.integers(0, 50),
    st.binary(max_size=5)
    | st.sampled_from([b"<", b">", b"&x;", b"]]>", b"<![CDATA[", b"\0", b'"', b"null", b"<item>"])
    | anything.map(str.encode),
)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | anything,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3),
    max_leaves=5,
)
changed = st.builds(
    lambda changes: VALID | changes,
    st.dictionaries(st.sampled_from([*VALID, "subheadline"]), values | words, max_size=3),
)
lines = (
    st.binary()
    | (changed | values).map(lambda value: json.dumps(value).encode())
    | st.builds(
        lambda place, what: (
            json.dumps(VALID).encode()[:place] + what + json.dumps(VALID).encode()[place:]
        ),
        st.integers(0, len(json.dumps(VALID))),
        st.binary(max_size=3),
    )
)


def undone(work):
    with transaction.atomic():
        result = work()
        transaction.set_rollback(True)
    return result


def run(command, file, content, **options):
    """What a command said, and why it refused the file; no other exception."""
    file.write_bytes(content)
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(command, file, stdout=out, stderr=err, **options)
    except CommandError as refusal:
        return out.getvalue(), str(refusal)
    return out.getvalue(), err.getvalue()


@given(files)
@example(b"email," + b"x" * 140_000 + b"\na@b.example,1\n")
@example(b"sep=;\nemail;\na@b.example;\n")
@example(b"PK\x03\x04" + bytes(40))
def test_any_file_as_a_list(settings, tmp_path, content):
    settings.VAR_DIR = tmp_path

    def work():
        said = run("import_subscribers", tmp_path / "list.csv", content)
        return said, list(LegacySubscriber.objects.values_list("email", flat=True))

    (out, err), emails = undone(work)

    assert out.strip() or err.strip()
    assert [email for email in emails if canonical(email) != email] == []


@given(damaged_exports)
def test_any_export(client, tmp_path, content):
    file = tmp_path / "export"
    file.write_bytes(content)

    def work():
        out, err = run("import_articles", file, content, redirects=file)
        pages = [
            client.get(article.get_absolute_url()).status_code for article in Article.objects.all()
        ]
        return out, err, pages

    out, err, pages = undone(work)

    assert out.strip() or err.strip()
    assert set(pages) <= {200}


@given(lines)
@example(b"[" * 100_000)
@example(b'{"headline": ' + b"9" * 5_000 + b"}")
@example(json.dumps(VALID | {"topics": ["\u0315\u0300" * 40]}).encode())
def test_any_line_as_an_article(client, tmp_path, content):
    content = content.replace(b"\n", b" ").replace(b"\r", b" ")

    def work():
        out, err = run("import_articles", tmp_path / "articles.jsonl", content)
        pages = [
            client.get(article.get_absolute_url()).status_code for article in Article.objects.all()
        ]
        return out, err, pages

    out, err, pages = undone(work)

    if pages:
        assert (out.strip(), pages) == ("1 new", [200])
    else:
        assert err.startswith("line 1: ") or not content.strip()
