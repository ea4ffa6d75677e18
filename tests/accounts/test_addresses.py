"""One canonical form of an address, whoever asks."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.addresses import AddressFormField, _by_the_full_rule, canonical
from accounts.models import LegacySubscriber, User


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" Anna@Stadt.Example ", "anna@stadt.example"),
        ("anna@BÜCHER.example", "anna@xn--bcher-kva.example"),
        ("anna@xn--bcher-kva.example", "anna@xn--bcher-kva.example"),
        ("anna@bu\u0308cher.example", "anna@xn--bcher-kva.example"),
        ("ａｎｎａ@stadt.example", "anna@stadt.example"),
        ("anna@stadt.example.", "anna@stadt.example"),
        ("anna＠stadt.example", "anna@stadt.example"),
        ("o'neil+zeitung@stadt.example", "o'neil+zeitung@stadt.example"),
        ('"anna"@stadt.example', "anna@stadt.example"),
        (r'"\an\na"@stadt.example', "anna@stadt.example"),
        ('"Anna.B"@Stadt.example', "anna.b@stadt.example"),
        ("＂anna＂@stadt.example", "anna@stadt.example"),
    ],
)
def test_twins_are_one(written, stored):
    assert canonical(written) == stored
    assert AddressFormField().clean(written) == stored


@pytest.mark.parametrize(
    "written",
    ["", "anna", "anna@", "@stadt.example", "anna@stadt", "a b@stadt.example", "anna@-x-.example",
     "anna@stadt.example\nBcc: x@y.example", "an\x00na@stadt.example", "anna@stadt..example",
     "ä@stadt.example", '"an na"@stadt.example', '""@stadt.example', '"an@na"@stadt.example',
     r'"an\"na"@stadt.example', r'"\"anna\""@stadt.example', r"an\na@stadt.example",
     '"an"."na"@stadt.example', '"anna."@stadt.example', '"anna@stadt.example', '"\\"@stadt.example',
     "anna(Amt)@stadt.example", "(Amt)anna@stadt.example", "anna@(Amt)stadt.example",
     "anna @stadt.example", "anna@ stadt.example", "Anna <anna@stadt.example>",
     "anna@[127.0.0.1]", "x" * 250 + "@stadt.example", "anna@\ud800.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(written):
    with pytest.raises(ValidationError):
        canonical(written)


@pytest.mark.parametrize(
    "plain",
    [
        "a@b.de",
        "A.B-c_d+e@F-g.h9.Example",
        "anna@3a.example",
        "a" * 52 + "@b.example",
        "\u212aarl@stadt.example",
        "a.@b.example",
        "a..b@c.example",
        "a@b-.example",
        "a@b--c.example",
        "a@b.c",
        "a@b.e9",
    ],
)
def test_the_short_way_says_what_the_full_rule_says(plain):
    def answer(rule):
        try:
            return rule(plain)
        except ValidationError:
            return None

    assert answer(canonical) == answer(_by_the_full_rule)


@pytest.mark.parametrize("spelling", [r'"\an\na"@BÜCHER.example', "ａｎｎａ@bu\u0308cher.example."])
def test_the_canonical_form_is_its_own(spelling):
    assert canonical(canonical(spelling)) == canonical(spelling)


def test_the_database_knows_the_rule(db):
    User.objects.create_user("Anna@Bücher.example")

    assert (
        User.objects.get(email="ANNA@xn--bcher-kva.example").email == "anna@xn--bcher-kva.example"
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("anna@bücher.EXAMPLE")
    LegacySubscriber.objects.create(email="Anna@Bücher.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        LegacySubscriber.objects.create(email="anna@xn--bcher-kva.example")
    assert not User.objects.filter(email="keine Adresse").exists()
