"""Any text as an e-mail address: one canonical form, or a ValidationError."""

import idna
import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import assume, example, given
from hypothesis import strategies as st

from accounts.addresses import MAX_LENGTH, canonical
from tests.properties.text import ODD, anything

pytestmark = pytest.mark.once
LETTERS = "abcdefghijklmnopqrstuvwxyz"
plain_locals = st.from_regex(r"[a-z0-9]([a-z0-9_+-]{0,10}[a-z0-9])?", fullmatch=True)
domains = st.from_regex(r"[a-z]{1,10}(-[a-z]{1,5})?\.(de|example)", fullmatch=True)
# Made like addresses, of anything.
odd_locals = st.text(alphabet=st.sampled_from(LETTERS + 'ÄäÖßſİ0.+-_"\\ @' + ODD), max_size=20)
odd_domains = st.text(alphabet=st.sampled_from(LETTERS + "ÄäÖßſİ0.-。[]:1" + ODD), max_size=20)
odd_addresses = st.builds("{}@{}".format, odd_locals, odd_domains)
nearly = st.builds("{}@{}".format, odd_locals, domains) | st.builds(
    "{}@{}".format, plain_locals, odd_domains
)
any_address = anything | odd_addresses | nearly | st.emails()


def canonical_or_none(text):
    try:
        return canonical(text)
    except ValidationError:
        return None


@given(any_address)
@example("a" + "\u0315\u0300" * 100_000 + "@b.example")
@example("\ud800@b.example")
def test_an_address_has_a_form_that_stays(text):
    form = canonical_or_none(text)

    assume(form is not None)
    assert canonical(form) == form
    assert len(form) <= MAX_LENGTH
    assert form == form.strip().lower()
    assert form.rpartition("@")[2].isascii()
    validate_email(form)


@given(plain_locals, domains)
def test_spellings_of_one_mailbox_have_one_form(local, domain):
    form = canonical(f"{local}@{domain}")

    spellings = [
        f"{local}@{domain}".upper(),
        f"  {local}@{domain}\t",
        f'"{local}"@{domain}',
        f"{local}@{domain}.",
        f'"{"".join(chr(92) + letter for letter in local)}"@{domain}',
        f"{local}@{domain.replace('.', '。')}",
        "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in f"{local}@{domain}"),
    ]
    assert {canonical_or_none(spelling) for spelling in spellings} <= {form, None}
    assert canonical(spellings[0]) == canonical(spellings[2]) == form


@given(st.text(alphabet="abcäöüéßœ", min_size=1, max_size=12))
def test_a_domain_is_the_same_in_letters_and_in_ascii(label):
    ascii_label = idna.encode(label, uts46=True).decode()

    assert canonical(f"anna@{label}.example") == canonical(f"anna@{ascii_label}.example")


@pytest.mark.parametrize("text", ["", "@", "a@", "@b.example", "a b@c.example"])
def test_what_is_none(text):
    assert canonical_or_none(text) is None
