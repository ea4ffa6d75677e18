"""The legal pages: which there are, and what they say until the owner has written them in admin."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings


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
        "<p>Wir speichern so wenig wie möglich: Ihre E-Mail-Adresse, ein verschlüsseltes Passwort, "
        "wann Sie den Nutzungsbedingungen zugestimmt haben, und was Sie selbst ablegen: Themen und "
        "Quellen, denen Sie folgen, Artikel auf Ihrer Merkliste und Suchen, die Sie speichern.</p>"
        "<h2>Cookies</h2><p>Solange Sie nur lesen, setzen wir kein Cookie. Wenn Sie ein Formular "
        "öffnen oder sich anmelden, braucht die Seite ein Cookie für die Dauer Ihrer Sitzung.</p>"
        "<h2>Keine Dritten</h2><p>Diese Seite lädt nichts von fremden Servern und misst nicht, "
        "was Sie lesen oder suchen.</p>",
    ),
    LegalPage(
        "barrierefreiheit",
        "Barrierefreiheit",
        "<p>Diese Zeitung soll für alle lesbar sein: mit der Tastatur, mit einem Vorleseprogramm, "
        "mit großer Schrift, mit eigenen Farben und ohne JavaScript. Maßstab sind die Richtlinien "
        "WCAG 2.2, Stufe AA.</p>"
        "<h2>Was wir prüfen</h2>"
        "<p>Vor jeder neuen Fassung der Website prüft ein Programm jede Art von Seite, hell, dunkel "
        "und mit Kontrastfarben: mit dem Prüfwerkzeug axe, mit der Tastatur, mit doppelter "
        "Schriftgröße, mit weiten Abständen und bei vierfacher Vergrößerung. Bekannte Verstöße "
        "gibt es dabei nicht.</p>"
        "<h2>Was wir nicht wissen</h2>"
        "<ul><li>Ein Programm findet nur einen Teil der Hürden. Menschen mit Behinderungen haben "
        "diese Fassung noch nicht erprobt, auch nicht mit Vorleseprogrammen.</li>"
        "<li>Die Texte stammen von vielen Quellen. Nicht jeder ist leicht zu lesen, und in "
        "übernommenen Texten können Überschriften oder Tabellen ungünstig gegliedert sein.</li>"
        "<li>Verlinkte Originalmeldungen stehen auf fremden Websites, für die wir nicht sprechen "
        "können.</li></ul>"
        "<h2>Ihre Hinweise</h2>"
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


def create_missing_pages(apps: Any) -> None:
    """The footer of every page links to them, so they exist from the first `migrate` on."""
    FlatPage = apps.get_model("flatpages", "FlatPage")
    known = set(FlatPage.objects.values_list("url", flat=True))
    missing = [
        FlatPage(url=url, title=page.title, content=page.content)
        for page in LEGAL_PAGES
        if (url := f"/{page.name}/") not in known
    ]
    for created in FlatPage.objects.bulk_create(missing):
        created.sites.add(settings.SITE_ID)
