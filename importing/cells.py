"""Cells that a spreadsheet will not take for a formula."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: object) -> str:
    """The value as text; an apostrophe before what a spreadsheet would calculate (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
