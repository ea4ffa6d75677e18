"""Words by which cells of a subscribers' list say that somebody subscribed or left."""

import re
import unicodedata
from functools import lru_cache

MAX_NAME = 200
"""Characters of a column's name, and of a word, that are read and shown."""
MAX_CACHED = 100
"""Characters of a text whose answer is kept: names and tags come many times in a list."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SUBSCRIBED_WORDS = words(
    "subscribed active aktiv enabled confirmed bestaetigt angemeldet abonniert abonnent subscriber"
    " optin optedin doubleoptin"
)
LEFT_WORDS = words(
    "unsubscribed unsubscribe left inactive inaktiv disabled deactivated deaktiviert deleted"
    " geloescht removed entfernt blocklisted blacklisted blocked gesperrt blockiert cleaned bounced"
    " bounce bounces hardbounced hardbounce complained complaint spam abuse spamcomplaint"
    " abgemeldet abmeldung abbestellt gekuendigt kuendigung ausgetragen ausgetreten austritt"
    " optout optedout suppressed archived archiviert widerrufen widersprochen widerspruch"
    " cancelled canceled storniert terminated beendet withdrawn revoked trashed sperre"
    " unzustellbar undeliverable verstorben gestorben deceased dead dnc donotcontact donotemail"
    " donotmail nomail keinnewsletter keinemails nichtmailen nonsubscribed notsubscribed"
    " nichtangemeldet"
)
UNCONFIRMED_WORDS = words(
    "pending unconfirmed notconfirmed unbestaetigt nichtbestaetigt wartend ausstehend"
)
STATUS_WORDS = SUBSCRIBED_WORDS | LEFT_WORDS | UNCONFIRMED_WORDS
YES = words("yes ja y j true wahr t x")
NO = words("no nein n false falsch f")
NOT_SET = words("null none")
"""What programs write for an empty cell."""
_NAME = re.compile(r"[a-z0-9_\s./:()*#'\"+,&-]*")
_WORD = re.compile(r"['\"\s]*[a-z0-9_](?:[a-z0-9_\s./-]*[a-z0-9_])?[.'\"\s]*")

# Searched in small letters without accents, words divided by spaces. No stems of other words in
# municipal lists (Sperrmüll, Löschzug, Talsperre, Kündigungsschutz, Widerspruchsstelle,
# Beschwerdemanagement), and no surnames (Kündig, Block, Robinson, Spamer, Stopp).
_SAYS_LEFT = re.compile(
    # unsubscribed, cancelled
    r"un ?subscri|\bunsub|abmeld(?:ung|en\b)|abgemeldet|\bab(?:ge)?m\b|abbestell|abzubestellen"
    r"|\bopt(?:ed|ing)? ?out|kuendig(?:t\b|en\b|ung(?!sschutz))|\bgekuend(?:et)?\b|gek(?:u| ?)ndigt"
    r"|gel ?scht\b|\bkundigung|storn(?:iert|o\b|ierung)|cancel(?:l?ed|lation|s|\b)|terminated|beendet"
    r"|abgelaufen|expired|\babo endete|pausiert|paused|\bstop\b|bitte stopp|gestoppt"
    # left
    r"|austritt\b|ausgetreten|ausgetragen|austragen\b|ausgeschieden|\braus\b"
    r"|\baus (?:\w{1,20} )?verteiler|ehemalige[rn]? (?:abonn|leser|empf)|no longer"
    r"|\b(?:ver|weg|um)(?:ge)?zogen\b|\bmoved\b|ruhestand\b|\bin rente\b|pensioniert|\bretired\b"
    # objected, withdrew the consent
    r"|widerr(?:uf(?!bar|lich|sbelehr|srecht)|ief)|widerspr(?:uch\b|och)|widersprich|abgelehnt"
    r"|withdr[ae]w|revoked?\b|objected|complain|\bbeschwer(?:t|de\b)|\bspam\b|\babuse"
    # deleted, blocked
    r"|geloescht|loesch(?:en\b|ung|antrag|wunsch)|\bdelet|\bremoved?\b|entfern(?:en\b|t\b)"
    r"|gestrichen|bitte streichen|trashed|archived|archiviert|(?<!tal)sperre\b|gesperrt"
    r"|sperr(?:vermerk|liste|ung)|blockiert|\bblocked|black ?list|block ?list|robinson ?list"
    r"|suppress|inaktiv|inactive|deaktiviert|deactivated|disabled"
    # mail comes back
    r"|bounc(?:e|ing)|zustellbar|undeliver|rueckl(?:ae|a)ufer|kommt zurueck|returned mail"
    r"|empfaenger unbekannt|existiert nicht|ung(?:ue|u)ltig|\binvalid"
    r"|(?:postfach|mail ?box|konto) (?:ist |is )?(?:voll|full)|over quota|quota exceeded"
    r"|(?:nicht |un)erreichbar|unreachable|(?:user|address|recipient) unknown|unknown (?:user|address)"
    # died
    r"|verstorben|gestorben|\bverst\b|\btot\b|†|deceased"
    # wants no mail
    r"|\bdn[cem]\b|not interested|(?:kontakt|werbe)verbot"
    r"|nicht (?:mehr|mailen|anmailen|anschreiben|senden|zusenden|schicken|versenden|kontaktieren)"
    r"|(?:will|wollen|wuenscht?|m(?:oe|o)chten?) (?:nichts?|keine?n?)\b"
    r"|keine?n?(?: \w{1,20})? (?:news ?letter|nl|e ?mails?|mails?|mailings?|post|werbung|kontakt|abo"
    r"|versand|interesse)\b"
    r"|(?:do not|don t|dont|never|no|not) (?:to )?(?:be )?(?:contact|e ?mail|mail|send|news ?letter)"
)
DIAERESIS = "\N{COMBINING DIAERESIS}"
_SPELLINGS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_NOT_PLAIN = re.compile("[^a-z0-9]+")
_NOT_SPACED = re.compile("[^a-z0-9†]+")


def plain(text: str) -> str:
    """A name or word in the spelling of the tables: `E-Mail-Adresse` as `emailadresse`.

    Reads the first 200 characters; linear. Signs, and letters of other scripts, are lost.
    """
    return _NOT_PLAIN.sub("", _latin(text[:MAX_NAME]))


def plain_name(name: str) -> str:
    """A column's name as `plain` spells it; empty where it holds letters or signs that this loses.

    "!aktiv", "❌ E-Mail" and "Отписавшиеся (e-mail)" are not "aktiv" and "E-Mail".
    """
    return _whole(name, _NAME)


def single_word(cell: str) -> str:
    """A cell that answers a question, as `plain` spells it; empty where it holds any other sign.

    "aktiv?", "(aktiv)", "❌ aktiv", "не active" and an "aktiv" that is struck through are not "aktiv".
    """
    return _whole(cell, _WORD)


def _whole(text: str, form: re.Pattern[str]) -> str:
    text = without_format_characters(text[:MAX_NAME]).replace(DIAERESIS, "e")
    is_struck_through = any(map(unicodedata.combining, text))
    return plain(text) if not is_struck_through and form.fullmatch(_latin(text)) else ""


def without_format_characters(text: str) -> str:
    """Without soft hyphens, byte order marks and characters of no width. Linear."""
    if text.isascii():
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _latin(text: str) -> str:
    """In small letters, umlauts as two letters (also where they were written as two), no accents.

    One character after the other: of a whole text, normalising many combining marks is quadratic.
    """
    text = text.lower()
    if text.isascii():
        return text
    return "".join(map(_letter, text.replace(DIAERESIS, "e").translate(_SPELLINGS)))


@lru_cache(maxsize=1000)
def _letter(character: str) -> str:
    if unicodedata.category(character) == "Cf":  # soft hyphens, and spaces without width
        return ""
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if not unicodedata.combining(part))


def may_say_left(text: str) -> bool:
    """Whether a remark, a tag or a name tells that somebody left or wants no mail. Linear."""
    return _kept_answer(text) if len(text) <= MAX_CACHED else _search(text)


def _search(text: str) -> bool:
    spaced = _NOT_SPACED.sub(" ", _latin(text))
    return bool(_SAYS_LEFT.search(spaced)) or not LEFT_WORDS.isdisjoint(spaced.split())


_kept_answer = lru_cache(maxsize=10_000)(_search)
