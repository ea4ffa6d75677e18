"""The legal pages: which there are, and what they say until the owner has written them in admin."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LegalPage:
    name: str
    title: str
    content: str


LEGAL_PAGES = [
    LegalPage(
        "impressum",
        "Impressum",
        "<p>Hier steht, wer diese Zeitung herausgibt und wie Sie uns erreichen.</p>"
        "<p><em>Diese Seite wird in der Redaktion unter „Rechtliche Seiten“ gepflegt.</em></p>",
    ),
    LegalPage(
        "datenschutz",
        "Datenschutz",
        "<p>Wir speichern so wenig wie möglich: Ihre E-Mail-Adresse, ein verschlüsseltes Passwort "
        "und wann Sie den Nutzungsbedingungen zugestimmt haben.</p>"
        "<h2>Cookies</h2><p>Solange Sie nur lesen, setzen wir kein Cookie. Wenn Sie ein Formular "
        "öffnen oder sich anmelden, braucht die Seite ein Cookie für die Dauer Ihrer Sitzung.</p>"
        "<h2>Keine Dritten</h2><p>Diese Seite lädt nichts von fremden Servern und misst nicht, "
        "was Sie lesen.</p>",
    ),
    LegalPage(
        "barrierefreiheit",
        "Barrierefreiheit",
        "<p>Diese Zeitung soll für alle lesbar sein: mit der Tastatur, mit einem Vorleseprogramm, "
        "mit großer Schrift und ohne JavaScript.</p>"
        "<p>Ist Ihnen eine Hürde begegnet? Bitte schreiben Sie uns. Die Adresse steht im "
        '<a href="/impressum/">Impressum</a>.</p>',
    ),
    LegalPage(
        "nutzungsbedingungen",
        "Nutzungsbedingungen",
        "<p>Das Konto ist kostenlos und für eine Person bestimmt. Sie können es jederzeit "
        "beenden.</p><p>Die Meldungen stammen von den genannten Quellen. Bitte beachten Sie deren "
        "Rechte, wenn Sie Texte weiterverwenden.</p>",
    ),
]
