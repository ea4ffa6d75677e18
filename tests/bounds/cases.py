"""What is measured: functions that get outside text, and the longest text that reaches each.

Private functions of a module count as measured with its public ones, of which they are a part.
"""

import json
import logging
import zlib
from contextlib import suppress

from django.conf import settings
from django.contrib import admin
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404, QueryDict
from django.urls import get_resolver

from accounts import (
    addresses,
    keys,
    passkeys,
    passwords,
    subscriber_addresses,
    subscriber_cells,
    subscriber_columns,
    subscriber_departures,
    subscriber_files,
    subscriber_names,
    subscriber_words,
    suppressions,
)
from accounts.forms import PASSWORD_MAX_LENGTH
from articles import (
    cards,
    characters,
    fields,
    former,
    html,
    paging,
    pictures,
    records,
    slugs,
    tokens,
)
from articles.desk import alignment, diff, duplicates, forms, searching, synonyms
from articles.editing import versions
from articles.importing import feeds, moments, wordpress
from articles.importing import former as former_import
from articles.importing.json_lines import MAX_LINE
from articles.models import TEASER_MAX_LENGTH, Article
from articles.search import (
    analysis,
    corrections,
    highlighting,
    narrowing,
    query,
    ranking,
    suggestions,
)
from articles.views import search
from articles.views.saved_searches import SavedSearchForm
from importing.report import FileRefused, Refused
from importing.seen import Seen
from newsroom.logs import Formatter
from tests.articles.test_import_articles import LINE
from tests.articles.test_pictures import drawn
from tests.bounds import exports
from tests.bounds.subscriber_lists import cell, departure, read_address, rows, structure

FORM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
BODY = html.BODY_MAX_LENGTH
CELL = 100_000
REFUSALS = (FileRefused, Refused, ValidationError, Http404, html.TooLong)


def line(name, text):
    return json.dumps(LINE | {name: text}, ensure_ascii=False).encode()[:MAX_LINE]


def lines_of(text):
    return [text[place : place + 40] for place in range(0, len(text), 40)]


def card(text):
    plain = html.plain_text(text)
    cards._drawn("Blatt", plain, plain[:200], "")


def picture(text):
    """Files that are no pictures at all, and pictures that carry the text in each of their places."""
    content = text.encode()[: pictures.MAX_BYTES - 100_000]
    jpeg, png = drawn().read(), drawn("PNG").read()
    comments = b"".join(
        _segment(b"\xfe", content[at : at + 65_533]) for at in range(0, len(content), 65_533)
    )
    profile = b"".join(
        _segment(b"\xe2", b"ICC_PROFILE\0" + bytes([number + 1, 255]) + content[at : at + 60_000])
        for number, at in enumerate(range(0, min(len(content), 255 * 60_000), 60_000))
    )
    texts = b"".join(
        _chunk(b"tEXt", b"Comment\0" + content[at : at + 60_000])
        for at in range(0, len(content), 60_000)
    )
    for file in [
        content,
        jpeg[:2] + content,
        jpeg[:2] + comments + jpeg[2:],
        jpeg[:2] + profile + jpeg[2:],
        jpeg + content,
        png[:8] + content,
        png[:33] + texts + png[33:],
        png[:33] + _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(content)) + png[33:],
        b"RIFF" + len(content).to_bytes(4, "little") + b"WEBP" + content,
        b"\0\0\0\x18ftypavif" + content,
    ]:
        with suppress(ValidationError):
            pictures.normalised(SimpleUploadedFile("bild", file))


def _segment(kind, content):
    return b"\xff" + kind + (len(content) + 2).to_bytes(2) + content


def _chunk(kind, content):
    return len(content).to_bytes(4) + kind + content + zlib.crc32(kind + content).to_bytes(4)


def legal_page_form():
    get_resolver().url_patterns  # noqa: B018 - a property; it loads the admin in the order it needs
    return admin.site.get_model_admin(FlatPage).form


def log_line(text):
    Formatter().format(logging.makeLogRecord({"msg": "Refused: %s", "args": (text,)}))


def history(text):
    """Every second paragraph has another beginning, and all are in another order."""
    old = lines_of(text)
    diff.marked(old, [f"{number % 2}{part}" for number, part in enumerate(old)][::-1])


# name: (the function, the longest text that it is given)
CASES = {
    "accounts.addresses.canonical": (addresses.canonical, FORM),
    "accounts.addresses.AddressFormField.clean": (addresses.AddressFormField().clean, FORM),
    "accounts.addresses.AddressField.get_prep_value": (
        addresses.AddressField().get_prep_value,
        FORM,
    ),
    "accounts.keys.Key.digest": (
        lambda text: keys.newest().digest(keys.Purpose.SUPPRESSION, text),
        addresses.MAX_LENGTH,
    ),
    "accounts.keys.Key.hash": (
        lambda text: keys.newest().hash(keys.Purpose.SUPPRESSION, text),
        addresses.MAX_LENGTH,
    ),
    "accounts.keys.hashes": (
        lambda text: keys.hashes(keys.Purpose.SUPPRESSION, text),
        addresses.MAX_LENGTH,
    ),
    "accounts.passkeys.CredentialField.to_python": (passkeys.CredentialField().to_python, FORM),
    "accounts.passwords.core": (passwords.core, 100_000),
    "accounts.passwords.digest": (passwords.digest, FORM),
    "accounts.passwords.is_known": (passwords.is_known, PASSWORD_MAX_LENGTH),
    "accounts.passwords.is_near": (lambda text: passwords.is_near(text, None), PASSWORD_MAX_LENGTH),
    "accounts.subscriber_addresses.addresses_in": (subscriber_addresses.addresses_in, CELL),
    "accounts.subscriber_addresses.holds_several": (subscriber_addresses.holds_several, CELL),
    "accounts.subscriber_addresses.may_be_heading": (subscriber_addresses.may_be_heading, CELL),
    "accounts.subscriber_addresses.read_address": (read_address, CELL),
    "accounts.subscriber_columns.columns_of": (
        lambda text: subscriber_columns.columns_of(
            ["email", *text.split("a"), text], file_name=text[:200], ignored=text.split("a")
        ),
        subscriber_files.MAX_HEADER,
    ),
    "accounts.subscriber_cells.date_or_answer": (
        lambda text: subscriber_cells.date_or_answer(text, "name"),
        CELL,
    ),
    "accounts.subscriber_cells.moment_of": (
        lambda text: subscriber_cells.moment_of(text, "name"),
        CELL,
    ),
    "accounts.subscriber_cells.says_no": (subscriber_cells.says_no, CELL),
    "accounts.subscriber_cells.text_of": (
        lambda text: subscriber_cells.text_of(text, "last_name"),
        CELL,
    ),
    "accounts.subscriber_departures.departure_of": (departure, CELL),
    "accounts.subscriber_departures.is_name": (subscriber_departures.is_name, CELL),
    "accounts.subscriber_files.OpenList.rows": (rows, CELL),
    "accounts.subscriber_names.file_may_say_left": (subscriber_names.file_may_say_left, 255),
    "accounts.subscriber_rows.read_rows": (cell, CELL),
    "accounts.subscriber_words.may_say_left": (subscriber_words.may_say_left, CELL),
    "accounts.subscriber_structure.refuse_by_structure": (structure, CELL),
    "accounts.subscriber_words.single_word": (subscriber_words.single_word, CELL),
    "accounts.subscriber_words.without_format_characters": (
        subscriber_words.without_format_characters,
        CELL,
    ),
    "accounts.subscriber_words.plain": (subscriber_words.plain, CELL),
    "accounts.subscriber_words.plain_name": (subscriber_words.plain_name, CELL),
    "accounts.suppressions.hashes": (suppressions.hashes, addresses.MAX_LENGTH),
    "accounts.suppressions.is_noted": (suppressions.is_noted, addresses.MAX_LENGTH),
    "articles.cards.png": (card, 250),
    "articles.characters.is_blank": (characters.is_blank, BODY),
    "articles.characters.readable": (characters.readable, BODY),
    "articles.characters.with_few_marks": (characters.with_few_marks, BODY),
    "articles.desk.alignment.aligned": (
        lambda text: list(alignment.aligned(lines_of(text), lines_of(text[3:]))),
        BODY,
    ),
    "articles.desk.diff.marked": (history, BODY),
    "articles.desk.diff.text_of": (lambda text: diff.text_of("body", {"body": text}), BODY),
    "articles.desk.duplicates.find": (
        lambda text: duplicates.find(text, "", among=Article.objects.all(), besides=None),
        250,
    ),
    "articles.desk.forms.plain_text_only": (forms.plain_text_only, FORM),
    "articles.desk.searching.matching": (
        lambda text: list(searching.matching(Article.objects.all(), text)),
        FORM,
    ),
    "articles.desk.synonyms.SynonymsForm": (
        lambda text: synonyms.SynonymsForm({"words": text}).is_valid(),
        FORM,
    ),
    "articles.fields.PlainTextMixin.get_prep_value": (
        fields.PlainTextField().get_prep_value,
        FORM,
    ),
    "articles.former.path_of": (former.path_of, former_import.MAX_LINE),
    "articles.html.clean": (html.clean, BODY),
    "articles.html.find_tag": (html.find_tag, FORM),
    "articles.html.plain_text": (html.plain_text, FORM),
    # As it is stored: cleaned. nh3 alone takes the square of what is nested deeply.
    "articles.html.render": (lambda text: html.render(html.clean(text)), BODY),
    "articles.html.text_of": (html.text_of, BODY),
    "articles.importing.feeds.items": (exports.feed, BODY),
    "articles.importing.feeds.texts": (lambda text: feeds.texts(text[:20_000], text), BODY),
    "articles.importing.feeds.words": (feeds.words, BODY),
    "articles.importing.former.address_file": (exports.addresses, BODY),
    "articles.importing.ghost.items": (exports.ghost_export, BODY),
    "articles.importing.moments.iso": (moments.iso, BODY),
    "articles.importing.wordpress.without_blocks": (wordpress.without_blocks, BODY),
    "articles.importing.xml_items.items": (exports.raw, FORM),
    "articles.paging.number_in": (paging.number_in, FORM),
    "articles.paging.parse": (paging.parse, FORM),
    "articles.records.names_article": (records.names_article, 1_000),
    "articles.pictures.normalised": (picture, pictures.MAX_BYTES),
    "articles.records.parse: headline": (lambda text: records.parse(line("headline", text)), BODY),
    "articles.records.parse: id": (lambda text: records.parse(line("id", text)), BODY),
    "articles.records.parse: link": (lambda text: records.parse(line("original_url", text)), BODY),
    "articles.records.parse: name": (lambda text: records.parse(line(text, "")), BODY),
    "articles.records.parse: raw": (lambda text: records.parse(text.encode()[:MAX_LINE]), FORM),
    "articles.search.narrowing.read": (
        lambda text: narrowing.read(QueryDict("", mutable=True) | {"zeit": text}, ""),
        FORM,
    ),
    "articles.search.analysis.analyse": (analysis.analyse, analysis.ANALYSED),
    "articles.search.analysis.fold": (analysis.fold, analysis.ANALYSED),
    "articles.search.analysis.spelt": (
        lambda text: analysis.spelt(analysis.pieces_of(text)),
        analysis.ANALYSED,
    ),
    "articles.search.analysis.stem": (analysis.stem, analysis.LONGEST_WORD),
    "articles.search.analysis.text_of": (analysis.text_of, BODY),
    "articles.search.highlighting.snippet": (
        lambda text: highlighting.snippet(text, query.parse("brücke haus straße")),
        BODY,
    ),
    "articles.search.query.parse": (query.parse, FORM),
    "articles.search.ranking.find": (
        lambda text: ranking.find(Article.objects.published(), query.parse(text), full=True),
        query.LONGEST,
    ),
    "articles.search.corrections.correct": (
        lambda text: corrections.correct(Article.objects.published(), query.parse(text), full=True),
        query.LONGEST,
    ),
    "articles.search.suggestions.suggest": (suggestions.suggest, query.LONGEST),
    "articles.slugs.slug_of": (lambda text: slugs.slug_of(text, fallback="x"), FORM),
    "articles.tokens.attributes_of": (
        lambda text: tokens.attributes_of(tokens.Token("", "a", attributes=text)),
        BODY,
    ),
    "articles.tokens.text_in": (tokens.text_in, BODY),
    "articles.tokens.tokens": (lambda text: list(tokens.tokens(text)), BODY),
    "articles.tokens.unescape": (tokens.unescape, BODY),
    "articles.editing.versions.changes": (
        lambda text: versions.changes({"teaser": text}, {"teaser": f"{text}."}),
        TEASER_MAX_LENGTH,
    ),
    "articles.views.saved_searches.SavedSearchForm": (
        lambda text: SavedSearchForm(dict.fromkeys(SavedSearchForm.base_fields, text)).is_valid(),
        FORM,
    ),
    "articles.views.search.number": (search._number, FORM),
    "importing.seen.Seen.first_line": (lambda text: Seen().first_line(text, 1), 254),
    "newsroom.logs.Formatter.format": (log_line, FORM),
    "newsroom.admin.LegalPageForm": (
        lambda text: legal_page_form()({"title": text, "content": text}).is_valid(),
        FORM,
    ),
}
