"""Texts whose terms are longer, or more, than a database's index takes are stored all the same."""

import json

import pytest
from django.core.management import call_command

from articles.models import Article
from articles.search import analysis, document
from tests.articles.reading import search
from tests.articles.test_import_articles import LINE

RARE_LETTERS = [chr(0x20000 + number) for number in range(40_000)]
"""Of four bytes each in UTF-8."""
RARE_WORDS = [
    f"{RARE_LETTERS[number]}{RARE_LETTERS[number * 7 % 40_000]}" for number in range(40_000)
]
BODIES = {
    "a law with a long name": f"<p>Nach § 34 {'A' * 2_100} gilt Folgendes.</p>",
    "many words of rare letters": "<p>Gilt: "
    + " ".join(f"{word}-{word[::-1]}" for word in RARE_WORDS[:33_000])
    + "</p>",
}


@pytest.mark.slow
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_a_text_of_extreme_words_is_imported_and_found(body, log_in, martha, tmp_path, capsys):
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(LINE | {"body": body}))

    call_command("import_articles", file)

    assert capsys.readouterr().out == "1 new\n"
    assert search(log_in(martha), "gilt") == [Article.objects.get().headline]


def test_the_first_terms_are_kept_as_far_as_an_entry_has_room_for_their_bytes():
    body = BODIES["many words of rare letters"]
    terms = analysis.analyse(analysis.text_of(body)).terms

    kept = document.texts_of("", "", "", body).body.split()

    bytes_each = max(len(term.encode()) for term in terms) + 8
    assert kept == terms[: len(kept)]
    assert len(terms) > len(kept) > document.MOST_BYTES / bytes_each


def test_the_name_of_a_law_has_a_longest_length():
    text = f"§ 34 {'A' * 100}"

    assert analysis.units_in(text) == ["§34", f"§34{'a' * analysis.LONGEST_WORD}"]
