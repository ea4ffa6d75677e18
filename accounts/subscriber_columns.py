"""What the columns of a subscribers' list mean: our own format and the exports of other programs.

One table names the columns, others the words of a status. To teach the import another program's
list, add its names here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from importing.report import FileRefused

TEXT_COLUMNS = ("first_name", "last_name", "organisation", "consent_source")
TIME_COLUMNS = ("subscribed_at", "unsubscribed_at")
COLUMNS = ("email", *TEXT_COLUMNS, *TIME_COLUMNS)
"""Our own format."""

INVALID = "invalid"
"""The verdict on a line that cannot be read."""
MAX_COLUMNS = 200
MAX_NAME = 200
"""Characters of a column's name that are read and shown."""


class Meaning(StrEnum):
    EMAIL = auto()
    FIRST_NAME = auto()
    LAST_NAME = auto()
    FULL_NAME = auto()
    """First and last name in one cell; kept as last name, since no rule divides it reliably."""
    ORGANISATION = auto()
    CONSENT_SOURCE = auto()
    SUBSCRIBED_AT = auto()
    CONFIRMED = auto()
    """Date, or yes and no: whether the owner of the address confirmed the subscription."""
    LEFT = auto()
    """Date, number, or yes and no: whether and when the person left, or mail came back."""
    ACTIVE = auto()
    """Yes and no: whether the person still gets mail."""
    STATUS = auto()
    """A word of `SUBSCRIBED_WORDS`, `LEFT_WORDS` or `UNCONFIRMED_WORDS`."""
    NOT_KEPT = auto()
    """Standard columns of known programs that say nothing about a subscription."""


ONCE = {
    Meaning.EMAIL, Meaning.FIRST_NAME, Meaning.LAST_NAME, Meaning.FULL_NAME,
    Meaning.ORGANISATION, Meaning.CONSENT_SOURCE,
}  # fmt: skip
"""Two columns of one of these meanings would contradict each other."""

# Names as `plain` returns them. Of several dates of subscription the first in this order counts:
# the confirmed consent before the request for it, that before the creation of the record.
_NAMES = {
    Meaning.EMAIL: "email emailadresse emailaddress mail mailadresse mailaddress",
    Meaning.FIRST_NAME: "firstname vorname fname givenname",
    Meaning.LAST_NAME: "lastname nachname familienname lname surname familyname",
    Meaning.FULL_NAME: "name fullname vollername",
    Meaning.ORGANISATION: (
        "organisation organization company companyname firma firmenname unternehmen"
        " einrichtung institution behoerde kommune"
    ),
    Meaning.CONSENT_SOURCE: (
        "consentsource source quelle herkunft herkunftdereinwilligung anmeldequelle signupsource"
    ),
    Meaning.SUBSCRIBED_AT: (
        "subscribedat confirmtime optintime optindate optinat"
        " angemeldetam angemeldet anmeldedatum anmeldung abonniertam abonniertseit abodatum"
        " subscribedon subscriptiondate signupdate eingetragenam registriertam registered"
        " registeredat createdat created addedat addedtime addedon dateadded erstelltam"
    ),
    Meaning.CONFIRMED: (
        "activated activatedat aktiviertam confirmed confirmedat bestaetigt bestaetigtam"
        " optin doubleoptin doi doubleoptinat doubleoptindate"
    ),
    Meaning.LEFT: (
        "unsubscribedat unsubscribed isunsubscribed unsubtime unsubscribetime unsubscribedate"
        " unsubscribedon abgemeldet abgemeldetam abmeldung abmeldedatum abbestellt abbestelltam"
        " abbestellung gekuendigt gekuendigtam kuendigungsdatum ausgetragen ausgetragenam"
        " optout optouttime optoutdate optoutat optedout widerrufen widerrufenam"
        " deactivated deactivatedat deaktiviert deaktiviertam inactive inaktiv disabled"
        " deleted deletedat isdeleted geloescht geloeschtam removed removedat entfernt entferntam"
        " bounced bouncedat isbounced bounces bouncecount hardbounce hardbounces hardbounced"
        " hardbouncedat cleantime cleaned cleanedat suppressed suppressedat"
        " blocklisted blacklisted isblocklisted isblacklisted emailblocklisted emailblacklisted"
        " blocked gesperrt gesperrtam blockiert complained complainedat complaint complaints"
        " beschwerde beschwerden spam spamcomplaint spamcomplaints spamreported"
    ),
    Meaning.ACTIVE: "aktiv active isactive enabled subscribed issubscribed abonniert",
    Meaning.STATUS: (
        "status emailstatus kontaktstatus contactstatus memberstatus subscriberstatus"
        " subscriptionstatus empfaengerstatus abostatus newsletterstatus optinstatus"
    ),
    Meaning.NOT_KEPT: (
        "memberrating optinip confirmip latitude longitude gmtoff dstoff timezone cc region"
        " lastchanged leid euid notes tags unsubcampaigntitle unsubcampaignid unsubreason"
        " unsubreasonother cleancampaigntitle cleancampaignid address phonenumber birthday"
        " uuid attributes updated updatedat gender id contactid"
    ),
}  # fmt: skip
MEANINGS = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}
_RANK = {name: rank for rank, name in enumerate(MEANINGS)}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Mailchimp exports those who left as files of their own, with these columns.
_ALL_LEFT = _words("unsubtime unsubreason unsubcampaigntitle cleantime cleancampaigntitle")
SUBSCRIBED_WORDS = _words(
    "subscribed active aktiv enabled confirmed bestaetigt angemeldet abonniert abonnent subscriber"
    " optin optedin doubleoptin"
)
LEFT_WORDS = _words(
    "unsubscribed left inactive inaktiv disabled deactivated deaktiviert deleted geloescht removed"
    " entfernt blocklisted blacklisted blocked gesperrt blockiert cleaned bounced bounce bounces"
    " hardbounced hardbounce complained complaint spam abuse spamcomplaint abgemeldet abbestellt"
    " gekuendigt ausgetragen optout optedout suppressed archived archiviert widerrufen"
)
UNCONFIRMED_WORDS = _words(
    "pending unconfirmed notconfirmed unbestaetigt nichtbestaetigt wartend ausstehend nonsubscribed"
    " notsubscribed nichtangemeldet"
)
YES = _words("yes ja y j true wahr t x")
NO = _words("no nein n false falsch f null none")

FLAGS = YES | NO | {"0", "1", "on", "off"}
"""What a cell consists of that answers a question with yes or no."""

_MAY_SAY_LEFT = re.compile(
    "unsub|subscri|abonn|abmeld|abgemeld|abbestell|kuendig|gekuend|austr|ausgetr|widerr|widersp"
    "|opt(?:ed)?(?:in|out)|loesch|delet|remov|entfern|bounc|block|blacklist|sperr|suppress|clean"
    "|aktiv|activ|status|state$|zustand|complain|beschwer|spam|enabled|disabled|archiv|confirm"
    "|bestaetig|einwillig|consent|permission|invalid|verstorben"
    "|accept|newsletter|empfang|erhaelt|receive|donot|nomail|dnc|onhold|hidden|versteckt|disable"
    "|einverst|zustimm|ausgesch|verzicht|storn|gueltig|expire|until"
)
_LEFT_FILE = re.compile(
    "(?:un|non)subscri|abgemeld|abmeld|abbestell|gekuendigt|bounce|cleaned|sperrlist|gesperrt"
    "|blocklist|blacklist|geloescht|deleted|deaktiviert|deactivated|inaktiv|inactive|suppress|optout"
)
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NOT_PLAIN = re.compile("[^a-z0-9]+")


def plain(text: str) -> str:
    """A name or word in the spelling of the tables: `E-Mail-Adresse` as `emailadresse`.

    Reads the first 200 characters; linear. Letters other than a to z and the umlauts are lost.
    """
    return _NOT_PLAIN.sub("", text[:MAX_NAME].lower().translate(_SPELLINGS))


@dataclass(frozen=True)
class Columns:
    """Where in a line each thing stands; `texts` follow TEXT_COLUMNS, None where there is none."""

    names: list[str]
    email: int
    texts: list[int | None]
    subscribed_at: list[int]
    confirmed: list[int]
    left: list[int]
    active: list[int]
    status: list[int]
    unknown: list[int]
    not_kept: list[int]
    unnamed: list[int]
    all_left: bool


def columns_of(header: Sequence[str], *, file_name: str, ignore_extra: bool) -> Columns:
    """Read a header row. Raises FileRefused where it is not certain what the list says.

    `ignore_extra` passes over unknown columns, but over none that may say who left.
    """
    header = list(header)
    while header and not header[-1].strip():  # a spreadsheet's empty columns
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise FileRefused(f"{len(header):,} columns, at most {MAX_COLUMNS}")
    names = [_shown(cell) for cell in header]
    keys = [plain(name) for name in names]
    found = [MEANINGS.get(key) for key in keys]
    if Meaning.EMAIL not in found:
        raise FileRefused(f"the header row has no column email; known: {', '.join(COLUMNS)}")
    _refuse_doubles(names, keys, found)
    unnamed = [index for index, name in enumerate(names) if not name]
    unknown = [index for index, name in enumerate(names) if name and not found[index]]
    _refuse_unknown([names[index] for index in unknown], ignore_extra=ignore_extra)

    def of(meaning: Meaning) -> list[int]:
        indexes = [index for index, each in enumerate(found) if each is meaning]
        return sorted(indexes, key=lambda index: _RANK[keys[index]])

    columns = Columns(
        names=names,
        email=of(Meaning.EMAIL)[0],
        texts=[
            next(iter(of(Meaning.FIRST_NAME)), None),
            next(iter(of(Meaning.LAST_NAME) or of(Meaning.FULL_NAME)), None),
            next(iter(of(Meaning.ORGANISATION)), None),
            next(iter(of(Meaning.CONSENT_SOURCE)), None),
        ],
        subscribed_at=of(Meaning.SUBSCRIBED_AT),
        confirmed=of(Meaning.CONFIRMED),
        left=of(Meaning.LEFT),
        active=of(Meaning.ACTIVE),
        status=of(Meaning.STATUS),
        unknown=unknown,
        not_kept=of(Meaning.NOT_KEPT),
        unnamed=unnamed,
        all_left=not _ALL_LEFT.isdisjoint(keys),
    )
    _refuse_by_file_name(columns, file_name)
    return columns


def _shown(cell: str) -> str:
    """A column's name as messages show it."""
    text = "".join(c for c in cell[:MAX_NAME] if c.isprintable() or c.isspace())
    return " ".join(text.split())


def _refuse_doubles(names: list[str], keys: list[str], found: Sequence[Meaning | None]) -> None:
    twice = {
        name
        for name, key, meaning in zip(names, keys, found, strict=True)
        if (name and not key and names.count(name) > 1)
        or (key and keys.count(key) > 1)
        or (meaning in ONCE and found.count(meaning) > 1)
    }
    if twice:
        raise FileRefused(f"column twice: {', '.join(sorted(twice))}")


def _refuse_unknown(unknown: list[str], *, ignore_extra: bool) -> None:
    refuse_suspects([name for name in unknown if _MAY_SAY_LEFT.search(plain(name))])
    if unknown and not ignore_extra:
        raise FileRefused(
            f"unknown column: {', '.join(unknown)}; known: {', '.join(COLUMNS)} "
            "(--ignore-extra skips unknown columns)"
        )


def refuse_suspects(names: list[str]) -> None:
    """Raises FileRefused where unknown columns may say who left: these are their names."""
    if names:
        raise FileRefused(
            f"unknown column that may say who left: {', '.join(names)}; rename it to"
            " unsubscribed_at (a date, or yes and no) or status (subscribed, unsubscribed),"
            " or remove it if it says neither"
        )


def _refuse_by_file_name(columns: Columns, file_name: str) -> None:
    """A name alone is too weak to unsubscribe everybody, and too strong to subscribe them."""
    says_who_left = columns.all_left or columns.left or columns.status or columns.active
    if not says_who_left and _LEFT_FILE.search(plain(file_name)):
        raise FileRefused(
            "the file's name says that these people left, but no column does: add a column"
            " status (unsubscribed or subscribed), or rename the file"
        )
