"""What the import says of a list and its lines in English, in the admin's German."""

import re

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
_SAVE = "Bitte speichern Sie die Liste dort als „CSV UTF-8“."
_REASONS = [
    (r"email: no address", "email: keine E-Mail-Adresse"),
    (r"email: is missing", "email: fehlt"),
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
        r"email: the words before the address may say that the person left.*",
        (
            "email: Die Wörter vor der Adresse sagen vielleicht, dass die Person abbestellt hat; wenn "
            "nicht, entfernen Sie diese Wörter"
        ),
    ),
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
    (r"column (\d+): has content .*", r"Die \1. Spalte hat Inhalt, aber keinen Namen"),
    (r"(.+): the year (\d+) is out of range", r"\1: Das Jahr \2 kann nicht stimmen"),
    (r"subscribed_at: lies in the future", "subscribed_at: liegt in der Zukunft"),
    (r"(\w+): ([\d,]+) characters, at most (\d+)", r"\1: \2 Zeichen, höchstens \3 sind möglich"),
    (r"(\d+) cells, but the header has (\d+)", r"\1 Zellen, die Kopfzeile hat \2"),
    (r"longer than ([\d,]+) characters", r"Diese Zeile hat mehr als \1 Zeichen"),
    (r"broken CSV: .*", "Diese Zeile ist kein lesbares CSV"),
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
        r"line (\d+): a heading\?.*",
        (
            r"Zeile \1 ist vielleicht eine Überschrift. Ab dieser Zeile wurde nichts gelesen. Bitte "
            "entfernen Sie sie; sagt sie, wer abbestellt hat, ergänzen Sie eine Spalte status "
            "(unsubscribed oder subscribed)."
        ),
    ),
    (
        r"line (\d+): a quotation mark that is not closed\?.*",
        (
            r"In Zeile \1 beginnt ein Anführungszeichen, das vielleicht nicht geschlossen wird. Ab "
            "dieser Zeile wurde nichts gelesen. Bitte schließen oder entfernen Sie es, oder entfernen "
            "Sie die Zeilenumbrüche in der Zelle."
        ),
    ),
    (
        r"the header row has a quotation mark that is not closed",
        "In der Kopfzeile wird ein Anführungszeichen nicht geschlossen.",
    ),
    (r"column twice: (.*)", r"Diese Spalte steht zweimal in der Kopfzeile: \1"),
    (
        r"unknown column that may say who left: (.*?); rename it .*",
        (
            r"Diese Spalten sind unbekannt und sagen vielleicht, wer abbestellt hat: \1. Bitte nennen "
            "Sie sie unsubscribed_at (Datum, oder ja und nein) oder status (subscribed, unsubscribed); "
            "sagen sie etwas anderes, entfernen Sie sie."
        ),
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
    """A reason of the import in German; one that nobody translated as it is."""
    if reason.endswith(KEPT):
        return (
            f"{in_german(reason.removesuffix(KEPT))}; dass die Person abbestellt hat, gilt trotzdem"
        )
    for pattern, german in _REASONS:
        if match := re.fullmatch(pattern, reason):
            return re.sub(r"(?<=\d),(?=\d{3})", ".", match.expand(german))
    return reason
