"""What the names of a list's columns mean: our own format and the exports of other programs.

To teach the import another program's list, add its names here.
"""

import re
from enum import StrEnum, auto

from accounts.subscriber_words import may_say_left, plain, words


class Meaning(StrEnum):
    EMAIL = auto()
    FIRST_NAME = auto()
    LAST_NAME = auto()
    FULL_NAME = auto()
    """First and last name in one cell; kept as last name, since no rule divides it reliably."""
    ORGANISATION = auto()
    CONSENT_SOURCE = auto()
    SUBSCRIBED_AT = auto()
    """Date; no (0, -) says that the person is not subscribed."""
    CONFIRMED = auto()
    """Date, or yes and no: whether the owner of the address confirmed the subscription."""
    LEFT = auto()
    """Date, number, or yes and no: whether and when the person left, or mail came back."""
    ACTIVE = auto()
    """Yes and no: whether the person still gets mail."""
    STATUS = auto()
    """A word of `SUBSCRIBED_WORDS`, `LEFT_WORDS` or `UNCONFIRMED_WORDS`."""
    REMARK = auto()
    """Free text and tags: no list of words knows all that may be said there of somebody who left."""
    CHANGED = auto()
    """Date of the last change to the record, of whatever kind."""
    NOT_KEPT = auto()
    """Standard columns of known programs that say nothing about a subscription."""


SAY_WHO_LEFT = {
    Meaning.LEFT, Meaning.ACTIVE, Meaning.STATUS, Meaning.CONFIRMED, Meaning.REMARK,
}  # fmt: skip
"""Columns that nobody may pass over."""
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
        " subscribedon subscriptiondate signupdate eingetragenam registriert registriertam registered"
        " registeredat createdat created addedat addedtime addedon dateadded datecreated createdate"
        " createddate creationdate datejoined entered erstelltam"
    ),
    Meaning.CONFIRMED: (
        "activated activatedat aktiviert aktiviertam confirmed isconfirmed confirmedat bestaetigt bestaetigtam"
        " doubleoptin doi doubleoptinat doubleoptindate"
    ),
    Meaning.LEFT: (
        "unsubscribedat unsubscribed isunsubscribed unsubtime unsubscribetime unsubscribedate"
        " unsubscribedon dateunsubscribed unsubscriptiondate unsubscribedfromallemail left leftat"
        " lefton abgemeldet abgemeldetam abmeldung abmeldedatum abgemeldetseit"
        " abbestellt abbestelltam abbestellung abbestelldatum"
        " gekuendigt gekuendigtam kuendigung kuendigungam kuendigungsdatum kuendigungvom"
        " ausgetragen ausgetragenam ausgetreten ausgetretenam austritt austrittam austrittsdatum"
        " optout optouttime optoutdate optoutat isoptout optedout optedoutat isoptedout"
        " emailoptout hasoptedoutofemail optedoutofemail nobulkemailsuseroptout"
        " cancelled cancelledat cancelledon canceled canceledat canceledon cancellationdate"
        " storniert storniertam stornodatum terminated terminatedat beendet beendetam"
        " widerrufen widerrufenam revoked revokedat withdrawn withdrawnat"
        " widersprochen widersprochenam objected objectedat"
        " deactivated deactivatedat deaktiviert deaktiviertam inactive inaktiv disabled"
        " deleted deletedat isdeleted geloescht geloeschtam removed removedat entfernt entferntam"
        " trashed trashedat verstorben verstorbenam deceased isdeceased deceaseddate dead"
        " bounced bouncedat isbounced bounces bouncecount hardbounce hardbounces hardbounced"
        " hardbouncedat cleantime cleaned cleanedat suppressed suppressedat bouncedate"
        " emailbounceddate undeliverable unzustellbar nichtzustellbar ruecklaeufer"
        " blocklisted blacklisted isblocklisted isblacklisted emailblocklisted emailblacklisted"
        " blocked gesperrt gesperrtam blockiert complained complainedat complaint complaints"
        " beschwerde beschwerden spam spamcomplaint spamcomplaints spamreported"
        " robinson robinsonliste dnc donotcontact donotemail donotmail"
        " blacklist blocklist isexcludedfromcampaigns exclusionlist unsubdate emailabmeldung"
        " contactisdeleted istverstorben"
    ),
    Meaning.ACTIVE: "aktiv active isactive enabled subscribed issubscribed abonniert optin",
    Meaning.STATUS: (
        "status emailstatus kontaktstatus contactstatus memberstatus subscriberstatus"
        " subscriptionstatus empfaengerstatus abostatus newsletterstatus optinstatus"
        " globalstatus liststatus groupstatus emailmarketingstatus"
    ),
    Meaning.REMARK: (
        "notes tags bemerkung bemerkungen anmerkung anmerkungen notiz notizen note kommentar"
        " kommentare comment comments remark remarks memo tag schlagwort schlagworte hinweis hinweise"
        " vermerk info freitext"
    ),
    Meaning.CHANGED: (
        "updated updatedat lastchanged modifiedtime modified modifiedat lastmodified"
        " lastmodifieddate changedat geaendert geaendertam letzteaenderung lastupdate lastupdated"
        " tstamp"
    ),
    Meaning.NOT_KEPT: (
        "memberrating optinip confirmip latitude longitude gmtoff dstoff timezone cc region"
        " leid euid unsubcampaigntitle unsubcampaignid unsubreason"
        " unsubreasonother cleancampaigntitle cleancampaignid address phonenumber birthday"
        " uuid attributes gender id contactid extid whatsapp"
        " smsblacklisted smsblocklisted whatsappblocklisted"
    ),
}  # fmt: skip
MEANINGS = {name: meaning for meaning, names in _NAMES.items() for name in names.split()}

ALL_LEFT = words("unsubtime unsubreason unsubcampaigntitle cleantime cleancampaigntitle")
"""Mailchimp exports those who left as files of their own, with these columns."""
_LEFT_FILE = re.compile(
    "(?:un|non)subscri|ab(?:ge)?meld|bounce|cleaned|abg(?:ang|aeng)|austr|ehem|frueher|sperr|loesch"
    "|kuendig|widerspr|entfern|streich|stopp|storn|ausschl|exclu|negativ|archiv|robinson|papierkorb"
    "|trash|karteileich|ex(?:leser|abonn|empf|kund|it)|raus|passiv|ohneeinw|keineeinw|verweiger|ablehn"
)
"""Beginnings of words: a false alarm costs a renaming."""


def file_may_say_left(name: str) -> bool:
    """Whether a file of this name may be a list of people who left."""
    return bool(_LEFT_FILE.search(plain(name))) or may_say_left(name)
