"""Text as attackers, old programs and PDF files make it."""

from hypothesis import strategies as st

# Characters that this project's parsers have a reason to stumble over.
ODD = (
    "\0\x01\x07\x0b\x1f\x7f\x85\xa0\xad\u0300\u0315\u0334\u05ae\u200b\u200e\u2028\u202e\u2067\ufeff"
    "\ue000\uf0b7ßİıſﬃŉ²١½Ⅷ🏛𝔸\U0010ffff"
)
MARKUP = "<>&\"'/=;#!-[]{}%?"
PUNCTUATION = "@.,:;+-_\"'\\()„“"

words = st.text(alphabet=st.sampled_from("abcXYZäöüÄß0129 \n\t" + PUNCTUATION + MARKUP + ODD))
anything = st.one_of(words, st.text())
