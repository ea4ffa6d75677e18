"""XML from outside: no entity, no depth, no length, no encoding costs more than its own refusal."""

import tracemalloc

import pytest

from articles.importing import xml_items
from articles.models import Article
from tests.articles.importing import EXPORTS, run  # noqa: F401 - a fixture
from tests.articles.test_import_feeds import HEAD, feed, item

END = "; nothing from there on was read"
BOMB = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    ("doctype", "used"),
    [
        (f'<!DOCTYPE rss [<!ENTITY a0 "ha">{BOMB}]>', "&a11;"),
        ('<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        ('<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:8450/x"> %x;]>', ""),
        ('<!DOCTYPE rss SYSTEM "http://127.0.0.1:8450/x.dtd">', ""),
        (
            '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:8450/x">',
            "&nbsp;",
        ),
        ('<!DOCTYPE rss [<!ATTLIST item title CDATA "x">]>', ""),
    ],
    ids=["billion laughs", "a file", "a parameter", "external", "public", "attributes"],
)
def test_a_document_type_is_refused_before_it_is_read(run, doctype, used):  # noqa: F811
    out, err = run(doctype + feed(item(title=f"Brücke {used}")))

    assert out == "1 refused"
    assert err == f"item 1: a document type (<!DOCTYPE …>) is not taken; remove it{END}"
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("<item><title>a &nbsp; b</title></item>", "broken XML: undefined entity"),
        ("<item><title>a & b</title></item>", "broken XML: not well-formed (invalid token)"),
        ("<item><title>a</item>", "broken XML: mismatched tag"),
        ("<item><x:title>a</x:title></item>", "broken XML: unbound prefix"),
        ("<item><title>\0</title></item>", "broken XML: not well-formed (invalid token)"),
        ("<item><title>&#0;</title></item>", "broken XML: reference to invalid character number"),
        ('<item a="1" a="2"/>', "broken XML: duplicate attribute"),
        ("<a>" * 300, "nested more than 200 levels deep"),
    ],
)
def test_broken_xml_ends_the_reading_there_and_keeps_what_came_before(run, broken, reason):  # noqa: F811
    out, err = run(feed(item(), "\n", broken, item(link="https://weidenau.example/c")))

    assert out == "1 new, 1 refused"
    assert err == f"item 2: line 4: {reason}{END}"


def test_bytes_that_are_not_of_the_encoding_end_the_reading(run):  # noqa: F811
    broken = (
        feed(item())
        .encode()
        .replace(b"</channel>", b"<item><title>Br\xfccke</title></item></channel>")
    )

    out, err = run(broken)

    assert out == "1 new, 1 refused"
    assert "broken XML: not well-formed (invalid token)" in err


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_an_encoding_that_is_declared_is_read(run, encoding):  # noqa: F811
    name = encoding.removesuffix("-sig")
    text = f'<?xml version="1.0" encoding="{name}"?>{feed(item())}'

    assert run(text.encode(encoding)) == ("1 new", "")
    assert Article.objects.get().headline == "Brücke"


@pytest.mark.parametrize("name", ["klingon", "utf-7", "shift_jis", "rot13", "base64", "idna"])
def test_an_encoding_that_expat_cannot_read_is_refused(run, name):  # noqa: F811
    out, err = run(f'<?xml version="1.0" encoding="{name}"?>{feed(item())}')

    assert out == "1 refused"
    assert "encoding" in err
    assert err.endswith(END)


@pytest.mark.parametrize("name", ["wordpress.xml", "rss.xml", "atom.xml"])
def test_a_file_that_was_cut_off_says_so_wherever_it_was(run, name):  # noqa: F811
    whole = (EXPORTS / name).read_bytes().rstrip()
    for length in range(60, len(whole), 397):
        out, err = run(whole[:length], dry_run=True)

        assert "refused" in out
        assert err.endswith(END), length


@pytest.mark.parametrize(
    "long",
    [
        f'<item title="{"x" * 3_000_000}"/>',
        f"<!-- {'x' * 3_000_000} -->",
        "<item " + "".join(f"a{n}='' " for n in range(300_000)) + "/>",
        f"<{'x' * 3_000_000}/>",
    ],
    ids=["an attribute", "a comment", "attributes", "a name"],
)
def test_a_tag_is_bounded(run, long):  # noqa: F811
    out, err = run(feed(item(), "\n", long))

    assert out == "1 new, 1 refused"
    assert err.endswith(f"a tag or comment of more than 1,048,576 bytes{END}")


@pytest.mark.parametrize(
    "piece",
    [
        "<category>x</category>",
        "<x>y</x>",
        "<description>long </description>",
        "<a><b>",
        "<!-- x --> ",
        "<?x y?>",
        "text ",
        "<![CDATA[text]]>",
    ],
)
def test_memory_does_not_grow_with_an_item(tmp_path, piece):
    end = "</b></a>" if piece == "<a><b>" else ""

    assert peak_of(tmp_path, (piece + end) * (1_000_000 // len(piece + end))) < 1_000_000


def test_memory_does_not_grow_with_a_text(tmp_path):
    text = "x" * 8_000_000

    peak = peak_of(tmp_path, f"<content:encoded>{text}</content:encoded><title>{text}</title>")

    assert peak < 2_000_000  # a body has a million characters at most


def peak_of(folder, content):
    """Bytes of memory that reading an item takes at most."""
    file = folder / "feed.xml"
    file.write_text(f"{HEAD}<item>{content}</item></channel></rss>")
    tracemalloc.start()
    with file.open("rb") as opened:
        found = list(xml_items.items(opened))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 2
    return peak


@pytest.mark.parametrize(
    "piece", ["<n{}/>", "<x n{}=''/>", "<x xmlns:n{}='n'/>", "<x xmlns:n='n{}'/>", "<x><n{}/></x>"]
)
def test_names_that_expat_keeps_are_bounded(run, piece):  # noqa: F811
    out, err = run(feed(item(), "\n", *(piece.format(number) for number in range(30_000))))

    assert out == "1 new, 1 refused"
    assert err == f"item 2: line 4: more than 100,000 characters of names{END}"


@pytest.mark.parametrize("name", ["title", "content:encoded", "description"])
def test_a_text_that_is_too_long_is_counted_and_costs_its_item_alone(run, name):  # noqa: F811
    long = "x" * 5_000_000
    first = item().replace(f"<{name}>", f"<{name}>{long}", 1)

    out, err = run(feed(first, item(link="https://weidenau.example/c")))

    assert out == "1 new, 1 refused"
    assert f"{name}: 5,000,0" in err
