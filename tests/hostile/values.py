"""What no honest reader sends. Each value is bytes, as a server has them after it decoded a request."""

from dataclasses import dataclass
from urllib.parse import quote_from_bytes

LONGEST_LINE = 4_000
"""Bytes of an address, a cookie or a header that gunicorn lets through."""


@dataclass(frozen=True)
class Value:
    """`is_raw`: is put into addresses and forms as it is, without percent-encoding.

    `names_somebody`: an address, which must not be put where servers log what they are asked for.
    """

    name: str
    content: bytes
    is_raw: bool = False
    names_somebody: bool = False

    def encoded(self, most: int | None = None) -> str:
        """For a query or a form; cut off at `most` bytes."""
        if self.is_raw:
            return self.content.decode("ascii")
        content = self.content if most is None else self.content[: most // 3]
        return quote_from_bytes(content)

    @property
    def in_header(self) -> str:
        """Without what the server refuses before the site sees it."""
        content = self.content[:LONGEST_LINE].translate(None, b"\0\r\n")
        return content.decode("latin-1")

    @property
    def in_path(self) -> str:
        return self.content[: LONGEST_LINE // 3].decode("latin-1")


def _marks(number: int) -> str:
    """Combining marks in an order that normalising must change: quadratic where nothing bounds it."""
    return "\u0315\u0300\u05ae\u0334" * (number // 4)


# What is long stays short enough that a form with several of them is read (`web.size_limit`).
_TABLE: dict[str, bytes | str] = {
    "nothing": "",
    "a space": " ",
    "NUL": "\0",
    "NUL behind a key": "abcdefgh\0",
    "control characters": "a\x01\x08\x0b\x1b\x7f\x85b",
    "half a surrogate": b"\xed\xa0\x80",
    "not UTF-8": b"\xff\xfe\x80",
    "overlong slash": b"\xc0\xaf..\xc0\xaf",
    "quotes": "'\"`´\\",
    "SQL": "1' OR '1'='1'; DROP TABLE accounts_user; --",
    "HTML": '"><script>alert(1)</script><img src=x onerror=alert(1)>',
    "template": "{{ request.user.password }}{% load x %}${7*7}#{7*7}",
    "format": "%s%(x)s%n{0}{0.__class__}{",
    "LIKE": "%_%\\%",
    "a huge number": "9" * 5_000,
    "a long number": "9" * 30,
    "2^63": str(2**63),
    "2^31": str(2**31),
    "minus one": "-1",
    "zero": "0",
    "infinity": "1e999",
    "not a number": "NaN",
    "null": "null",
    "a list": "[]",
    "an object": '{"id": null}',
    "deep JSON": "[" * 2_500,
    "deep objects": '{"a":' * 1_100,
    "half a surrogate in JSON": '"\\ud800"',
    "combining marks": "a" + _marks(1_500),
    "an address of marks": "a" + _marks(1_500) + "@c.example",
    "tags that never end": "<" + " " * 8_000,
    "nested lists": "<ul><li>" * 500,
    "entities": "&amp;lt;" * 600,
    "a long word": "x" * 9_000,
    "line breaks": "a\r\nb\nc\rd\u2028e",
    "a header": "x\r\nSet-Cookie: a=b\r\nBcc: x@y.example",
    "superscript digit": "²",
    "Arabic digit": "١",
    "right to left": "\u202e\u2067abc\u200f",
    "zero width": "\u200b\ufeff\u00ad",
    "beyond the first plane": "🏛️𝔸\U0010ffff",
    "case that changes length": "ßİŉﬃ" * 50,
    "broken address": "http://[",
    "foreign address": "//evil.example/",
    "address with backslashes": "/\\evil.example",
    "script address": "javascript:alert(1)",
    "way up": "../../../../etc/passwd",
    "way up, encoded": "..%2f..%2f",
    "admin's escapes": "_00_0A_ff",
    "many slashes": "/" * 1_000,
    "many commas": "," * 3_000,
    "a day that is none": "2026-02-31",
    "the first day": "0001-01-01T00:00:00+23:59",
    "the last day": "9999-12-31T23:59:59-23:59",
    "name of a view": "front_page",
    "base64": "AAAA" * 30,
    "octal": "\\000\\012",
    "a broken PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\xff" * 40,
    "a broken AVIF": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1" + b"\xff" * 40,
    "a broken ZIP": b"PK\x03\x04" + b"\0" * 40,
    "UTF-16": "email\na@b.example".encode("utf-16"),
}
_RAW = {"a lone percent": "%", "no hexadecimal": "%zz%u0041", "more than one": "1&x=2;y=3"}
_SOMEBODY = {
    "somebody's address": "ludwig@stadtwerke.example",
    "somebody's address in quotes": '"ludwig"@stadtwerke.example',
    "somebody's address, broken": "ludwig@stadtwerke.example\0",
}

VALUES: list[Value] = [
    *(
        Value(name, content.encode() if isinstance(content, str) else content)
        for name, content in _TABLE.items()
    ),
    *(Value(name, content.encode(), is_raw=True) for name, content in _RAW.items()),
    *(Value(name, content.encode(), names_somebody=True) for name, content in _SOMEBODY.items()),
]
ANONYMOUS = [value for value in VALUES if not value.names_somebody]
"""Those that may stand in an address or a header."""
