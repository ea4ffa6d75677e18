"""What the import says of a list and its lines in English, in the admin's German."""

import re
from collections.abc import Callable

from accounts.subscriber_columns import KEPT

VERDICTS = {
    "new": "neu",
    "new as unsubscribed": "neu, aber abbestellt",
    "changed": "geändert",
    "unchanged": "unverändert",
    "duplicate in the file": "doppelt in der Datei",
    "already a member": "schon Mitglied",
    "unsubscribed earlier": "früher abbestellt",
    "invalid": "ungültig",
}
_STATUS = "in einer Spalte status (subscribed oder unsubscribed)"
_TROUBLES = {
    "no address": (
        "keine Adresse. Ist das eine Überschrift, so haben vielleicht die Personen darunter "
        f"abbestellt: Sagen Sie es {_STATUS}. Sonst löschen Sie die Zeile."
    ),
    "several": "mehrere Adressen in einer Zelle. Bitte geben Sie jeder eine eigene Zeile.",
    "an address in another": (
        "eine Adresse in einer anderen Spalte. Stehen hier zwei Listen nebeneinander? Setzen Sie sie "
        f"untereinander und sagen Sie {_STATUS}, wer abbestellt hat. Sonst leeren Sie die Zelle."
    ),
    "fewer cells": (
        "weniger Zellen als die Kopfzeile. Stehen hier zwei Listen untereinander? Sagen Sie "
        f"{_STATUS}, wer abbestellt hat. Sonst ergänzen Sie die leeren Zellen."
    ),
    "content in a column": (
        "Inhalt in einer Spalte ohne Namen. Bitte benennen Sie die Spalte oder leeren Sie die Zelle."
    ),
    "no readable CSV": "kein lesbares CSV oder zu lang. Bitte berichtigen oder löschen Sie die Zeile.",
}


def _places(match: re.Match[str]) -> str:
    lines, more, trouble = match.groups()
    return f"Zeile {lines}{f' und {more} weitere' if more else ''}: {_TROUBLES[trouble]}"


_SAVE = "Bitte speichern Sie die Liste dort als „CSV UTF-8“."
_REASONS: list[tuple[str, str | Callable[[re.Match[str]], str]]] = [
    (r"email: no address", "email: keine E-Mail-Adresse"),
    (r"email: stands in line (\d+) already", r"email: steht schon in Zeile \1"),
    (r"(.+): no date, for example (\S+) or (\S+)", r"\1: kein Datum, zum Beispiel \3"),
    (r"(.+): neither yes, no nor a date", r"\1: weder ja noch nein noch ein Datum"),
    (r"(.+): says neither yes nor no", r"\1: weder ja noch nein"),
    (
        r"(.+): says neither subscribed nor unsubscribed",
        r"\1: Daraus geht nicht hervor, ob die Person noch abonniert hat",
    ),
    (r"(.+): the subscription was never confirmed", r"\1: Das Abonnement wurde nie bestätigt"),
    (
        r"(.+): a remark; if it does not .*",
        (
            r"\1: ein Vermerk. Sagt er nichts über eine Abbestellung, leeren Sie die Zelle oder "
            "entfernen Sie die Spalte"
        ),
    ),
    (r"broken off: (\w+)", r"Die Arbeit brach ab (\1). Bitte wenden Sie sich an die Technik."),
    (r"(.+): broken letters such as Ã¼", r"\1: zerstörte Umlaute wie Ã¼"),
    (
        r"(.+): may say that the person left; if it does not.*",
        (
            r"\1: sagt vielleicht, dass die Person abbestellt hat; wenn nicht, leeren oder ändern Sie "
            "die Zelle, oder entfernen Sie die Spalte"
        ),
    ),
    (
        r"by the file's name the person left, by the line not",
        "Nach dem Namen der Datei hat die Person abbestellt, nach dieser Zeile nicht",
    ),
    (
        r"email: words beside the address.*",
        "email: Neben der Adresse stehen Wörter; bitte löschen Sie sie",
    ),
    (
        r"(.+): more than a name.*",
        r"\1: mehr als ein Name. Löschen Sie, was nicht zum Namen gehört, oder geben Sie ihm eine eigene Spalte",
    ),
    (r"(.+): the year (\d+) is out of range", r"\1: Das Jahr \2 kann nicht stimmen"),
    (r"subscribed_at: lies in the future", "subscribed_at: liegt in der Zukunft"),
    (r"(\w+): ([\d,]+) characters, at most (\d+)", r"\1: \2 Zeichen, höchstens \3 sind möglich"),
    (r"the header row has no column email; .*", "In der Kopfzeile fehlt die Spalte email."),
    (
        r"the header row is longer than ([\d,]+) characters",
        r"Die Kopfzeile hat mehr als \1 Zeichen. So lang ist die einer Liste nie.",
    ),
    (r"the header row is no readable CSV", "Die Kopfzeile ist kein lesbares CSV."),
    (r"([\d,]+) columns, at most (\d+)", r"Die Liste hat \1 Spalten, höchstens \2 sind möglich."),
    (
        r"KEYS lacks an entry that people who left stand under.*",
        (
            "Der Website fehlt ein Schlüssel (KEYS), ohne den niemand sagen kann, wer abbestellt hat. "
            "Bitte wenden Sie sich an die Technik."
        ),
    ),
    (
        r"two encodings: line (\d+) is UTF-8, .*",
        (
            r"Zeile \1 ist UTF-8, andere Zeilen sind es nicht. Wurden zwei Listen zusammengefügt? "
            "Bitte öffnen Sie die Datei dort und speichern Sie sie als CSV UTF-8."
        ),
    ),
    (
        rf"line ([\d, ]+)(?: and ([\d,]+) more)?: ({'|'.join(_TROUBLES)}).*",
        _places,
    ),
    (r"nothing was stored.*", "Es wurde nichts übernommen. Bitte sehen Sie sich das zuerst an:"),
    (
        r"column (.+): a date of change.*",
        (
            r"Spalte \1: Nur manche Zeilen haben dieses Datum einer Änderung; vielleicht ist es das der "
            "Abbestellung. Bitte nennen Sie die Spalte unsubscribed_at, oder entfernen Sie sie."
        ),
    ),
    (
        r"line (\d+): a quotation mark that is not closed\?.*",
        (
            r"In Zeile \1 beginnt ein Anführungszeichen, das vielleicht nicht geschlossen wird; es "
            "würde die Zeilen darunter verbergen. Bitte schließen oder entfernen Sie es, oder entfernen "
            "Sie die Zeilenumbrüche in der Zelle."
        ),
    ),
    (
        r"the header row has a quotation mark that is not closed",
        "In der Kopfzeile wird ein Anführungszeichen nicht geschlossen.",
    ),
    (r"column twice: (.*)", r"Diese Spalte steht zweimal in der Kopfzeile: \1"),
    (
        r"column that cannot be passed over: (.*?); it says .*",
        (
            r"Diese Spalten sagen, wer abbestellt hat, und lassen sich nicht übergehen: \1. Bitte nennen "
            "Sie sie unsubscribed_at (Datum, oder ja und nein) oder status (subscribed, unsubscribed); "
            "sagen sie etwas anderes, entfernen Sie sie."
        ),
    ),
    (
        r"the header row holds an address.*",
        "In der Kopfzeile steht eine Adresse. Ist das eine zweite Liste neben der ersten?",
    ),
    (
        r"bytes of another .*",
        f"Die Umlaute sind nicht wie in Windows gespeichert (etwa von Excel auf einem Mac). {_SAVE}",
    ),
    (r"unknown column: (.*?); known: .*", r"Diese Spalten sind unbekannt: \1"),
    (
        r"the file's name says that these people left.*",
        (
            "Nach dem Namen der Datei haben diese Personen abbestellt, aber keine Spalte sagt es. Bitte "
            "ergänzen Sie eine Spalte status (unsubscribed oder subscribed), oder benennen Sie die "
            "Datei um."
        ),
    ),
    (
        r"this is a spreadsheet or an archive,.*",
        f"Die Datei ist eine Tabelle (oder ein Archiv), kein CSV. {_SAVE}",
    ),
    (r"this is an old Excel file,.*", f"Die Datei ist eine Excel-Tabelle, kein CSV. {_SAVE}"),
    (r"this is .*, no CSV file: .*", f"Die Datei ist kein CSV. {_SAVE}"),
    (
        r"neither UTF-8 nor .*",
        f"Die Datei ist weder in UTF-8 noch in UTF-16 noch in Windows-1252 gespeichert. {_SAVE}",
    ),
]


def in_german(reason: str) -> str:
    """A reason of the import, or several lines of them, in German; what nobody translated as it is."""
    if "\n" in reason:
        return "\n".join(map(in_german, reason.splitlines()))
    if reason.endswith(KEPT):
        return f"{in_german(reason.removesuffix(KEPT))}; die Adresse gilt als abbestellt"
    for pattern, german in _REASONS:
        if match := re.fullmatch(pattern, reason):
            text = match.expand(german) if isinstance(german, str) else german(match)
            return re.sub(r"(?<=\d),(?=\d{3})", ".", text)
    return reason
